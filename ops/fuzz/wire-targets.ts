import { createPublicKey } from 'node:crypto';
import { proveBundle, readBundle } from '../../connectors/protocol/index.ts';
import type { FuzzCorpus } from './corpus/corpus.ts';
import { wireKeyId } from './corpus/wire-bundles.ts';
import { type FuzzTarget, refused } from './target.ts';

/** Lengths and marks of a bundle. */
const words = ['HUFU\x03', '\0\0', '\xff\xff', '\0\0\0\0', '\x7f\xff\xff\xff', '\xff\xff\xff\xff', '..', 'eyJ'].map(
  (word) => Buffer.from(word, 'latin1'),
);

/** What hub and connectors say to each other: its form first, then its one signature. */
export function wireTargets({ wireBundles, wireKey }: FuzzCorpus): readonly FuzzTarget[] {
  const key = createPublicKey({ key: wireKey[0] ?? Buffer.alloc(0), format: 'der', type: 'spki' });
  const keyOf = (kid: string) => (kid === wireKeyId ? { kid, key, alg: 'ES256' as const } : undefined);
  return [
    {
      name: 'wire-bundle',
      corpus: wireBundles,
      words,
      read(bytes) {
        const read = readBundle(bytes);
        if (!read.ok) return refused;
        return proveBundle({ typ: 'hufu-order', bundle: read.bundle, keyOf }).ok ? undefined : refused;
      },
      isRefusal: () => false,
    },
  ];
}
