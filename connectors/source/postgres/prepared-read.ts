import pg from 'pg';
import { columnParser } from './column-values.ts';
import type { Session } from './session.ts';
import type { Statement } from './statement.ts';

/** What the driver's query is to its connection; its types leave this out. */
interface DriverQuery {
  name: string | undefined;
  text: string;
  /** The driver calls this, and puts calls of its own around it. */
  callback: (error: Error | null, rows?: unknown[][]) => void;
  hasBeenParsed(connection: DriverConnection): boolean;
}

export interface DriverConnection {
  readonly stream: { cork(): void; uncork(): void; write(bytes: Buffer): boolean; readonly writable: boolean };
  readonly submittedNamedStatements: Record<string, string>;
  parse(statement: { name: string | undefined; text: string }): void;
}

const Query = pg.Query as unknown as new (text: string) => DriverQuery;

/**
 * One read, as the driver carries it among others over a connection: PostgreSQL's extended query protocol, message
 * formats in chapter 55.7 of its manual. Where the driver makes four messages of a read, each a buffer of its own, this
 * writes them as one, and does not have a statement described again whose columns the connection knows: for a prepared
 * statement PostgreSQL fails (`0A000`) rather than answer with other ones.
 */
export class PreparedRead extends Query {
  readonly #values: Statement['values'];
  readonly #session: Session;
  #parsers: readonly ((text: string) => unknown)[] | undefined;
  #rows: unknown[][] = [];
  #unreadable: Error | undefined;

  constructor(options: {
    statement: Statement;
    /** Under which the connection keeps the statement prepared. */
    name: string | undefined;
    session: Session;
    settle: (error: Error | null, rows?: unknown[][]) => void;
  }) {
    super(options.statement.text);
    this.name = options.name;
    this.#values = options.statement.values;
    this.#session = options.session;
    this.#parsers = options.name === undefined ? undefined : options.session.parsers.get(options.name);
    this.callback = options.settle;
  }

  /** Writes the messages. @returns null, as the driver wants to hear that all is well */
  submit(connection: DriverConnection): null {
    const { name, text } = this;
    if (!this.hasBeenParsed(connection)) {
      connection.parse({ name, text });
      if (name !== undefined) connection.submittedNamedStatements[name] = text;
    }
    if (connection.stream.writable) {
      connection.stream.write(messages(name ?? '', this.#values, this.#parsers === undefined));
    }
    return null;
  }

  handleRowDescription({ fields }: { fields: readonly { dataTypeID: number }[] }): void {
    this.#parsers = fields.map(({ dataTypeID }) => columnParser(dataTypeID));
    if (this.name !== undefined) this.#session.parsers.set(this.name, this.#parsers);
  }

  handleDataRow({ fields }: { fields: (string | null)[] }): void {
    const parsers = this.#parsers ?? [];
    if (this.#unreadable !== undefined) return;
    try {
      this.#rows.push(fields.map((text, index) => (text === null ? null : parsers[index]?.(text))));
    } catch (error) {
      this.#unreadable = error instanceof Error ? error : new Error('a value could not be read', { cause: error });
    }
  }

  handleCommandComplete(): void {}

  handleReadyForQuery(): void {
    if (this.#unreadable !== undefined) this.callback(this.#unreadable);
    else this.callback(null, this.#rows);
  }
}

/** Bind, Describe if wanted, Execute and Sync of the unnamed portal, with all values as texts. */
function messages(name: string, values: Statement['values'], describe: boolean): Buffer {
  const texts = values.map(textOf);
  const lengths = texts.map((text) => Buffer.byteLength(text));
  const nameLength = Buffer.byteLength(name);
  // Its own length, portal, name, number of formats, number of values, values, number of result formats.
  const bindLength = 4 + 1 + (nameLength + 1) + 2 + 2 + lengths.reduce((sum, length) => sum + 4 + length, 0) + 2;
  const rest = describe ? describeExecuteSync : executeSync;
  const bytes = Buffer.allocUnsafe(1 + bindLength + rest.length);
  let at = bytes.writeUInt8(code.bind, 0);
  at = bytes.writeInt32BE(bindLength, at);
  at = bytes.writeUInt8(0, at);
  at += bytes.write(name, at);
  at = bytes.writeUInt8(0, at);
  at = bytes.writeInt16BE(0, at);
  at = bytes.writeUInt16BE(texts.length, at);
  texts.forEach((text, index) => {
    at = bytes.writeInt32BE(lengths[index] ?? 0, at);
    at += bytes.write(text, at);
  });
  at = bytes.writeInt16BE(0, at);
  rest.copy(bytes, at);
  return bytes;
}

const code = { bind: 0x42 } as const;
/** 'D', length 6, 'P', the unnamed portal. */
const describe = Buffer.from([0x44, 0, 0, 0, 6, 0x50, 0]);
/** 'E', length 9, the unnamed portal, all rows; 'S', length 4. */
const executeSync = Buffer.from([0x45, 0, 0, 0, 9, 0, 0, 0, 0, 0, 0x53, 0, 0, 0, 4]);
const describeExecuteSync = Buffer.concat([describe, executeSync]);

/** A value as PostgreSQL reads it; a list as an array literal (chapter 8.15.2). */
function textOf(value: Statement['values'][number]): string {
  return typeof value === 'object' ? `{${value.map(elementOf).join(',')}}` : String(value);
}

function elementOf(value: string | number | boolean): string {
  return `"${String(value).replaceAll(/["\\]/g, '\\$&')}"`;
}
