import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Environment, readConfig } from '../../kernel/pure/index.ts';
import { type LogVerifier, parseCheckpoint, parseVerifier, type SignedCheckpoint } from '../evidence/log/checkpoint.ts';
import { parseProof } from '../evidence/log/tlog-proof.ts';
import { evidenceProblems } from '../evidence/problems.ts';
import { fileBytes } from './files-at.ts';

/** Larger files are neither keys, nor receipts, nor checkpoints. */
const largestFile = 64 * 1024 * 1024;

/**
 * The log key to go by: of the file named, else the local demonstration's, else none.
 * @throws LOG_KEY_MALFORMED; CommandError (64) for a file that cannot be read
 */
export function trustedLogKey(env: Environment, file: string | undefined): LogVerifier | undefined {
  const own = join(readConfig(env).dataDirectory, 'demo', 'log.key');
  const path = file ?? (existsSync(own) ? own : undefined);
  if (path === undefined) return undefined;
  const lines = fileBytes(path, largestFile).toString().split(/\r?\n/);
  const verifier = lines.map(parseVerifier).find((each) => each !== undefined);
  if (verifier === undefined) throw evidenceProblems.LOG_KEY_MALFORMED();
  return verifier;
}

/**
 * A checkpoint that somebody kept: a signed note, a proof, a receipt, or an answer with one.
 * @throws RECEIPT_MALFORMED; CommandError (64) for a file that cannot be read
 */
export function checkpointAt(path: string): SignedCheckpoint {
  const text = fileBytes(path, largestFile).toString();
  const checkpoint = parseCheckpoint(text) ?? parseCheckpoint(parseProof(proofIn(text) ?? text)?.checkpoint ?? '');
  if (checkpoint === undefined) throw evidenceProblems.RECEIPT_MALFORMED({ part: 'checkpoint' });
  return checkpoint;
}

function proofIn(text: string): string | undefined {
  try {
    const value: unknown = JSON.parse(text);
    const { receipt = value } = value as { readonly receipt?: unknown };
    const { proof } = receipt as { readonly proof?: unknown };
    return typeof proof === 'string' ? proof : undefined;
  } catch {
    return undefined;
  }
}
