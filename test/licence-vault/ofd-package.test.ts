import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Problem } from '../../kernel/index.ts';
import { collisionKey, shownName } from '../../licence-vault/ofd/package/entry-name.ts';
import { packageLimits } from '../../licence-vault/ofd/package/limits.ts';
import { openPackage } from '../../licence-vault/ofd/package/package.ts';
import { writePackage } from '../../licence-vault/ofd/package/write-package.ts';
import { crcOf } from './ofd-documents.ts';
import { le, makeZip, type ZipArchive, type ZipEntry } from './zip-maker.ts';

/** Code of the refusal, or what the package holds. */
function opened(archive: ZipArchive | readonly ZipEntry[] | Buffer): string | Record<string, string> {
  try {
    const { entries } = openPackage(Buffer.isBuffer(archive) ? archive : makeZip(archive));
    return Object.fromEntries(entries.map(({ name, bytes }) => [name, bytes.toString()]));
  } catch (error) {
    if (error instanceof Problem) return error.code;
    throw error;
  }
}

const ofd: ZipEntry = { name: 'OFD.xml', content: '<a/>' };
const page: ZipEntry = { name: 'Doc_0/Page.xml', content: 'page '.repeat(50), deflate: true };

describe('an archive is opened', () => {
  it('with stored and deflated files and with folders', () => {
    expect(opened([ofd, { name: 'Doc_0/' }, page])).toEqual({
      'OFD.xml': '<a/>',
      'Doc_0/': '',
      'Doc_0/Page.xml': 'page '.repeat(50),
    });
  });

  it('when sizes stand behind the content, in each of the four forms', () => {
    const { content = '' } = page;
    const crc = crcOf(Buffer.from(content));
    const packed = deflateRawSync(Buffer.from(content)).length;
    const size = content.length;
    const unstated = { crc: 0, size: 0, packedSize: 0 };
    for (const behind of [
      le([crc, 4], [packed, 4], [size, 4]),
      le([0x08074b50, 4], [crc, 4], [packed, 4], [size, 4]),
      le([crc, 4], [packed, 8], [size, 8]),
      le([0x08074b50, 4], [crc, 4], [packed, 8], [size, 8]),
    ]) {
      const entry = { ...page, flags: 8, behind, local: unstated };
      expect(opened([entry, ofd])).toHaveProperty(['Doc_0/Page.xml']);
      const wrong = Buffer.from(behind);
      wrong[wrong.length - 1]! ^= 1;
      expect(opened([{ ...entry, behind: wrong }, ofd])).toBe('OFD_ARCHIVE_INCONSISTENT');
    }
  });

  it('in the zip64 form, within the same bounds', () => {
    const zip64: ZipEntry = {
      ...ofd,
      size: 0xffffffff,
      packedSize: 0xffffffff,
      extra: le([1, 2], [16, 2], [4, 8], [4, 8]),
    };
    const records = ({ offset, size }: { offset: number; size: number }, entries = 1) =>
      Buffer.concat([
        le(
          [0x06064b50, 4],
          [44, 8],
          [45, 2],
          [45, 2],
          [0, 4],
          [0, 4],
          [entries, 8],
          [entries, 8],
          [size, 8],
          [offset, 8],
        ),
        le([0x07064b50, 4], [0, 4], [offset + size, 8], [1, 4]),
      ]);
    const elsewhere = { entries: 0xffff, size: 0xffffffff, offset: 0xffffffff };
    expect(opened({ entries: [zip64], beforeEnd: records, end: elsewhere })).toEqual({ 'OFD.xml': '<a/>' });
    expect(opened({ entries: [ofd], beforeEnd: records })).toEqual({ 'OFD.xml': '<a/>' });
    expect(opened({ entries: [ofd], end: elsewhere })).toBe('OFD_ARCHIVE_INCONSISTENT');
    expect(opened({ entries: [ofd], beforeEnd: (directory) => records(directory, 2) })).toBe(
      'OFD_ARCHIVE_INCONSISTENT',
    );
    expect(opened({ entries: [{ ...zip64, extra: le([1, 2], [8, 2], [4, 8]) }] })).toBe('OFD_ARCHIVE_INCONSISTENT');
    const huge = le([1, 2], [16, 2], [2 ** 33, 8], [4, 8]);
    expect(opened({ entries: [{ ...zip64, extra: huge }], beforeEnd: records, end: elsewhere })).toBe(
      'OFD_ARCHIVE_BOMB',
    );
  });

  it('with a short comment, which makers are seen to write, and with extra fields', () => {
    expect(opened({ entries: [ofd], comment: Buffer.from('KRC') })).toEqual({ 'OFD.xml': '<a/>' });
    const extra = le([0x000a, 2], [4, 2], [0, 4]);
    expect(opened([{ ...ofd, extra }])).toEqual({ 'OFD.xml': '<a/>' });
  });

  it('with names in any script, whatever the headers say of the encoding while both say the same', () => {
    const name = '附件/说明.txt';
    expect(opened([{ name, content: 'a', flags: 0x800 }])).toEqual({ [name]: 'a' });
    expect(opened([{ name, content: 'a' }])).toEqual({ [name]: 'a' });
    expect(opened([{ name, content: 'a', local: { flags: 0x800 } }])).toBe('OFD_ARCHIVE_INCONSISTENT');
    expect(opened([{ ...ofd, local: { flags: 0x800 } }])).toEqual({ 'OFD.xml': '<a/>' });
  });
});

