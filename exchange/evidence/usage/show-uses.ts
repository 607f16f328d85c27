import {
  type Actor,
  actorReference,
  type Holder,
  type HolderActor,
  holdsCitizenNumber,
} from '../../../identity/index.ts';
import { type Clock, type Database, encodeCursor, type Text } from '../../../kernel/index.ts';
import { holderIndex, type UseOfHolder, type VaultKeys } from '../../../licence-vault/index.ts';
import type { UsagePage } from '../../generated/schemas.ts';
import { queryProblems } from '../../query/problems.ts';
import type { EvidenceEntry } from '../entry.ts';
import type { OpenLog } from '../evidence-log.ts';
import { blinded } from '../make-leaf.ts';
import { type Opening, openingsOfHolder } from '../opening-store.ts';
import { evidenceProblems } from '../problems.ts';
import { textsOf, treeOf } from '../read-receipt.ts';
import { beforeOf, fieldsOf, given, placeOf, timeOf } from './opened-use.ts';
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
  /** What a resource and its fields are called. */
  readonly resourceTitles: (
    id: string,
  ) => { readonly title: Text; readonly fields: Readonly<Record<string, Text>> } | undefined;
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
  const { actor, holder, purpose, cursor, limit } = options;
  if (holdsCitizenNumber(purpose.case)) throw queryProblems.CASE_NUMBER_PERSONAL();
  if (!options.hasMatter(purpose.matter, actor.organisation)) throw evidenceProblems.USAGE_PURPOSE_UNKNOWN();
  return pageOfUses(options, {
    ...{ index: holderIndex(options.vaultKeys, holder), cursor, limit },
    looker: {
      actor: actorReference(actor),
      organisation: actor.organisation,
      matter: purpose.matter,
      caseNumber: purpose.case,
    },
  });
}

/** The same for the holder themself, who needs no matter: it is theirs. Uses under seal are left out for them too. */
export function showOwnUses(
  options: UsageParts & {
    readonly actor: HolderActor;
    readonly cursor: string | undefined;
    readonly limit: number;
  },
): Promise<UsagePage> {
  const { actor, cursor, limit } = options;
  const looker = { actor: actorReference(actor), organisation: undefined };
  return pageOfUses(options, { index: actor.index, cursor, limit, looker });
}

/** Uses as their holder is shown them, by the ids of their receipts; those that are not theirs, or under seal, are left out. */
export async function findOwnUses(
  { database, clock, log, resourceTitles }: Pick<UsageParts, 'database' | 'clock' | 'log' | 'resourceTitles'>,
  { index, receipts }: { readonly index: Buffer; readonly receipts: readonly string[] },
): Promise<ReadonlyMap<string, UseOfHolder>> {
  const leaves = receipts.map(Number).filter((leaf) => Number.isSafeInteger(leaf));
  const found = await openingsOfHolder(database, { holder: blinded(log.keys, index), leaves, limit: leaves.length });
  const seals = await sealsInForce(database, clock.now());
  const open = found.filter((opening) => !isSealed(seals, placeOf(opening)));
  return new Map(open.map((opening) => [String(opening.leaf), foundUse(opening, resourceTitles)]));
}

function foundUse(opening: Opening, resourceTitles: UsageParts['resourceTitles']): UseOfHolder {
  const { event = '', type } = textsOf(opening.disclosed.get('decision')?.value);
  const { organisation, object } = textsOf(opening.disclosed.get('parties')?.value);
  const { matter } = textsOf(opening.disclosed.get('purpose')?.value);
  const title = event === 'query' && object !== undefined ? resourceTitles(object)?.title : undefined;
  return {
    receipt: String(opening.leaf),
    at: timeOf(opening),
    ...{ event, organisation, object, matter, type, title },
  };
}

async function pageOfUses(
  options: UsageParts,
  asked: {
    readonly index: Buffer;
    readonly cursor: string | undefined;
    readonly limit: number;
    readonly looker: Pick<EvidenceEntry, 'actor' | 'organisation' | 'matter' | 'caseNumber'>;
  },
): Promise<UsagePage> {
  const { database, log } = options;
  const { index, limit, looker } = asked;
  const before = asked.cursor === undefined ? undefined : beforeOf(asked.cursor);
  const found = await openingsOfHolder(database, { holder: blinded(log.keys, index), before, limit: limit + 1 });
  const page = found.slice(0, limit);
  const seals = await sealsInForce(database, options.clock.now());
  const open = page.filter((opening) => !isSealed(seals, placeOf(opening)));
  await log.append({
    ...looker,
    event: 'uses-shown',
    outcome: 'answered',
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
  const { organisation, provider, object } = textsOf(opening.disclosed.get('parties')?.value);
  const { matter, case: caseNumber } = textsOf(opening.disclosed.get('purpose')?.value);
  const { actor = '' } = textsOf(opening.disclosed.get('actor')?.value);
  const { kind } = textsOf(opening.disclosed.get('answer')?.value);
  const { event = '', outcome, code, type, basis, law, recipient } = decision;
  const titles = event === 'query' && object !== undefined ? parts.resourceTitles(object) : undefined;
  return {
    at: timeOf(opening),
    event,
    outcome: outcome === 'answered' || outcome === 'refused' ? outcome : 'failed',
    by: actor === 'holder' ? 'holder' : actor.startsWith('officer:') ? 'officer' : 'system',
    answer: kind === 'rows' || kind === 'verdicts' ? kind : 'none',
    ...given({
      ...{ code, organisation, recipient, provider, object, type, matter },
      organisationName: organisation === undefined ? undefined : parts.organisationName(organisation),
      matterName: matter === undefined ? undefined : parts.matterName(matter),
      case: caseNumber,
      recipientName: recipient === undefined ? undefined : parts.organisationName(recipient),
      providerName: provider === undefined ? undefined : parts.organisationName(provider),
    }),
    ...(titles === undefined ? {} : { objectTitle: { ...titles.title } }),
    ...groundOf(opening, { basis, law }),
    ...namedFieldsOf(opening, titles?.fields ?? {}),
  };
}

/** On what a use of a licence rests, where there was a question of it. */
function groundOf(
  opening: Opening,
  { basis, law }: { readonly basis?: string | undefined; readonly law?: string | undefined },
): Pick<Use, 'basis' | 'law' | 'stopped'> {
  if (basis !== 'law' && basis !== 'consent') return {};
  const decision = opening.disclosed.get('decision')?.value;
  const stopped = typeof decision === 'object' && decision !== null && Reflect.get(decision, 'stopped') === true;
  return { basis, ...(law === undefined ? {} : { law }), ...(stopped ? { stopped } : {}) };
}

/** The fields of a use, with what they are called where that is known. */
function namedFieldsOf(opening: Opening, titles: Readonly<Record<string, Text>>): Pick<Use, 'fields' | 'fieldTitles'> {
  const { fields } = fieldsOf(opening);
  if (fields === undefined) return {};
  const known = fields.flatMap((name) => {
    const title = Object.hasOwn(titles, name) ? titles[name] : undefined;
    return title === undefined ? [] : [[name, { ...title }] as const];
  });
  return { fields, ...(known.length === 0 ? {} : { fieldTitles: Object.fromEntries(known) }) };
}
