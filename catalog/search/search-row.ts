import type { Insertable } from 'kysely';
import type { Resource, Sensitivity } from '../resource/resource.ts';
import { shownToAll } from '../resource/visibility.ts';
import type { ResourceSearchTable } from '../tables.ts';
import { gramsOf, runsOf, wordsOf } from './text.ts';

/**
 * How rows are made; counted up when {@link searchRowOf} makes other rows of the same resource, so that those that stand
 * are made anew. ICU's dictionary comes with Node: with another one, words may end elsewhere.
 */
export const made = `1 icu ${process.versions.icu ?? '-'}`;

/** Where a gram stands at best, in the order in which finds are ranked. Capitals: what is searched has none. */
export const marks = { name: 'N', item: 'I', provider: '@', other: 'O' } as const;
/** Marks the beginnings of the code. */
export const codeMark = '/';

const sensitivities: readonly Sensitivity[] = ['public', 'internal', 'personal', 'sensitive'];

/** What the directory's index keeps of a resource; derived from the record alone. */
export function searchRowOf(resource: Resource): Insertable<ResourceSearchTable> {
  const { id, code, provider, name, status, class: kind, format, sharing, openness, updateCycle } = resource;
  return {
    ...{ resource: id, provider, status, made },
    shown: shownToAll(resource),
    section: `${kind.category}/${kind.section}`,
    sharing_type: sharing.type,
    open: openness.open,
    format: format.category,
    update_cycle: updateCycle,
    sensitivity: highestSensitivity(resource),
    name_words: ` ${runsOf(name).flatMap(wordsOf).join(' ')} `,
    name_length: [...name].length,
    grams: markedGrams(resource, code),
  };
}

/** The most sensitive of a resource's items is what its reader has to reckon with. */
export function highestSensitivity({ items }: Pick<Resource, 'items'>): Sensitivity {
  const highest = Math.max(0, ...items.map(({ sensitivity }) => sensitivities.indexOf(sensitivity)));
  return sensitivities[highest] ?? 'public';
}

/** Each gram once, with the mark of the best place in which it stands. */
function markedGrams(resource: Resource, code: string): string[] {
  const best = new Map<string, string>();
  const mark = (texts: readonly (string | undefined)[], as: string, singly: boolean) => {
    for (const text of texts) {
      for (const gram of gramsOf(text ?? '', { singly })) if (!best.has(gram)) best.set(gram, as + gram);
    }
  };
  const { class: kind, items } = resource;
  mark([resource.name, resource.nameEn, resource.id], marks.name, true);
  mark(
    items.flatMap(({ name, nameEn, field }) => [name, nameEn, field]),
    marks.item,
    true,
  );
  mark([resource.abstract, kind.section, kind.item, kind.subItem, resource.format.concrete], marks.other, false);
  const beginnings = Array.from(code, (_, index) => codeMark + code.slice(0, index + 1));
  return [...best.values(), ...beginnings, marks.provider + resource.provider];
}