describe('an archive is refused', () => {
  it.each([
    ['that is none', Buffer.from('%PDF-1.7'), 'OFD_NOT_AN_ARCHIVE'],
    ['that is empty', Buffer.alloc(0), 'OFD_NOT_AN_ARCHIVE'],
    ['with bytes before it', { entries: [ofd], before: Buffer.from('MZ') }, 'OFD_ARCHIVE_SURPLUS'],
    ['with bytes behind it', { entries: [ofd], behind: Buffer.from('x') }, 'OFD_ARCHIVE_SURPLUS'],
    ['with another archive behind it', Buffer.concat([makeZip([ofd]), makeZip([page])]), 'OFD_ARCHIVE_SURPLUS'],
    ['with a long comment', { entries: [ofd], comment: Buffer.alloc(65) }, 'OFD_ARCHIVE_SURPLUS'],
    ['with a gap between entries', [ofd, { ...page, before: Buffer.from('gap') }], 'OFD_ARCHIVE_SURPLUS'],
    ['with a gap before the directory', [{ ...ofd, behind: Buffer.from('gap') }], 'OFD_ARCHIVE_SURPLUS'],
    ['with a gap behind the directory', { entries: [ofd], beforeEnd: () => Buffer.from('gap') }, 'OFD_ARCHIVE_SURPLUS'],
    ['whose entries overlap', [page, { ...ofd, offset: 0 }], 'OFD_ARCHIVE_INCONSISTENT'],
    ['with two ends', { entries: [ofd], comment: makeZip([]) }, 'OFD_ARCHIVE_INCONSISTENT'],
    ['with more entries than it says', { entries: [ofd, page], end: { entries: 1 } }, 'OFD_ARCHIVE_INCONSISTENT'],
    ['with fewer entries than it says', { entries: [ofd], end: { entries: 2 } }, 'OFD_ARCHIVE_INCONSISTENT'],
    ['in volumes', { entries: [ofd], end: { disk: 1 } }, 'OFD_ARCHIVE_UNSUPPORTED'],
    ['with entries on other volumes', [{ ...ofd, disk: 1 }], 'OFD_ARCHIVE_UNSUPPORTED'],
    ['with another number of entries here', { entries: [ofd], end: { entriesHere: 0 } }, 'OFD_ARCHIVE_UNSUPPORTED'],
    ['whose directory reaches too far', { entries: [ofd], end: { size: 99_999 } }, 'OFD_ARCHIVE_INCONSISTENT'],
    ['that is encrypted', [{ ...ofd, flags: 1 }], 'OFD_ARCHIVE_UNSUPPORTED'],
    ['that is strongly encrypted', [{ ...ofd, flags: 0x40 }], 'OFD_ARCHIVE_UNSUPPORTED'],
    ['whose directory is masked', [{ ...ofd, flags: 0x2000 }], 'OFD_ARCHIVE_UNSUPPORTED'],
    ['with an entry encrypted by its own header alone', [{ ...ofd, local: { flags: 1 } }], 'OFD_ARCHIVE_UNSUPPORTED'],
    ['with patched data', [{ ...ofd, flags: 0x20 }], 'OFD_ARCHIVE_UNSUPPORTED'],
    ['packed by other methods', [{ ...ofd, method: 12 }], 'OFD_ARCHIVE_UNSUPPORTED'],
    ['with a link', [{ ...ofd, madeBy: 0x0314, attributes: 0xa1ff0000 }], 'OFD_ARCHIVE_UNSUPPORTED'],
    ['with a name that differs in its headers', [{ ...ofd, local: { name: 'OFD.xmk' } }], 'OFD_ARCHIVE_INCONSISTENT'],
    ['with a method that differs', [{ ...ofd, local: { method: 8 } }], 'OFD_ARCHIVE_INCONSISTENT'],
    ['with a size that differs', [{ ...ofd, local: { size: 5 } }], 'OFD_ARCHIVE_INCONSISTENT'],
    ['with a packed size that differs', [{ ...page, local: { packedSize: 3 } }], 'OFD_ARCHIVE_INCONSISTENT'],
    ['with a checksum that differs', [{ ...ofd, local: { crc: 1 } }], 'OFD_ARCHIVE_INCONSISTENT'],
    ['with sizes behind the content in one header only', [{ ...ofd, local: { flags: 8 } }], 'OFD_ARCHIVE_INCONSISTENT'],
    ['with a wrong checksum', [{ ...ofd, crc: 1 }], 'OFD_ARCHIVE_DAMAGED'],
    ['that unpacks to less than it says', [{ ...page, size: 251 }], 'OFD_ARCHIVE_DAMAGED'],
    ['that unpacks to more than it says', [{ ...page, size: 249 }], 'OFD_ARCHIVE_DAMAGED'],
    ['whose packed content is nonsense', [{ ...page, packed: Buffer.from('nonsense') }], 'OFD_ARCHIVE_DAMAGED'],
    [
      'with bytes behind the packed content of an entry',
      [{ ...page, packed: Buffer.concat([deflateRawSync(Buffer.from('page '.repeat(50))), Buffer.from('x')]) }],
      'OFD_ARCHIVE_DAMAGED',
    ],
    ['with a folder that has content', [{ name: 'Doc_0/', content: 'x' }], 'OFD_ARCHIVE_DAMAGED'],
    ['with a cut extra field', [{ ...ofd, extra: le([7, 2], [9, 2]) }], 'OFD_ARCHIVE_INCONSISTENT'],
    [
      'with an extra field twice',
      [{ ...ofd, extra: Buffer.concat([le([7, 2], [0, 2]), le([7, 2], [0, 2])]) }],
      'OFD_ARCHIVE_INCONSISTENT',
    ],
    [
      'with a second name in an extra field',
      [{ ...ofd, extra: Buffer.concat([le([0x7075, 2], [9, 2]), Buffer.from('\x01crc!evil')]) }],
      'OFD_ARCHIVE_INCONSISTENT',
    ],
  ] as const)('%s', (_, archive, code) => {
    expect(opened(archive as ZipArchive)).toBe(code);
  });

  it('cut anywhere', () => {
    const whole = makeZip([ofd, page]);
    for (let length = 0; length < whole.length; length += 1) {
      expect(opened(whole.subarray(0, length)), String(length)).toMatch(/^OFD_/);
    }
  });

  it('when it is larger than the bound, before anything of it is read', () => {
    expect(opened(Buffer.alloc(packageLimits.archiveBytes + 1))).toBe('OFD_TOO_LARGE');
  });
});

