import { type Actor, actorReference, type Holder } from '../../../identity/index.ts';
import { type Clock, type Database, decodeCursor, encodeCursor, kernelProblems } from '../../../kernel/index.ts';
import { holderIndex, type VaultKeys } from '../../../licence-vault/index.ts';
import type { UsagePage } from '../../generated/schemas.ts';
import { queryProblems } from '../../query/problems.ts';
import type { OpenLog } from '../evidence-log.ts';
import { blinded } from '../make-leaf.ts';
import { type Opening, openingsOfHolder } from '../opening-store.ts';
import { holdsCitizenNumber } from '../personal.ts';
import { evidenceProblems } from '../problems.ts';
import { textsOf, treeOf } from '../read-receipt.ts';
import { isSealed, sealsInForce } from './seal-store.ts';

/** What showing uses needs of the house. */
export interface UsageParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: OpenLog;
  readonly vaultKeys: VaultKeys;
  /** Is it an active matter of this organisation? */
  readonly hasMatter: (code: string, organisation: string) => boolean;
  readonly organisationName: (id: string) => string | undefined;
  readonly matterName: (code: string) => string | undefined;
}

type Use = UsagePage['items'][number];

/** Kept from whoever looks: who acted, for whom, and what the answer looked like. Its digest stays in the leaf. */
const masked: ReadonlySet<string> = new Set(['actor', 'answer']);

/**
 * Every use of a holder's data (用数足迹), the latest first, out of the log and with its proof: for the holder, by an officer or
 * system with a matter and case of their own. Third parties are masked, uses under seal are left out until their date, and the
 * looking is a use itself, recorded before anything is shown.
 * @throws USAGE_PURPOSE_UNKNOWN, CASE_NUMBER_PERSONAL, INVALID_INPUT for a cursor of another list
 */
export async function showUses(
  options: UsageParts & {
    readonly actor: Actor;
    readonly holder: Holder;
    readonly purpose: { readonly matter: string; readonly case: string };
    readonly cursor: string | undefined;
    readonly limit: number;
  },
): Promise<UsagePage> {
  const { database, log, actor, holder, purpose, limit } = options;
  if (holdsCitizenNumber(purpose.case)) throw queryProblems.CASE_NUMBER_PERSONAL();
  if (!options.hasMatter(purpose.matter, actor.organisation)) throw evidenceProblems.USAGE_PURPOSE_UNKNOWN();
  const before = options.cursor === undefined ? undefined : beforeOf(options.cursor);
  const index = holderIndex(options.vaultKeys, holder);
  const found = await openingsOfHolder(database, { holder: blinded(log.keys, index), before, limit: limit + 1 });
  const page = found.slice(0, limit);
  const seals = await sealsInForce(database, options.clock.now());
  const open = page.filter((opening) => !isSealed(seals, placeOf(opening)));
  await log.append({
    event: 'uses-shown',
    outcome: 'answered',
    actor: actorReference(actor),
    organisation: actor.organisation,
    matter: purpose.matter,
    caseNumber: purpose.case,
    holders: [index],
    facts: { uses: open.length },
  });
  const { head, checkpoint } = await log.head();
  const tree = treeOf(database, head);
  const items = await Promise.all(
    open.map(async (opening) => ({
      ...useOf(options, opening),
      receipt: {
        id: String(opening.leaf),
        index: opening.leaf,
        at: timeOf(opening),
        ...(await tree.prove(opening.leaf, checkpoint)),
        disclosures: [...opening.disclosed].filter(([name]) => !masked.has(name)).map(([, { text }]) => text),
        salts: {},
      },
    })),
  );
  const last = page.at(-1);
  return { items, next: found.length > limit && last !== undefined ? encodeCursor([last.leaf]) : null };
}

function useOf(parts: UsageParts, opening: Opening): Omit<Use, 'receipt'> {
  const decision = textsOf(opening.disclosed.get('decision')?.value);
  const { organisation = '', provider, object } = textsOf(opening.disclosed.get('parties')?.value);
  const { matter, case: caseNumber } = textsOf(opening.disclosed.get('purpose')?.value);
  const { actor = '' } = textsOf(opening.disclosed.get('actor')?.value);
  const { kind } = textsOf(opening.disclosed.get('answer')?.value);
  const { event = '', outcome, code } = decision;
  return {
    at: timeOf(opening),
    event,
    outcome: outcome === 'answered' || outcome === 'refused' ? outcome : 'failed',
    organisation,
    by: actor.startsWith('officer:') ? 'officer' : 'system',
    answer: kind === 'rows' || kind === 'verdicts' ? kind : 'none',
    ...given({
      code,
      organisationName: parts.organisationName(organisation),
      ...{ provider, object, matter },
      matterName: matter === undefined ? undefined : parts.matterName(matter),
      case: caseNumber,
    }),
    ...fieldsOf(opening),
  };
}

function given<T extends Readonly<Record<string, string | undefined>>>(members: T): { [K in keyof T]?: string } {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: string;
  };
}

function fieldsOf(opening: Opening): { fields?: string[] } {
  const decision = opening.disclosed.get('decision')?.value;
  const fields =
    typeof decision === 'object' && decision !== null ? (decision as { readonly fields?: unknown }).fields : undefined;
  return Array.isArray(fields) ? { fields: fields.map(String) } : {};
}

function placeOf(opening: Opening) {
  const { organisation } = textsOf(opening.disclosed.get('parties')?.value);
  const { matter, case: caseNumber } = textsOf(opening.disclosed.get('purpose')?.value);
  return { organisation, matter, case: caseNumber };
}

function timeOf(opening: Opening): string {
  return String(opening.disclosed.get('time')?.value);
}

function beforeOf(cursor: string): number {
  const [leaf] = decodeCursor(cursor, 1);
  if (typeof leaf === 'number' && Number.isSafeInteger(leaf) && leaf >= 0) return leaf;
  throw kernelProblems.INVALID_INPUT(
    { count: 1 },
    { errors: [{ pointer: '/cursor', detail: 'not a cursor of this list' }] },
  );
}
