import { HufuUnreachable } from '../../connectors/index.ts';
import { pause } from '../../kernel/index.ts';
import { isSignedBy, type LogVerifier, parseCheckpoint, parseVerifier } from '../evidence/log/checkpoint.ts';
import type { LogFinding, LogView } from '../evidence/log/replay.ts';
import { type TilePath, type TileSource, tilePath, tileWidth } from '../evidence/log/tiles.ts';
import { evidenceProblems } from '../evidence/problems.ts';

const timeoutMs = 30_000;
/** Bytes of the largest bundle there can be: every entry as long as two bytes can say. */
const largestTile = tileWidth * (2 + 65_535);

/**
 * A log as a hub publishes it, to be replayed over HTTP: its checkpoint, tiles and bundles (C2SP tlog-tiles).
 * @param options.trusted key to go by; left out: the one the hub shows
 * @throws LOG_KEY_MALFORMED, RECEIPT_OTHER_LOG, RECEIPT_CHECKPOINT_NOT_SIGNED, RECEIPT_MALFORMED; HufuUnreachable
 */
export async function servedLog(options: {
  hub: string;
  trusted: LogVerifier | undefined;
}): Promise<{ view: LogView; findings: readonly LogFinding[]; verifier: LogVerifier }> {
  const { hub, trusted } = options;
  const get = (path: string) => fetchBytes(`${hub}/v1/log/${path}`);
  const verifier = trusted ?? parseVerifier((await get('key')).toString());
  if (verifier === undefined) throw evidenceProblems.LOG_KEY_MALFORMED();
  const checkpoint = parseCheckpoint((await get('checkpoint')).toString());
  if (checkpoint === undefined) throw evidenceProblems.RECEIPT_MALFORMED({ part: 'checkpoint' });
  const { origin, size } = checkpoint;
  if (origin !== verifier.name) throw evidenceProblems.RECEIPT_OTHER_LOG({ origin, expected: verifier.name });
  if (!isSignedBy(checkpoint, verifier)) throw evidenceProblems.RECEIPT_CHECKPOINT_NOT_SIGNED({ origin });
  const part = (path: TilePath) => get(`tile/${tilePath(path)}`);
  const source: TileSource = {
    tile: (level, index, width) => part({ level, index, width }),
    bundle: (index, width) => part({ level: undefined, index, width }),
  };
  return { view: { size, verifier, checkpoints: [checkpoint], source }, findings: [], verifier };
}

/** Fetches, and waits as long as the server says when it is asked too often. */
async function fetchBytes(url: string): Promise<Buffer> {
  for (;;) {
    const response = await fetch(url, { signal: AbortSignal.timeout(timeoutMs), redirect: 'error' }).catch(
      (cause: unknown) => {
        throw new HufuUnreachable('HUB_UNREACHABLE', new URL(url).origin, cause);
      },
    );
    if (response.status === 429) {
      await response.arrayBuffer();
      await pause(1_000 * Math.max(1, Number(response.headers.get('retry-after') ?? 1) || 1));
      continue;
    }
    // A part that is not there is for the replay to find.
    if (response.status === 404) return Buffer.alloc(0);
    if (!response.ok) throw new HufuUnreachable('HUB_ANSWER_INVALID', url);
    const bytes = Buffer.from(await response.arrayBuffer());
    if (bytes.length > largestTile) throw new HufuUnreachable('HUB_ANSWER_INVALID', url);
    return bytes;
  }
}
