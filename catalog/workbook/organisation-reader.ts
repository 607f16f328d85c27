import type { OrganisationFact } from '../../identity/index.ts';
import { nameKey } from '../resource/resource.ts';
import { plain } from './values.ts';

/** Finds organisations as workbooks name them: by short id, unified code, or name, also without the county before it. */
export class OrganisationReader {
  readonly #byKey = new Map<string, string>();
  readonly #named: readonly { readonly key: string; readonly id: string }[];

  constructor(organisations: readonly OrganisationFact[]) {
    this.#named = organisations.map(({ id, name }) => ({ key: nameKey(name), id }));
    for (const { key, id } of this.#named) this.#byKey.set(key, id);
    for (const { id, unifiedCode } of organisations) {
      this.#byKey.set(id, id);
      this.#byKey.set(unifiedCode.toLowerCase(), id);
    }
  }

  read(text: string): string | undefined {
    const key = plain(text).toLowerCase();
    const known = this.#byKey.get(key) ?? this.#byKey.get(nameKey(key));
    if (known !== undefined) return known;
    const short = nameKey(key);
    // 公安局 for 灵山县公安局, where it can be no other.
    const ending = short.length < shortestName ? [] : this.#named.filter(({ key: name }) => name.endsWith(short));
    return ending.length === 1 ? ending[0]?.id : undefined;
  }
}

const shortestName = 2;
