import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Runs one of poppler's programs, or OpenSSL's, on files that are gone afterwards; the arguments name them by `@name`. */
export async function program(
  name: string,
  args: readonly string[],
  files: Readonly<Record<string, string | Buffer>>,
): Promise<{ code: number; out: string; bytes: Buffer }> {
  const folder = await mkdtemp(join(tmpdir(), 'hufu-pdf-'));
  try {
    for (const [file, content] of Object.entries(files)) await writeFile(join(folder, file), content);
    const placed = args.map((arg) => (arg.startsWith('@') ? join(folder, arg.slice(1)) : arg));
    const { stdout, stderr } = await run(name, placed, { encoding: 'buffer', maxBuffer: 64 * 1024 * 1024 });
    return { code: 0, out: `${stdout.toString()}${stderr.toString()}`, bytes: stdout };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout?: Buffer; stderr?: Buffer };
    return { code, out: `${stdout ?? ''}${stderr ?? ''}`, bytes: stdout ?? Buffer.alloc(0) };
  } finally {
    await rm(folder, { recursive: true });
  }
}

const found = await program('pdftoppm', ['-v'], {});
const hasPoppler = found.code === 0;

/** For the name of a test that needs poppler; where that is not installed the test says so and proves nothing. */
export const popplerNote = hasPoppler ? '' : ' (skipped: poppler not present)';

/** A page as poppler draws it, one pixel to a millimetre. */
export async function drawn(pdf: Buffer): Promise<(x: number, y: number) => readonly number[]> {
  const { bytes } = await program('pdftoppm', ['-r', '25.4', '-singlefile', '@page.pdf'], { 'page.pdf': pdf });
  const [header = '', width = '0'] = /^P6\n(\d+) (\d+)\n255\n/.exec(bytes.toString('latin1', 0, 32)) ?? [];
  return (x, y) => {
    const at = header.length + 3 * (Math.floor(y) * Number(width) + Math.floor(x));
    return [...bytes.subarray(at, at + 3)];
  };
}

/** Red of seal paste, as far as rounding lets it through. */
export const sealRed = [215, 1, 16];
