import { Problem } from '../../kernel/index.ts';
import {
  inspectOfd,
  openOfdPackage,
  type PackageEntry,
  type PackagePart,
  readOfdXml,
  verifyOfd,
  writeOfdPackage,
} from '../../licence-vault/index.ts';
import type { FuzzCorpus } from './corpus/corpus.ts';
import { times } from './corpus/holder.ts';
import { trustOf } from './seal-targets.ts';
import { type FuzzTarget, refused } from './target.ts';

const isProblem = (thrown: unknown) => thrown instanceof Problem;

const text = (words: readonly string[]) => words.map((word) => Buffer.from(word));

/** What XML readers stumble over. */
const xmlWords = text([
  '<!DOCTYPE a [<!ENTITY b "c">]>',
  '&b;',
  '&#x0;',
  '&#x10FFFF;',
  '&lt;',
  '<![CDATA[',
  ']]>',
  '<!--',
  '-->',
  '<?a b?>',
  '<ofd:Page>',
  '</ofd:Page>',
  '<a xmlns="b"/>',
  ' xmlns:ofd=""',
  ' xmlns:ofd="http://www.ofdspec.org/2016"',
  ' ID="0"',
  ' a="',
  '"/>',
  '../',
  '/Doc_0/',
  'OFD.xml',
  '-1',
  '1e309',
  '99999999999999999999',
  '\u0000',
  '\ufeff',
  'é\u0301',
]);

/** Of an archive: records, and the ends of ranges in their fields. */
const zipWords = [
  ...['504b0102', '504b0304', '504b0506', '504b0606', '504b0607', '504b0708'].map((hex) => Buffer.from(hex, 'hex')),
  ...['ffffffff', '00000000', 'ffff', '0000', '0008', '0100'].map((hex) => Buffer.from(hex, 'hex')),
  ...text(['OFD.xml', '../', 'Doc_0/', '/', '\\']),
];

/** The readers of OFD: the archive as a whole, every file inside an archive that is sound, its XML alone, and the verification. */
export function ofdTargets(corpus: FuzzCorpus): readonly FuzzTarget[] {
  const { files } = corpus;
  const packages = files.map((file) => openOfdPackage(file).entries);
  // The last two, which have everything that the others have.
  const whole = packages.slice(-2);
  const xml = whole.flat().flatMap(({ bytes }) => (bytes.includes('<ofd:') ? [bytes] : []));
  const contents = whole.flatMap((entries, first) =>
    entries.map(({ bytes }, second) => Buffer.concat([Buffer.of(first, second), bytes])),
  );
  const trust = trustOf(corpus);
  const problems = { isRefusal: isProblem };
  return [
    { name: 'ofd', corpus: [...files, ...packages.map(stored)], words: zipWords, read: inspectOfd, ...problems },
    {
      name: 'ofd-content',
      share: 0.5,
      corpus: contents,
      words: xmlWords,
      read: (bytes) => inspectOfd(withFile(whole, bytes)),
      ...problems,
    },
    { name: 'ofd-xml', corpus: xml, words: xmlWords, read: everyRoot, ...problems },
    {
      name: 'ofd-verification',
      share: 0.25,
      corpus: contents,
      words: xmlWords,
      read: async (bytes) => {
        const { verdict } = await verifyOfd({ bytes: withFile(whole, bytes), trust, at: times.at });
        return verdict.indication === 'TOTAL_PASSED' ? undefined : refused;
      },
      isRefusal: () => false,
    },
  ];
}

/** The same package with its content stored, so that a mutation hits what is in it and not the way it is packed. */
function stored(entries: readonly PackageEntry[]): Buffer {
  return writeOfdPackage(entries.map(({ name, bytes }) => ({ name, bytes, isCompressed: true })));
}

/** The first two bytes say in which package, and which file of it, the rest takes the place of. */
function withFile(packages: readonly (readonly PackageEntry[])[], bytes: Buffer): Buffer {
  const entries = packages[(bytes[0] ?? 0) % packages.length] ?? [];
  const place = (bytes[1] ?? 0) % entries.length;
  return writeOfdPackage(
    entries.map(
      (entry, index): PackagePart =>
        index === place ? { name: entry.name, bytes: bytes.subarray(2), isCompressed: true } : entry,
    ),
  );
}

/** Read as what it says it is, so that only what is wrong with it is refused. */
function everyRoot(bytes: Buffer): void {
  const [, root = 'OFD'] = /<ofd:(\w+)/.exec(bytes.toString('latin1', 0, 500)) ?? [];
  readOfdXml({ bytes, file: 'fuzz.xml', root });
}
