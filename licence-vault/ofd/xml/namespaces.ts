const xmlNamespace = 'http://www.w3.org/XML/1998/namespace';
const xmlnsNamespace = 'http://www.w3.org/2000/xmlns/';

/** A name that stands in a namespace. */
export interface ResolvedName {
  readonly prefix: string;
  readonly local: string;
  /** Empty: none. */
  readonly namespace: string;
}

/** A tag breaks a rule of Namespaces in XML. */
export class NamespaceFault extends Error {}

/** An element's declarations and how deep it stands. */
interface Scope {
  readonly depth: number;
  readonly declared: ReadonlyMap<string, string>;
}

/**
 * What prefixes mean at a place of a file (Namespaces in XML 1.0). The parser's own bookkeeping makes two dictionaries and a
 * set for every element, most of which declare nothing; that is a third of the time a file takes.
 */
export class Namespaces {
  readonly #scopes: Scope[] = [];
  #depth = 0;

  /** Back to the beginning of a file. */
  clear(): void {
    this.#scopes.length = 0;
    this.#depth = 0;
  }

  /**
   * Goes into an element.
   * @param attributes as written, declarations among them; no two of the same name
   * @throws NamespaceFault for a prefix that is not declared, a declaration that may not be, attributes that are the same
   */
  enter(name: string, attributes: Readonly<Record<string, string>>): ResolvedName {
    this.#depth += 1;
    let declared: Map<string, string> | undefined;
    let prefixed = 0;
    for (const attribute in attributes) {
      const isDefault = attribute === 'xmlns';
      if (!isDefault && !attribute.includes(':')) continue;
      const { prefix, local } = isDefault ? { prefix: 'xmlns', local: '' } : split(attribute);
      if (!isDefault) prefixed += 1;
      if (prefix !== 'xmlns') continue;
      declared ??= new Map();
      declared.set(local, declaration(local, (attributes[attribute] ?? '').trim()));
    }
    if (declared !== undefined) this.#scopes.push({ depth: this.#depth, declared });
    if (prefixed > 0) this.#requireDistinct(attributes);
    const { prefix, local } = split(name);
    if (prefix === 'xmlns') throw new NamespaceFault('an element with the prefix xmlns');
    return { prefix, local, namespace: this.#of(prefix) };
  }

  /** Out of the element that was entered last. */
  leave(): void {
    if (this.#scopes.at(-1)?.depth === this.#depth) this.#scopes.pop();
    this.#depth -= 1;
  }

  /** Attributes are the same when namespace and local name are, whatever the prefixes. */
  #requireDistinct(attributes: Readonly<Record<string, string>>): void {
    const seen = new Set<string>();
    for (const attribute in attributes) {
      if (!attribute.includes(':')) continue;
      const { prefix, local } = split(attribute);
      const expanded = `{${this.#of(prefix)}}${local}`;
      if (seen.has(expanded)) throw new NamespaceFault('an attribute twice');
      seen.add(expanded);
    }
  }

  #of(prefix: string): string {
    for (let index = this.#scopes.length - 1; index >= 0; index -= 1) {
      const namespace = this.#scopes[index]?.declared.get(prefix);
      if (namespace !== undefined) return namespace;
    }
    if (prefix === '') return '';
    if (prefix === 'xml') return xmlNamespace;
    if (prefix === 'xmlns') return xmlnsNamespace;
    throw new NamespaceFault('a prefix that is not declared');
  }
}

function split(name: string): { prefix: string; local: string } {
  const colon = name.indexOf(':');
  if (colon < 0) return { prefix: '', local: name };
  const [prefix, local] = [name.slice(0, colon), name.slice(colon + 1)];
  if (prefix === '' || local === '' || local.includes(':')) throw new NamespaceFault('a name with a colon too many');
  return { prefix, local };
}

/** A namespace that may be declared for a prefix, the empty one for the default (§3, §2.2 and the reserved names). */
function declaration(prefix: string, namespace: string): string {
  const isReserved = namespace === xmlnsNamespace || (namespace === xmlNamespace && prefix !== 'xml');
  const isOfXml = prefix === 'xml' && namespace !== xmlNamespace;
  if (isReserved || isOfXml || prefix === 'xmlns' || (prefix !== '' && namespace === '')) {
    throw new NamespaceFault('a declaration that may not be');
  }
  return namespace;
}
