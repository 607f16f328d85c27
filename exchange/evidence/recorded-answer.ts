import { canonicalJson, sha256 } from '../../kernel/pure/index.ts';
import { evidenceProblems } from './problems.ts';

type Members = Readonly<Record<string, unknown>>;
/** What an answer says, by which name, and what the record says of it. */
type Pair = readonly [member: string, given: unknown, known: unknown];

/** What only an answer to a query holds; that is proved by its digest and in no other way. */
const ofQueries = ['rows', 'matched', 'verdicts'] as const;

/**
 * Holds an answer that is no query's against what the record opens: a licence issued, found, changed or looked into, a verdict, a
 * holder forgotten, one line of a holder's uses. The record names which licence it was and what was said of it; the words
 * around that are not in it.
 * @throws RECEIPT_ANSWER_CHANGED
 */
export function requireRecorded(answer: Members, opened: ReadonlyMap<string, unknown>): void {
  for (const member of ofQueries)
    if (Object.hasOwn(answer, member)) throw evidenceProblems.RECEIPT_ANSWER_CHANGED({ member });
  for (const [member, given, known] of pairsOf(answer, opened))
    if (given !== known) throw evidenceProblems.RECEIPT_ANSWER_CHANGED({ member });
}

function pairsOf(answer: Members, opened: ReadonlyMap<string, unknown>): readonly Pair[] {
  const [decision, parties, purpose] = ['decision', 'parties', 'purpose'].map((name) => membersOf(opened.get(name)));
  if (typeof answer.event === 'string')
    return [
      ['event', answer.event, decision?.event],
      ['outcome', answer.outcome, decision?.outcome],
      ['code', answer.code, decision?.code],
      ['at', answer.at, opened.get('time')],
      ['organisation', answer.organisation, parties?.organisation],
      ['provider', answer.provider, parties?.provider],
      ['object', answer.object, parties?.object],
      ['matter', answer.matter, purpose?.matter],
      ['case', answer.case, purpose?.case],
      ['fields', String(answer.fields), String(decision?.fields)],
    ];
  const licence = (shown: Members): readonly Pair[] => [
    ['id', shown.id, decision?.licence],
    ['identifier', shown.identifier, parties?.object],
    ['type', shown.type, decision?.type],
  ];
  switch (decision?.event) {
    case 'licence-issued':
    case 'licence-read':
      if (Array.isArray(answer.items)) return [['items', answer.items.length, decision.lines]];
      if (typeof answer.text === 'string')
        return [
          ['text', textDigest(answer.text), decision.text],
          ['statement', digestOf(answer.statement), decision.statement],
        ];
      return [...licence(membersOf(answer.licence)), ['document', digestOf(answer.document), decision.document]];
    case 'licence-found':
      if (Array.isArray(answer.items)) return [['items', answer.items.length === 0, decision.licence === undefined]];
      return [...licence(answer), ['state', answer.state, decision.state]];
    case 'licence-linked':
      return [['expiresAt', answer.expiresAt, decision.expiresAt]];
    case 'licence-changed':
      return [...licence(answer), ['state', answer.state, decision.toState]];
    case 'licence-verified':
      return [
        ['indication', answer.indication, decision.indication],
        ['subIndication', answer.subIndication, decision.subIndication ?? null],
        ['asOf', answer.asOf, decision.asOf],
      ];
    case 'holder-erased':
      return [['leaves', answer.leaves, decision.leaves]];
    default:
      // Of another kind of use nobody is given an answer with a receipt in it.
      return [['event', undefined, decision?.event ?? null]];
  }
}

/** As documents are digested for the record: SHA-256 of the canonical JSON, in base64url. */
function digestOf(document: unknown): string | undefined {
  try {
    return Buffer.from(sha256(canonicalJson(document))).toString('base64url');
  } catch {
    return undefined;
  }
}

function textDigest(text: string): string {
  return Buffer.from(sha256(text)).toString('base64url');
}

function membersOf(value: unknown): Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Members) : {};
}
