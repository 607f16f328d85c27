import type { Actor } from '../../identity/index.ts';
import { type Clock, type Database, Problem } from '../../kernel/index.ts';
import { usedBy } from '../licence/licence-use.ts';
import { requireNoPersonalNumber } from '../no-personal-number.ts';
import { faultOf, lockForDefiner, requireType, writtenOf } from './define-type.ts';
import { keepEdition, recordTypeEvent, writeType } from './edition-store.ts';
import type { LicenceType } from './licence-type.ts';
import { type LicenceTypeEvent, nextTypeState } from './life.ts';

/**
 * Publishes a type or its next edition (发布), drops what was written for the next edition, or withdraws the type (注销). Licences
 * keep the edition they were made under.
 * @throws INVALID_INPUT for a reason that holds a citizen number, since it is kept in clear;
 *   LICENCE_TYPE_UNKNOWN, NOT_IN_REACH, PRECONDITION_REQUIRED, STALE_VERSION, the refusals of `nextTypeState`,
 *   LICENCE_TYPE_INVALID and LICENCE_TEMPLATE_INVALID for what does not fit together
 */
export async function changeType(options: {
  readonly database: Database;
  readonly clock: Clock;
  readonly actor: Actor;
  /** Code or short name. */
  readonly type: string;
  readonly event: LicenceTypeEvent;
  readonly reason?: string | undefined;
  readonly ifMatch: string | undefined;
}): Promise<LicenceType> {
  const { actor, event, reason } = options;
  requireNoPersonalNumber({ '/reason': reason });
  const at = options.clock.now();
  return options.database.transaction(async (tx) => {
    const type = await lockForDefiner(tx, options);
    const { code } = type;
    const hasRevision = type.revision !== undefined;
    const step = nextTypeState({ status: type.status, hasRevision }, event, {
      byAdministration: actor.kind === 'officer' && actor.administration,
      reasonGiven: reason !== undefined && reason.trim() !== '',
      fault: await faultOf(tx, type),
    });
    if (step instanceof Problem) throw step;
    const { status } = step;
    const edition = step.revision === 'takes-effect' && hasRevision ? type.edition + 1 : type.edition;
    if (step.revision === 'takes-effect') {
      const { definition, template } = writtenOf(type);
      const inForce = { definition: { ...definition, status }, template };
      await writeType(tx, code, { status, edition, inForce, revision: null });
      await keepEdition(tx, code, { ...inForce, edition, publishedBy: usedBy(actor).actor, publishedAt: at });
    } else {
      await writeType(tx, code, { status, revision: null });
    }
    await recordTypeEvent(tx, { type: code, event, edition, ...usedBy(actor), reason, at });
    return requireType(tx, code);
  });
}
