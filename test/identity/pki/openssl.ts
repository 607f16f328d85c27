import { execFile, execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Whether the command line of OpenSSL 3 is there to compare with; it is said where it is not. */
export const hasOpenSsl = ((): boolean => {
  try {
    if (execFileSync('openssl', ['version'], { encoding: 'utf8' }).startsWith('OpenSSL 3')) return true;
  } catch {
    // told below
  }
  console.info('skipped: no OpenSSL 3 command line');
  return false;
})();

/** A folder in which OpenSSL makes and checks things. */
export class OpenSslBench {
  readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
    mkdirSync(folder, { recursive: true });
  }

  path(name: string): string {
    return join(this.folder, name);
  }

  read(name: string): Buffer {
    return readFileSync(this.path(name));
  }

  write(name: string, content: string | Uint8Array): string {
    writeFileSync(this.path(name), content);
    return name;
  }

  /** Runs `openssl` in the folder. @throws Error with its words when it fails */
  async openssl(...parameters: readonly string[]): Promise<string> {
    const { stdout } = await run('openssl', [...parameters], { cwd: this.folder });
    return stdout;
  }

  /** The same with the words in one string, none of which has a space in it. */
  async run(command: string): Promise<string> {
    return this.openssl(...command.split(/\s+/).filter((word) => word !== ''));
  }

  /** Whether `openssl` ends with 0. */
  async accepts(...parameters: readonly string[]): Promise<boolean> {
    return this.openssl(...parameters).then(
      () => true,
      () => false,
    );
  }
}