describe('names of entries', () => {
  it.each([
    '../evil',
    'a/../../evil',
    'a/./b',
    '/etc/passwd',
    'C:/evil',
    'a\\b',
    'a//b',
    'a\0b',
    'a\nb',
    'a/b.',
    'a /b',
    'a\u202eb',
    'a\u200bb',
    '',
    `${'a/'.repeat(33)}b`,
    'a'.repeat(513),
  ])('are refused: %j', (name) => {
    expect(opened([ofd, { name, content: 'x' }])).toBe('OFD_ENTRY_NAME_UNSAFE');
  });

  it('are refused when they are not UTF-8', () => {
    expect(opened([{ name: Buffer.from([0xd5, 0xc5, 0xc8, 0xfd]), content: 'x' }])).toBe('OFD_ENTRY_NAME_UNSAFE');
  });

  it.each([
    ['the same', 'OFD.xml'],
    ['the same in other case', 'ofd.XML'],
    ['the same in wide letters', 'ＯＦＤ.xml'],
    ['a folder of the same name', 'OFD.xml/'],
    ['a file under it', 'OFD.xml/a'],
  ])('are refused when two could be taken for one: %s', (_, name) => {
    expect(opened([ofd, { name, content: name.endsWith('/') ? '' : 'x' }])).toBe('OFD_ENTRY_TWICE');
  });

  it('share a key exactly when some reader might take one for the other', () => {
    expect(collisionKey('Straße')).toBe(collisionKey('STRASSE'));
    expect(collisionKey('é')).toBe(collisionKey('e\u0301'));
    expect(collisionKey('a/b')).not.toBe(collisionKey('a_b'));
  });

  it('are told in messages only where they are plain, since people name files after citizens', () => {
    expect(shownName('Doc_0/Pages/Page_0/Content.xml')).toBe('Doc_0/Pages/Page_0/Content.xml');
    expect(shownName('Doc_0/张三.xml')).toBe('(…)');
    expect(shownName('Doc_0/11010519491231002X.xml')).toBe('(…)');
  });
});

