import { chmod, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * A new folder in the system's temporary folder, for whoever makes it to remove. Others may pass through it but not look:
 * PostgreSQL's account reaches its data there when root is at work, so that all of it goes with the folder.
 * @param purpose a word that tells the folder apart
 */
export async function scratchFolder(purpose: string): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), `hufu-${purpose}-`));
  await chmod(path, 0o711);
  return path;
}
