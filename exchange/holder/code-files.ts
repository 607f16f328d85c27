import { mkdirSync } from 'node:fs';
import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { CodeSender } from '../../identity/index.ts';
import { type Clock, writeWholeFile } from '../../kernel/index.ts';
import { codeFile } from './code-place.ts';

/** A code counts for five minutes; its file is gone soon after. */
const keptMs = 10 * 60_000;

/**
 * The demonstration's channel: every code is a file that only its owner may read, named by the id of the request, so that neither
 * the file nor its name says whose it is.
 */
export function codeFiles(options: { folder: string; clock: Clock }): CodeSender {
  const { folder, clock } = options;
  // There from the start: whoever waits for a code sees by the folder that there is going to be one.
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return {
    async send({ request, code, expiresAt, consentTo }) {
      await clearAway(folder, clock.now().getTime() - keptMs);
      const content = { code, expiresAt: expiresAt.toISOString(), ...(consentTo === undefined ? {} : { consentTo }) };
      await writeWholeFile(codeFile(folder, request), `${JSON.stringify(content)}\n`);
    },
  };
}

async function clearAway(folder: string, before: number): Promise<void> {
  for (const name of await readdir(folder)) {
    const path = join(folder, name);
    const written = await stat(path).catch(() => undefined);
    if (written !== undefined && written.mtimeMs < before) await rm(path, { force: true });
  }
}
