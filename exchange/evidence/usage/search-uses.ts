import { actorReference, type OfficerActor } from '../../../identity/index.ts';
import { encodeCursor } from '../../../kernel/index.ts';
import type { UseSearchPage, UseSearchRequest } from '../../generated/schemas.ts';
import { type Opening, openingsBefore } from '../opening-store.ts';
import { textsOf } from '../read-receipt.ts';
import { beforeOf, fieldsOf, given, placeOf, timeOf } from './opened-use.ts';
import { isSealed, sealsInForce } from './seal-store.ts';
import type { UsageParts } from './show-uses.ts';

type FoundUse = UseSearchPage['items'][number];

/** Leaves that one request looks through: a question that nothing answers does not hold the database up. */
const mostLeaves = 2_000;
const pieceSize = 500;
/** Hubs' clocks differ, and leaves come to stand in the order of their commits: this far behind none is younger. */
const slackMs = 10 * 60_000;

/**
 * Uses by what they were, not by whom they were about, the latest first: for an auditor of the data administration all of them,
 * for one of a department those in which it asked or answered. Uses under seal are among them and say so: a seal keeps a use from
 * its holder, not from those who watch over the house. Nothing of a person is in it. The search is itself on record.
 * @throws INVALID_INPUT for a cursor of another list
 */
export async function searchUses(
  options: UsageParts & { readonly actor: OfficerActor; readonly wanted: UseSearchRequest },
): Promise<UseSearchPage> {
  const { database, log, actor, wanted } = options;
  const { limit = 50 } = wanted;
  const seals = await sealsInForce(database, options.clock.now());
  const begin = wanted.since === undefined ? undefined : Date.parse(wanted.since) - slackMs;
  let before = wanted.cursor === undefined ? undefined : beforeOf(wanted.cursor);
  let oldest: Opening | undefined;
  let isAll = false;
  const items: FoundUse[] = [];
  for (let seen = 0; seen < mostLeaves && items.length < limit && !isAll; seen += pieceSize) {
    const piece = await openingsBefore(database, { before, limit: pieceSize });
    isAll = piece.length < pieceSize;
    for (const opening of piece) {
      if (begin !== undefined && Date.parse(timeOf(opening)) < begin) {
        isAll = true;
        break;
      }
      oldest = opening;
      before = opening.leaf;
      const use = foundUse(options, opening, isSealed(seals, placeOf(opening)));
      if (isInReach(actor, use) && isWanted(wanted, use)) items.push(use);
      if (items.length === limit) {
        isAll = false;
        break;
      }
    }
  }
  await log.append({
    event: 'uses-searched',
    outcome: 'answered',
    actor: actorReference(actor),
    organisation: actor.organisation,
    facts: { uses: items.length },
  });
  const goesOn = !isAll && before !== undefined;
  return {
    items,
    next: goesOn ? encodeCursor([before ?? 0]) : null,
    searchedTo: goesOn && oldest !== undefined ? timeOf(oldest) : (wanted.since ?? null),
  };
}

function foundUse(parts: UsageParts, opening: Opening, sealed: boolean): FoundUse {
  const { event = '', outcome, code, type } = textsOf(opening.disclosed.get('decision')?.value);
  const { organisation, provider, object } = textsOf(opening.disclosed.get('parties')?.value);
  const { matter, case: caseNumber } = textsOf(opening.disclosed.get('purpose')?.value);
  const { actor } = textsOf(opening.disclosed.get('actor')?.value);
  const { kind } = textsOf(opening.disclosed.get('answer')?.value);
  const nameOf = (id: string | undefined) => (id === undefined ? undefined : parts.organisationName(id));
  return {
    receipt: String(opening.leaf),
    at: timeOf(opening),
    event,
    outcome: outcome === 'answered' || outcome === 'refused' ? outcome : 'failed',
    answer: kind === 'rows' || kind === 'verdicts' ? kind : 'none',
    ...given({
      ...{ code, actor, organisation, provider, object, type, matter },
      organisationName: nameOf(organisation),
      providerName: nameOf(provider),
      matterName: matter === undefined ? undefined : parts.matterName(matter),
      case: caseNumber,
    }),
    ...fieldsOf(opening),
    sealed,
  };
}

function isInReach(actor: OfficerActor, { organisation, provider }: FoundUse): boolean {
  return actor.administration || organisation === actor.organisation || provider === actor.organisation;
}

function isWanted(wanted: UseSearchRequest, use: FoundUse): boolean {
  const same = (['organisation', 'provider', 'object', 'matter', 'case', 'event', 'outcome'] as const).every(
    (member) => wanted[member] === undefined || wanted[member] === use[member],
  );
  const at = Date.parse(use.at);
  const isSince = wanted.since === undefined || at >= Date.parse(wanted.since);
  return same && isSince && (wanted.until === undefined || at < Date.parse(wanted.until));
}
