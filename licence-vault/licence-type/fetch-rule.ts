import type { PointerError } from '../../kernel/index.ts';

/**
 * Data of a licence that stands in a basic database already (数据同源) and is fetched through the exchange when the licence is
 * issued, so that nobody types it again.
 */
export interface FetchRule {
  /** Id of the resource that holds it. */
  readonly resource: string;
  /** By what the record is found: a field of the resource, and the item whose value it must have. */
  readonly match: Readonly<Record<string, string>>;
  /** What is fetched: an item, or a member of an item as `item.member`, and the field that it comes from. */
  readonly map: Readonly<Record<string, string>>;
}

/** What is wrong with the rules of a type whose items these are. */
export function checkFetchRules(rules: readonly FetchRule[], items: ReadonlySet<string>): readonly PointerError[] {
  return rules.flatMap(({ match, map }, index) => {
    const fetched = new Set(Object.keys(map));
    const at = (member: string) => `/fetchFrom/${index}/${member}`;
    return [
      ...(fetched.size === 0 ? [{ pointer: at('map'), detail: 'must name what is fetched' }] : []),
      ...(Object.keys(match).length === 0 ? [{ pointer: at('match'), detail: 'must name by what it is found' }] : []),
      ...Object.values(match)
        .filter((item) => !items.has(item) || fetched.has(item))
        .map(() => ({ pointer: at('match'), detail: 'must name items that are not fetched themselves' })),
      ...[...fetched]
        .filter((path) => !items.has(itemOf(path)))
        .map(() => ({ pointer: at('map'), detail: 'must name items' })),
    ];
  });
}

/** The item of a path `item` or `item.member`. */
export function itemOf(path: string): string {
  return path.split('.', 1)[0] ?? path;
}
