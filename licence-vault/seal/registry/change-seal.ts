import { type Actor, actorReference } from '../../../identity/index.ts';
import { parseCertificate } from '../../../identity/pki/index.ts';
import { type Database, requireVersion, sha256 } from '../../../kernel/index.ts';
import { makeSeal } from '../make/make-seal.ts';
import type { Signer } from '../make/signer.ts';
import { sealProblems } from '../problems.ts';
import { requireNotRevoked } from './check-signers.ts';
import { requireNext, type SealEvent } from './seal-life.ts';
import { reachableSeal, type SealParts } from './seal-parts.ts';
import { sealReason } from './seal-reason.ts';
import { insertEvent, readSubstance, saveSeal } from './seal-store.ts';
import type { StoredSeal } from './stored-seal.ts';

/**
 * Takes one step in a seal's life: approve or reject an application (another person than who applied), withdraw it, make the
 * seal (its maker signs it, and it is active), stop, start again, revoke. Seal keepers act for their organisation, those
 * of the data administration for all.
 * @param options.ifMatch the revision the step is based on
 * @throws SEAL_NOT_FOUND, PRECONDITION_REQUIRED, STALE_VERSION, SEAL_STEP_NOT_ALLOWED, SECOND_PERSON_REQUIRED,
 *   SEAL_REASON_MISSING; making: SEAL_MAKER_MISSING, SEAL_CONTENT_INVALID for a signer revoked since, and the refusals of `makeSeal`
 */
export async function changeSeal(
  options: SealParts & {
    readonly actor: Actor;
    readonly id: string;
    readonly event: Exclude<SealEvent, 'apply'>;
    readonly reason?: string | undefined;
    readonly ifMatch: string | undefined;
  },
): Promise<StoredSeal> {
  const { actor, event, reason } = options;
  const by = actorReference(actor);
  return options.database.transaction(async (tx) => {
    const before = await reachableSeal(tx, actor, options.id, { lock: 'change' });
    requireVersion(options.ifMatch, before.revision);
    const state = requireNext(before.state, event, { actor: by, applicant: before.applicant, reason });
    // Before the moment is taken: the maker's certificate may be made just now, and a seal is not older than that.
    const maker = event === 'make' ? await makerOf(options) : undefined;
    const now = options.clock.now();
    const revision = before.revision + 1;
    const made = maker === undefined ? undefined : await make({ ...options, database: tx, maker }, before, now);
    const after: StoredSeal = {
      ...before,
      state,
      stateSince: now,
      revision,
      ...(event === 'approve' ? { approver: by } : {}),
      ...(made === undefined ? {} : { validFrom: now, fileDigest: sha256(made) }),
    };
    await saveSeal(tx, after, made);
    const sealedReason =
      reason === undefined ? undefined : sealReason({ ...options, seal: before, sequence: revision, reason });
    const record = { actor: by, organisation: actor.organisation, sealedReason, at: now };
    await insertEvent(tx, before.id, { sequence: revision, event, fromState: before.state, toState: state, ...record });
    return after;
  });
}

/** Kinds of seals by their numbers in the standard. */
const kindNumbers = { organisation: 1, person: 2 } as const;

async function makerOf(options: SealParts): Promise<Signer> {
  const maker = await options.sealMaker();
  if (maker === undefined) throw sealProblems.SEAL_MAKER_MISSING();
  return maker;
}

async function make(
  options: SealParts & { readonly database: Database; readonly maker: Signer },
  seal: StoredSeal,
  now: Date,
): Promise<Buffer> {
  const { maker } = options;
  const { picture, certificates } = await readSubstance(options.database, seal.id);
  await requireNotRevoked(options, certificates.map(parseCertificate));
  return makeSeal({
    version: seal.version,
    content: {
      id: seal.id.replaceAll('-', '').toUpperCase(),
      property: {
        kind: kindNumbers[seal.kind],
        name: seal.name,
        signers: { form: 'certificates', certificates },
        createdAt: now,
        validFrom: now,
        validTo: seal.validTo,
      },
      picture: { type: 'PNG', data: picture, width: seal.width, height: seal.height },
      extensions: [],
    },
    maker,
    clock: options.clock,
    stamp: options.stamp,
  });
}
