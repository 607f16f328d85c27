import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeWholeFile } from '../../kernel/index.ts';
import { type TemporaryFolder, temporaryFolder } from '../support/temporary-folder.ts';

let temporary: TemporaryFolder;
let folder: string;
let path: string;
beforeEach(async () => {
  temporary = await temporaryFolder('whole-file');
  folder = join(temporary.path, 'files');
  await mkdir(folder);
  path = join(folder, 'key');
});
afterEach(() => temporary[Symbol.asyncDispose]());

describe('a file that is written whole', () => {
  it('holds what was written, for its owner alone, and nothing is left beside it', async () => {
    expect(await writeWholeFile(path, 'first')).toBe(true);
    expect(await writeWholeFile(path, Buffer.from('second'))).toBe(true);
    expect(await readFile(path, 'utf8')).toBe('second');
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(await readdir(folder)).toEqual(['key']);
    await writeWholeFile(path, 'third', { mode: 0o644 });
    expect((await stat(path)).mode & 0o777).toBe(0o644);
  });

  it('is read whole while it is written again and again', async () => {
    const contents = ['a', 'b'].map((letter) => letter.repeat(1_000_000));
    await writeWholeFile(path, contents[0]!);
    let isWriting = true;
    const writing = (async () => {
      for (let round = 0; round < 10; round += 1) await writeWholeFile(path, contents[round % 2]!);
      isWriting = false;
    })();
    while (isWriting) expect(contents).toContain(await readFile(path, 'utf8'));
    await writing;
  });

  it('stays as it was when it cannot be written, and no draft is left', async () => {
    await mkdir(path);
    await writeFile(join(path, 'inside'), 'kept');
    await expect(writeWholeFile(path, 'new')).rejects.toThrow();
    await expect(writeWholeFile(join(folder, 'nowhere', 'key'), 'new')).rejects.toThrow('ENOENT');
    expect(await readdir(folder)).toEqual(['key']);
    expect(await readFile(join(path, 'inside'), 'utf8')).toBe('kept');
  });

  it('is not replaced where it must not be: of many that write at once one wins', async () => {
    const writers = Array.from({ length: 8 }, (_, index) => writeWholeFile(path, `${index}`, { replace: false }));
    const won = await Promise.all(writers);
    expect(won.filter(Boolean)).toHaveLength(1);
    expect(await readFile(path, 'utf8')).toBe(`${won.indexOf(true)}`);
    expect(await readdir(folder)).toEqual(['key']);
  });
});
