import type { Insertable } from 'kysely';
import type { Resource } from '../resource/resource.ts';
import { shownToAll } from '../resource/visibility.ts';
import type { ResourceSearchTable } from '../tables.ts';
import { gramsOf, runsOf, wordsOf } from './text.ts';

/**
 * How rows are made; counted up when {@link searchRowOf} makes other rows of the same resource, so that those that stand
 * are made anew. ICU's dictionary comes with Node: with another one, words may end elsewhere.
 */
export const made = `2 icu ${process.versions.icu ?? '-'}`;

/** Where a gram stands at best, in the order in which finds are ranked. Capitals: what is searched has none. */
export const marks = { name: 'N', item: 'I', provider: '@', other: 'O' } as const;
/** Marks the beginnings of the code. */
export const codeMark = '/';

/**
 * Marks how long the name is. Of a word that half the directory has, short names come first; by this mark they are found
 * without looking at all the others.
 */
const lengthMark = '#';

/** The longest names of each mark, in characters; chosen so that a directory is parted into pieces of one size. */
const longestNames = [6, 8, 11, 14, 16] as const;
export const lengthMarks: readonly string[] = [...longestNames.keys(), longestNames.length].map(
  (index) => `${lengthMark}${index}`,
);

function lengthMarkOf(length: number): string {
  const index = longestNames.findIndex((longest) => length <= longest);
  return `${lengthMark}${index === -1 ? longestNames.length : index}`;
}

/** What the directory's index keeps of a resource; derived from the record alone. */
export function searchRowOf(resource: Resource, facets: string): Insertable<ResourceSearchTable> {
  const { id, provider, name } = resource;
  return {
    ...{ resource: id, provider, facets, made },
    shown: shownToAll(resource),
    name_words: ` ${runsOf(name).flatMap(wordsOf).join(' ')} `,
    name_length: [...name].length,
    grams: markedGrams(resource),
  };
}

/** Each gram once, with the mark of the best place in which it stands. */
function markedGrams(resource: Resource): string[] {
  const best = new Map<string, string>();
  const mark = (texts: readonly (string | undefined)[], as: string, singly: boolean) => {
    for (const text of texts) {
      for (const gram of gramsOf(text ?? '', { singly })) if (!best.has(gram)) best.set(gram, as + gram);
    }
  };
  const { class: kind, code, items, name } = resource;
  mark([name, resource.nameEn, resource.id], marks.name, true);
  mark(
    items.flatMap(({ name, nameEn, field }) => [name, nameEn, field]),
    marks.item,
    true,
  );
  mark([resource.abstract, kind.section, kind.item, kind.subItem, resource.format.concrete], marks.other, false);
  const beginnings = Array.from(code, (_, index) => codeMark + code.slice(0, index + 1));
  return [...best.values(), ...beginnings, marks.provider + resource.provider, lengthMarkOf([...name].length)];
}
