/** A reader under attack. */
export interface FuzzTarget {
  readonly name: string;
  /** Right inputs to start from. */
  readonly corpus: readonly Buffer[];
  /** Bytes that mean something in the format, put in here and there. */
  readonly words?: readonly Buffer[] | undefined;
  /** How many inputs it gets for one that others get; 1 unless given. Slow readers get less. */
  readonly share?: number | undefined;
  /** Reads one input, whatever it is; throws to refuse it, or gives back {@link refused}. May be a promise. */
  read(bytes: Buffer): unknown;
  /** Whether what was thrown is a refusal with a code, as opposed to a crash. */
  isRefusal(thrown: unknown): boolean;
}

/** What a reader gives back that refuses with a verdict instead of an exception. */
export const refused: unique symbol = Symbol('refused');
