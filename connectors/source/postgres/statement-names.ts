/** Statements that a connection keeps prepared, at most; each costs the server memory in every connection. */
const mostNames = 200;

/**
 * Names for statements, so that a connection prepares each once. What a statement looks like depends on the fields that are
 * asked for, which are the asker's to choose: beyond so many shapes a statement goes without a name, and is prepared
 * for itself.
 */
export class StatementNames {
  readonly #names = new Map<string, string>();
  readonly #most: number;

  constructor(most = mostNames) {
    this.#most = most;
  }

  /** The name of a statement's text; always the same, and no other text's. */
  of(text: string): string | undefined {
    const present = this.#names.get(text);
    if (present !== undefined || this.#names.size >= this.#most) return present;
    const name = `hufu_${this.#names.size + 1}`;
    this.#names.set(text, name);
    return name;
  }
}