describe('a bomb', () => {
  const zeros = (length: number) => deflateRawSync(Buffer.alloc(length));

  it('is refused by the size it states, of one entry or of all together, before it is unpacked', () => {
    const large: ZipEntry = { name: 'a', packed: Buffer.from('x'), method: 8, size: packageLimits.entryBytes + 1 };
    expect(opened([large])).toBe('OFD_ARCHIVE_BOMB');
    const part = { packed: Buffer.alloc(300_000), method: 8, size: 70 * 1024 * 1024 };
    const many = ['a', 'b', 'c', 'd'].map((name) => ({ ...part, name }));
    expect(opened(many)).toBe('OFD_ARCHIVE_BOMB');
  });

  it('is refused when it packs better than content does', () => {
    const size = 4 * 1024 * 1024;
    expect(opened([{ name: 'a', packed: zeros(size), method: 8, size, crc: 0 }])).toBe('OFD_ARCHIVE_BOMB');
  });

  it('is stopped at the size it states when it unpacks to more', () => {
    const archive = makeZip([{ name: 'a', packed: zeros(64 * 1024 * 1024), method: 8, size: 1000 }]);
    const before = process.memoryUsage().arrayBuffers;
    expect(opened(archive)).toBe('OFD_ARCHIVE_DAMAGED');
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(16 * 1024 * 1024);
  });

  it('of entries is refused', () => {
    const entries = Array.from({ length: packageLimits.entries + 1 }, (_, index) => ({ name: `f${index}` }));
    expect(opened(entries)).toBe('OFD_ARCHIVE_BOMB');
  });
});

describe('a package that is written', () => {
  const parts = fc.uniqueArray(
    fc.record({
      name: fc.stringMatching(/^[a-z0-9]{1,8}(\/[a-z0-9一-龥]{1,8}){0,3}$/).map((name) => `f/${name}`),
      bytes: fc.uint8Array({ maxLength: 6000 }).map((bytes) => Buffer.from(bytes)),
      isCompressed: fc.boolean(),
    }),
    { selector: ({ name }) => collisionKey(name), maxLength: 8 },
  );
  const isPath = (all: readonly { name: string }[]) =>
    all.every(({ name }) => all.every((other) => !other.name.startsWith(`${name}/`)));

  it('reads back as it was, and the same parts make the same bytes', () => {
    fc.assert(
      fc.property(parts.filter(isPath), (given) => {
        const written = writePackage(given);
        expect(writePackage(given).equals(written)).toBe(true);
        const read = openPackage(written).entries.map(({ name, bytes }) => [name, bytes.toString('hex')]);
        expect(read).toEqual(given.map(({ name, bytes }) => [name, bytes.toString('hex')]));
      }),
      { numRuns: 100 },
    );
  });

  it('takes entries of another package over as they lie, whatever zlib makes of their content today', () => {
    const packed = deflateRawSync(Buffer.from('page '.repeat(50)), { level: 1 });
    const first = openPackage(makeZip([{ ...page, packed }]));
    const second = openPackage(writePackage([...first.entries, { name: 'b', bytes: Buffer.from('b') }]));
    expect(second.file('Doc_0/Page.xml')?.packed.equals(packed)).toBe(true);
  });

  it('is sound to other programs', () => {
    const folder = mkdtempSync(join(tmpdir(), 'hufu-ofd-'));
    try {
      const file = join(folder, 'a.ofd');
      const bytes = Buffer.from('page '.repeat(50));
      writeFileSync(
        file,
        writePackage([
          { name: 'OFD.xml', bytes },
          { name: '附件/说明.txt', bytes },
        ]),
      );
      expect(execFileSync('unzip', ['-t', file], { encoding: 'utf8' })).toContain('No errors detected');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
