import {
  type Answer,
  type AnswerFault,
  answerFault,
  type BundleFault,
  type MessageFault,
  type Order,
  parseAnswer,
  type RootFault,
  type VerificationKey,
} from '../../connectors/protocol/index.ts';
import type { PointerError } from '../../kernel/index.ts';
import type { AttestedAnswer } from './order-post.ts';

/** A provider system's key and whose it is. */
export interface ProviderKey {
  readonly key: VerificationKey;
  readonly organisation: string;
  readonly system: string;
}

/** The check of a published resource's rows: each must hold the fields asked for and no others. Undefined for another schema version. */
export type RowChecks = (
  resource: string,
  schemaVersion: number,
) => ((row: unknown, fields: readonly string[]) => readonly PointerError[]) | undefined;

/** The check that an answer failed; told to the asker by this word alone. */
export type UnsoundAnswer =
  | BundleFault
  | RootFault
  | MessageFault
  | AnswerFault
  /** Signed by another organisation's system than the answer names. */
  | 'ANSWER_OF_OTHER_SYSTEM'
  /** A row breaks the resource's schema. */
  | 'ROW_BREAKS_SCHEMA'
  /** A row is not one that was asked for. */
  | 'ROW_NOT_MATCHING'
  /** A row is not one that the grant is for. */
  | 'ROW_OUTSIDE_SCOPE';

export type CheckedAnswer =
  | { readonly sound: true; readonly answer: Answer }
  | { readonly sound: false; readonly fault: UnsoundAnswer };

/**
 * Holds an attested answer against the order it claims to answer: its key is that of a provider system of that
 * organisation, it is for these very order bytes, and there is nothing in it but what was asked for. All or nothing.
 */
export function checkAnswer(options: {
  attested: Pick<AttestedAnswer, 'body' | 'kid' | 'orderDigest'>;
  order: Order;
  providerKey: (kid: string) => ProviderKey | undefined;
  rowChecks: RowChecks;
}): CheckedAnswer {
  const { order } = options;
  const { body, kid, orderDigest } = options.attested;
  const parsed = parseAnswer(body);
  if (!parsed.ok) return unsound(parsed.code);
  const answer = parsed.value;
  const signer = options.providerKey(kid);
  if (signer?.organisation !== order.provider || signer.system !== answer.system)
    return unsound('ANSWER_OF_OTHER_SYSTEM');
  const fault = answerFault({ answer, order, orderDigest }) ?? rowFault(options.rowChecks, order, answer);
  return fault === undefined ? { sound: true, answer } : unsound(fault);
}

function rowFault(rowChecks: RowChecks, order: Order, { rows = [] }: Answer): UnsoundAnswer | undefined {
  if (rows.length === 0) return undefined;
  const check = rowChecks(order.resource, order.schemaVersion);
  if (check === undefined || rows.some((row) => check(row, order.fields).length > 0)) return 'ROW_BREAKS_SCHEMA';
  if (!rows.every((row) => matches(row, order))) return 'ROW_NOT_MATCHING';
  return rows.every((row) => isInScope(row, order)) ? undefined : 'ROW_OUTSIDE_SCOPE';
}

type Row = Readonly<Record<string, unknown>>;

/** Does the row hold what it was to be found by, as far as it shows? Fields that were not asked for are not in it. */
function matches(row: Row, { match }: Order): boolean {
  return Object.entries(match).every(
    ([field, asked]) => !Object.hasOwn(row, field) || text(row[field]) === text(asked),
  );
}

/** Does the row satisfy the grant's row scope, as far as it shows? The connector applies the scope; this holds it to that. */
function isInScope(row: Row, { scope }: Order): boolean {
  return scope.every(({ field, op, value }) => {
    if (!Object.hasOwn(row, field)) return true;
    const shown = text(row[field]);
    const allowed = (Array.isArray(value) ? value : [value]).map(text);
    return op === 'prefix' ? allowed.some((prefix) => shown.startsWith(prefix)) : allowed.includes(shown);
  });
}

/** Sources may keep a number as text or differ in Unicode form; the same value it is all the same. */
function text(value: unknown): string {
  return String(value).normalize('NFKC').trim();
}

function unsound(fault: UnsoundAnswer): CheckedAnswer {
  return { sound: false, fault };
}
