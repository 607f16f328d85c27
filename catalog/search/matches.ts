import type { Resource } from '../resource/resource.ts';
import { plain, squeezed } from './text.ts';
import type { PlacedTerm } from './tiers.ts';

/** Why a resource was found: one word, the best place that has it, and what stands there. */
export interface Match {
  readonly word: string;
  readonly in: 'name' | 'code' | 'id' | 'item' | 'provider' | 'class' | 'abstract';
  readonly text: string;
}

/** Characters shown of an abstract on each side of the word. */
const around = 20;

/** Where each word stands. A word that stands in none of the places as it was typed, but in parts, has no entry. */
export function matchesOf(options: {
  resource: Resource;
  /** Name of the provider. */
  provider: string | undefined;
  terms: readonly PlacedTerm[];
}): readonly Match[] {
  const { resource, provider, terms } = options;
  const { class: kind } = resource;
  const places: readonly (readonly [Match['in'], string | undefined])[] = [
    ...([resource.name, resource.nameEn] as const).map((text) => ['name', text] as const),
    ['id', resource.id],
    ...resource.items.flatMap(({ name, nameEn, field }) =>
      [name, nameEn, field].map((text) => ['item', text] as const),
    ),
    ['provider', provider],
    ...[kind.section, kind.item, kind.subItem].map((text) => ['class', text] as const),
    ['abstract', resource.abstract],
  ];
  return terms.flatMap((term): Match[] => {
    const word = term.text;
    if (term.code !== undefined && resource.code.startsWith(term.code))
      return [{ word: term.code, in: 'code', text: resource.code }];
    const place = places.find(([, text]) => text !== undefined && squeezed(text).includes(word));
    if (place?.[1] !== undefined)
      return [{ word, in: place[0], text: place[0] === 'abstract' ? snippet(place[1], word) : place[1] }];
    return term.providers.includes(resource.provider)
      ? [{ word, in: 'provider', text: provider ?? resource.provider }]
      : [];
  });
}

/** The word in an abstract with what stands around it. */
function snippet(abstract: string, word: string): string {
  const characters = [...abstract];
  const at = plain(abstract).indexOf(word);
  // Narrowing may change lengths; then the beginning has to do.
  const start = at < 0 || plain(abstract).length !== abstract.length ? 0 : [...abstract.slice(0, at)].length;
  const from = Math.max(0, start - around);
  const to = Math.min(characters.length, start + [...word].length + around);
  return `${from > 0 ? '…' : ''}${characters.slice(from, to).join('')}${to < characters.length ? '…' : ''}`;
}
