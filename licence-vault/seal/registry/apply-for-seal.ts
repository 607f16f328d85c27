import { actorReference, type OfficerActor } from '../../../identity/index.ts';
import { type Certificate, readCertificates } from '../../../identity/pki/index.ts';
import { type Clock, kernelProblems, type PointerError, Problem } from '../../../kernel/index.ts';
import { createDataKey } from '../../encryption/data-key.ts';
import type { SealApplication } from '../../generated/schemas.ts';
import { hasPersonalNumber, requireNoPersonalNumber } from '../../no-personal-number.ts';
import { sealProblems } from '../problems.ts';
import { lastMomentOfV1 } from '../structure/property.ts';
import { requireNotRevoked } from './check-signers.ts';
import { requireNext } from './seal-life.ts';
import type { SealParts } from './seal-parts.ts';
import { pictureOf } from './seal-picture.ts';
import { keyName } from './seal-reason.ts';
import { insertEvent, insertSeal } from './seal-store.ts';
import type { StoredSeal } from './stored-seal.ts';

/**
 * A seal keeper applies for a seal of their own organisation; nobody applies for another's. The picture is drawn or checked
 * at once, so that who approves sees what will be made.
 * @throws INVALID_INPUT, SEAL_CONTENT_INVALID, SEAL_PICTURE_INVALID,
 *   SEAL_TEXT_NOT_DRAWABLE, SEAL_EMBLEM_NOT_DRAWN
 */
export async function applyForSeal(
  options: SealParts & { readonly actor: OfficerActor; readonly application: SealApplication },
): Promise<StoredSeal> {
  const { actor, application, clock, random } = options;
  const now = clock.now();
  const { version = 4, kind = 'organisation' } = application;
  const validTo = new Date(application.validTo);
  requireNobodysNumber(application);
  const certificates = readSigners(application.signers, clock);
  await requireNotRevoked(options, certificates);
  requireTerm({ validTo, now, version });
  const { picture, width, height } = await pictureOf({ ...application, specimen: options.specimen });
  const id = random.uuid();
  const applicant = actorReference(actor);
  const { wrapped } = createDataKey({ keys: options.keys, licence: keyName(id), random });
  const state = requireNext(undefined, 'apply', { actor: applicant, applicant });
  const seal: StoredSeal = {
    id,
    organisation: actor.organisation,
    kind,
    name: application.name.trim(),
    version,
    state,
    stateSince: now,
    width,
    height,
    signers: certificates.map((certificate) => certificate.fingerprint),
    validTo,
    validFrom: undefined,
    fileDigest: undefined,
    applicant,
    approver: undefined,
    appliedAt: now,
    wrapped,
    revision: 1,
  };
  await options.database.transaction(async (tx) => {
    await insertSeal(tx, seal, { picture, certificates: certificates.map((certificate) => certificate.raw) });
    const done = { actor: applicant, organisation: actor.organisation, sealedReason: undefined, at: now };
    await insertEvent(tx, id, { sequence: 1, event: 'apply', fromState: undefined, toState: state, ...done });
  });
  return seal;
}

/**
 * Name, picture and signers' certificates are in the seal, and so in every file that bears it: they name a person, and never
 * by number. @throws INVALID_INPUT
 */
function requireNobodysNumber({ name, drawing, upload }: SealApplication): void {
  requireNoPersonalNumber({ '/name': name, '/drawing/text': drawing?.text });
  if (upload !== undefined && hasPersonalNumber(Buffer.from(upload.png, 'base64'))) {
    const errors = [{ pointer: '/upload/png', detail: 'holds a personal number' }];
    throw kernelProblems.INVALID_INPUT({ count: errors.length }, { errors });
  }
}

/** One certificate in each entry, none of them ended, and none that bears a citizen number as those of persons may. */
function readSigners(pems: readonly string[], clock: Clock): readonly Certificate[] {
  const certificates = pems.map((pem, index) => readSigner(pem, index));
  const errors: PointerError[] = [];
  const seen = new Set<string>();
  for (const [index, { fingerprint, notAfter, raw }] of certificates.entries()) {
    if (seen.has(fingerprint)) errors.push({ pointer: `/signers/${index}`, detail: 'is listed already' });
    if (notAfter < clock.now()) errors.push({ pointer: `/signers/${index}`, detail: 'has ended' });
    if (hasPersonalNumber(raw)) errors.push({ pointer: `/signers/${index}`, detail: 'holds a personal number' });
    seen.add(fingerprint);
  }
  if (errors.length > 0) throw sealProblems.SEAL_CONTENT_INVALID({ count: errors.length }, { errors });
  return certificates;
}

function readSigner(pem: string, index: number): Certificate {
  const refuse = (detail: string) => {
    const errors = [{ pointer: `/signers/${index}`, detail }];
    return sealProblems.SEAL_CONTENT_INVALID({ count: 1 }, { errors });
  };
  let found: readonly Certificate[];
  try {
    found = readCertificates(Buffer.from(pem));
  } catch (error) {
    if (error instanceof Problem) throw refuse('is no certificate in PEM');
    throw error;
  }
  const [certificate] = found;
  if (certificate === undefined || found.length > 1) throw refuse('must be one certificate');
  return certificate;
}

function requireTerm({ validTo, now, version }: { validTo: Date; now: Date; version: number }): void {
  const wrong = (detail: string) =>
    kernelProblems.INVALID_INPUT({ count: 1 }, { errors: [{ pointer: '/validTo', detail }] });
  if (validTo <= now) throw wrong('must be in the future');
  if (version === 1 && validTo > lastMomentOfV1) throw wrong('must be before 2050 for an edition of 2014');
}
