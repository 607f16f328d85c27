import { Problem } from '../../kernel/index.ts';
import { inspectOfd, openOfdPackage, type PackagePart, writeOfdPackage } from '../../licence-vault/index.ts';
import { sealedOfd } from './ofd-corpus.ts';
import type { FuzzTarget } from './run-fuzz.ts';

const whole = Buffer.from(sealedOfd, 'base64');
const { entries } = openOfdPackage(whole);
const isProblem = (thrown: unknown) => thrown instanceof Problem;

/** The same package with its content stored, so that a mutation hits what is in it and not the way it is packed. */
const stored = writeOfdPackage(entries.map(({ name, bytes }) => ({ name, bytes, isCompressed: true })));

/** The first byte says which file of the package the rest takes the place of. */
function withFile(bytes: Buffer): Buffer {
  const place = (bytes[0] ?? 0) % entries.length;
  return writeOfdPackage(
    entries.map(
      (entry, index): PackagePart =>
        index === place ? { name: entry.name, bytes: bytes.subarray(1), isCompressed: true } : entry,
    ),
  );
}

/** The readers of OFD: the archive as a whole, and every file inside an archive that is sound. */
export const ofdTargets: readonly FuzzTarget[] = [
  { name: 'ofd', corpus: [whole, stored], read: inspectOfd, isRefusal: isProblem },
  {
    name: 'ofd-content',
    corpus: entries.map(({ bytes }, index) => Buffer.concat([Buffer.of(index), bytes])),
    read: (bytes) => inspectOfd(withFile(bytes)),
    isRefusal: isProblem,
  },
];
