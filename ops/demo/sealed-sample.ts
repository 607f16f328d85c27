import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DemoInfo } from '../../exchange/index.ts';
import { type OfficerActor, type PkiParts, trustMaterial } from '../../identity/index.ts';
import { writePem } from '../../identity/pki/index.ts';
import { type Database, pause, sha256 } from '../../kernel/index.ts';
import { showSealFile, showSeals } from '../../licence-vault/index.ts';
import { writePrivateFile } from './seed/credentials.ts';

/** Where the files lie for whoever tries the demonstration. */
export type SampleFiles = NonNullable<DemoInfo['files']>;

export interface SealedSampleOptions {
  readonly dataDirectory: string;
  readonly database: Database;
  readonly pki: PkiParts;
  /** The seal keeper of the organisation whose seal the licence bears. */
  readonly actor: OfficerActor;
  /** SHA-256 of the sealed file of the licence. */
  readonly digest: Buffer;
  /** Reads the sealed file of a licence out of the vault, for a matter and case as everybody does. */
  readonly readLicence: () => Promise<Buffer>;
}

/**
 * Puts files to be verified into the demonstration's folder: a business licence as the vault issued it, the seal that it bears,
 * and what somebody needs who believes the demonstration's authority. Certificates and lists are written anew each time; the
 * licence is read when the file is not there or is another one.
 * @returns undefined while no seal was made
 */
export async function writeSealedSample(options: SealedSampleOptions): Promise<SampleFiles | undefined> {
  const { database, actor, dataDirectory } = options;
  const files = filesIn(dataDirectory);
  const { items } = await showSeals({ database, actor, organisation: actor.organisation, limit: 1 });
  const [seal] = items;
  if (seal?.fileDigest === undefined) return undefined;
  await writePrivateFile(files.trust, await trustText(options.pki));
  const isThere = await Promise.all([holds(files.seal, seal.fileDigest), holds(files.licence, options.digest)]);
  if (isThere.every(Boolean)) return files;
  await writePrivateFile(files.licence, await options.readLicence());
  await writePrivateFile(files.seal, await showSealFile({ database, actor, id: seal.id }));
  return files;
}

/** Well within the day for which the lists of authorities are good. */
const renewedEveryMs = 3_600_000;

/** Writes certificates and lists anew every hour, until the signal aborts: a demonstration may stand for weeks. */
export async function keepTrustFresh(
  options: Pick<SealedSampleOptions, 'dataDirectory' | 'pki'> & {
    readonly signal: AbortSignal;
    readonly onError: (error: unknown) => void;
    readonly everyMs?: number | undefined;
  },
): Promise<void> {
  const { pki, signal, everyMs = renewedEveryMs } = options;
  const { trust } = filesIn(options.dataDirectory);
  while (!signal.aborted) {
    await pause(everyMs, signal);
    if (signal.aborted) return;
    await trustText(pki)
      .then((text) => writePrivateFile(trust, text))
      .catch(options.onError);
  }
}

function filesIn(dataDirectory: string): SampleFiles {
  const folder = join(dataDirectory, 'demo', 'files');
  return {
    licence: join(folder, 'sealed-licence.ofd'),
    seal: join(folder, 'approval-seal.esl'),
    trust: join(folder, 'trust.pem'),
  };
}

/** Certificates of the authorities and their revocation lists of this moment, PEM. */
async function trustText(pki: PkiParts): Promise<string> {
  const { anchors, intermediates, crls } = await trustMaterial(pki);
  return [
    ...[...anchors, ...intermediates].map(({ raw }) => writePem('CERTIFICATE', raw)),
    ...crls.map(({ raw }) => writePem('X509 CRL', raw)),
  ].join('');
}

/** Is there a file with the digest? */
async function holds(path: string, digest: Buffer): Promise<boolean> {
  try {
    return sha256(await readFile(path)).equals(digest);
  } catch {
    return false;
  }
}
