import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { appendToEdge, type Edge, edgeOf, emptyRoot, rootOfEdge } from '../../exchange/evidence/tree/edge.ts';
import { inclusionPath, rootOfPath, rootOfRange, type Subtree } from '../../exchange/evidence/tree/proof.ts';
import { leafHash } from '../../kernel/index.ts';

// The definitions of RFC 6962 §2.1 and §2.1.1, written down as they stand there.

const sha = (...parts: Uint8Array[]) => parts.reduce((hash, part) => hash.update(part), createHash('sha256')).digest();
const split = (n: number) => 2 ** Math.ceil(Math.log2(n) - 1);
const mth = (d: readonly Buffer[]): Buffer => {
  if (d.length === 0) return sha();
  if (d.length === 1) return sha(Buffer.of(0), d[0]!);
  const k = split(d.length);
  return sha(Buffer.of(1), mth(d.slice(0, k)), mth(d.slice(k)));
};
const pathOf = (m: number, d: readonly Buffer[]): Buffer[] => {
  if (d.length <= 1) return [];
  const k = split(d.length);
  return m < k ? [...pathOf(m, d.slice(0, k)), mth(d.slice(k))] : [...pathOf(m - k, d.slice(k)), mth(d.slice(0, k))];
};

const entries = (count: number) => Array.from({ length: count }, (_, n) => Buffer.from(`entry ${n}`));
const appendAll = (batches: readonly (readonly Buffer[])[]) => {
  let size = 0;
  let edge: Edge = [];
  const roots: Buffer[] = [];
  const paths: string[] = [];
  for (const batch of batches) {
    const tree = appendToEdge(size, edge, batch.map(leafHash));
    batch.forEach((_, offset) => {
      paths.push(tree.pathLines(size + offset));
    });
    ({ size, edge } = tree);
    roots.push(tree.root);
  }
  return { size, edge, roots, paths };
};
const lines = (path: readonly Buffer[]) => path.map((hash) => `${hash.toString('base64')}\n`).join('');

describe('the known answers of Certificate Transparency', () => {
  // Leaves and roots that implementations of RFC 6962 check themselves against.
  const leaves = [
    '',
    '00',
    '10',
    '2021',
    '3031',
    '40414243',
    '5051525354555657',
    '606162636465666768696a6b6c6d6e6f',
  ].map((hex) => Buffer.from(hex, 'hex'));
  const roots = [
    '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
    'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
    'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
    'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
    '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
    '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
    'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
    '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
  ];

  it('come out leaf by leaf, and all at once', () => {
    expect(emptyRoot.toString('hex')).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
    expect(appendAll(leaves.map((leaf) => [leaf])).roots.map((root) => root.toString('hex'))).toEqual(roots);
    for (let count = 1; count <= leaves.length; count += 1)
      expect(appendAll([leaves.slice(0, count)]).roots[0]?.toString('hex')).toBe(roots[count - 1]);
  });

  it('have these inclusion paths', () => {
    // Leaf 0 of 8, leaf 5 of 8, leaf 2 of 3.
    const hex = (m: number, n: number) =>
      [...appendAll([leaves.slice(0, n)]).paths[m]!.matchAll(/.+/g)].map(([line]) =>
        Buffer.from(line, 'base64').toString('hex'),
      );
    expect(hex(0, 8)).toEqual([
      '96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7',
      '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
      '6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4',
    ]);
    expect(hex(5, 8)).toEqual([
      'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b',
      'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0',
      'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
    ]);
    expect(hex(2, 3)).toEqual(['fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125']);
  });
});

describe('a tree that is appended to in batches', () => {
  it('has the roots and paths of RFC 6962, however the batches fall', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 1, maxLength: 8 }), (sizes) => {
        const all = entries(sizes.reduce((sum, size) => sum + size, 0));
        const ends = sizes.map((_, at) => sizes.slice(0, at + 1).reduce((sum, size) => sum + size, 0));
        const batches = sizes.map((size, at) => all.slice((ends[at] ?? 0) - size, ends[at]));
        const { roots, paths, edge, size } = appendAll(batches);
        let begin = 0;
        batches.forEach((batch, index) => {
          const end = begin + batch.length;
          expect(roots[index]).toEqual(mth(all.slice(0, end)));
          for (let leaf = begin; leaf < end; leaf += 1)
            expect(paths[leaf]).toBe(lines(pathOf(leaf, all.slice(0, end))));
          begin = end;
        });
        expect(rootOfEdge(edgeOf(size, Buffer.concat([...edge])))).toEqual(mth(all));
      }),
      { numRuns: 40 },
    );
  });

  it('goes on beyond the numbers of the shift operators', () => {
    const size = 2 ** 40 + 2 ** 33 + 5;
    const edge = Array.from({ length: 4 }, (_, n) => sha(Buffer.of(n)));
    const leaf = leafHash(Buffer.from('late'));
    const tree = appendToEdge(size, edge, [leaf]);
    const path = tree
      .pathLines(size)
      .trim()
      .split('\n')
      .map((line) => Buffer.from(line, 'base64'));
    expect(path).toEqual([edge[3], edge[2], edge[1], edge[0]]);
    expect(rootOfPath({ index: size, size: size + 1, leaf, path })).toEqual(tree.root);
  });

  it('refuses an edge of another size', () => {
    expect(() => edgeOf(3, Buffer.alloc(32))).toThrow(RangeError);
    expect(() => appendToEdge(3, [Buffer.alloc(32)], [Buffer.alloc(32)])).toThrow(RangeError);
  });
});

describe('a proof out of stored subtrees', () => {
  it('is the path of RFC 6962 and leads to the root', async () => {
    const all = entries(70);
    const subtree: Subtree = async (height, index) => mth(all.slice(index * 2 ** height, (index + 1) * 2 ** height));
    for (const size of [1, 2, 3, 7, 8, 9, 33, 64, 70]) {
      expect(await rootOfRange(0, size, subtree)).toEqual(mth(all.slice(0, size)));
      for (let leaf = 0; leaf < size; leaf += 1)
        expect(await inclusionPath(leaf, size, subtree)).toEqual(pathOf(leaf, all.slice(0, size)));
    }
  });
});

describe('checking an inclusion path', () => {
  it('leads to the root from the right leaf at the right place, and from no other', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 90 }), fc.nat(), fc.nat(), (size, a, b) => {
        const all = entries(size);
        const index = a % size;
        const path = pathOf(index, all);
        const root = mth(all);
        const leaf = leafHash(all[index]!);
        expect(rootOfPath({ index, size, leaf, path })).toEqual(root);
        const other = b % size;
        if (other !== index) {
          expect(rootOfPath({ index, size, leaf: leafHash(all[other]!), path })).not.toEqual(root);
          expect(rootOfPath({ index: other, size, leaf, path })).not.toEqual(root);
        }
        expect(rootOfPath({ index, size, leaf, path: [...path, root] })).toBeUndefined();
        if (path.length > 0) {
          expect(rootOfPath({ index, size, leaf, path: path.slice(1) })).not.toEqual(root);
          const bent = path.map((hash, place) => (place === b % path.length ? sha(hash) : hash));
          expect(rootOfPath({ index, size, leaf, path: bent })).not.toEqual(root);
        }
      }),
      { numRuns: 100 },
    );
    expect(rootOfPath({ index: 3, size: 3, leaf: Buffer.alloc(32), path: [] })).toBeUndefined();
    expect(rootOfPath({ index: -1, size: 3, leaf: Buffer.alloc(32), path: [] })).toBeUndefined();
  });
});
