import type { Actor, HolderActor } from '../../identity/index.ts';
import { after, canonicalJson, type Random } from '../../kernel/index.ts';
import { openDocument } from '../encryption/data-key.ts';
import type { LicenceDocument } from '../generated/schemas.ts';
import { requireOwnLicence } from '../holder/own-licences.ts';
import type { SharingFacts } from '../holder/sharing.ts';
import type { FoundLicence, LicenceReference } from '../licence/licence.ts';
import { licenceForPurpose } from '../licence/licence-for-purpose.ts';
import { documentDigest, type LicenceUse, usedBy } from '../licence/licence-use.ts';
import type { Purpose } from '../licence/purpose.ts';
import { beijingDay, isAfter } from '../licence/term.ts';
import { openOrReport, type UseParts } from '../licence/use-parts.ts';
import type { IssuerDirectory } from '../licence-type/issuer.ts';
import type { LicenceType } from '../licence-type/licence-type.ts';
import { readLicenceType } from '../licence-type/licence-type-store.ts';
import { vaultProblems } from '../problems.ts';
import { type StatusParts, statusListUri } from '../status/publish-status-lists.ts';
import { statusPlaceOf } from '../status/status-store.ts';
import { signStatement, writeQrText } from './qr-text.ts';
import type { LicenceStatement, ShownFace } from './statement.ts';
import { statementJson } from './statement-json.ts';

/** What presenting needs of the house. */
export interface PresentParts extends UseParts, StatusParts {
  readonly random: Random;
  readonly issuers: IssuerDirectory;
}

/** What is to be shown, and for how long. */
export interface Presentation {
  /** Items of the face by their names; left out: the holder's name, and an organisation's number. */
  readonly items?: readonly string[] | undefined;
  /** Minutes for which the statement holds, 1 to 30. */
  readonly minutes?: number | undefined;
}

/** A licence ready to be shown. */
export interface PresentedLicence {
  /** The text of the QR, of characters that a QR stores as alphanumeric. */
  readonly text: string;
  readonly statement: LicenceStatement;
}

/** Long enough to walk to the next counter, and short enough that a photograph of the screen is soon worth nothing. */
const standardMinutes = 5;

/** Characters of an alphanumeric QR code of version 20 at level M (ISO/IEC 18004, table 7); phones read no larger one well. */
const longestText = 970;

/**
 * Makes the QR of a licence for a matter and case (出示): whoever may read it may show of its face what the matter needs.
 * The statement says for whom and what it was made. Recorded before it is given, refused attempts too.
 * @throws LICENCE_NOT_FOUND, LICENCE_PURPOSE_UNKNOWN, LICENCE_TYPE_NOT_NEEDED, LICENCE_CONSENT_NEEDED, LICENCE_SHARING_STOPPED,
 *   LICENCE_NOT_IN_FORCE, QR_ITEM_NOT_ON_FACE, QR_TOO_LARGE, LICENCE_DAMAGED
 */
export async function presentForPurpose(
  options: PresentParts & {
    readonly actor: Actor;
    readonly reference: LicenceReference;
    readonly purpose: Purpose;
    readonly presentation: Presentation;
  },
): Promise<PresentedLicence> {
  const { actor, purpose } = options;
  const { found, sharing } = await licenceForPurpose({ ...options, event: 'licence-read' });
  const organisation = (await options.issuers.issuer(actor.organisation))?.name ?? actor.organisation;
  return present({
    ...options,
    ...{ found, sharing, by: usedBy(actor, purpose) },
    purpose: { organisation, matter: purpose.matter },
  });
}

/**
 * Makes the QR of a licence for its holder, who needs no matter for showing what is theirs. A licence of somebody else is
 * none: nobody learns here that it exists.
 * @throws LICENCE_NOT_FOUND, LICENCE_NOT_IN_FORCE, QR_ITEM_NOT_ON_FACE, QR_TOO_LARGE, LICENCE_DAMAGED
 */
export async function presentByHolder(
  options: PresentParts & {
    readonly actor: HolderActor;
    readonly reference: LicenceReference;
    readonly presentation: Presentation;
  },
): Promise<PresentedLicence> {
  const found = await requireOwnLicence(options.database, options.actor, options.reference);
  return present({ ...options, found, sharing: {}, by: usedBy(options.actor), purpose: undefined });
}

async function present(
  options: PresentParts & {
    readonly found: FoundLicence;
    readonly purpose: LicenceStatement['purpose'];
    readonly sharing: SharingFacts;
    readonly by: Pick<LicenceUse, 'actor' | 'organisation' | 'matter' | 'case'>;
    readonly presentation: Presentation;
  },
): Promise<PresentedLicence> {
  const { clock, database, found, keys, random } = options;
  const { items, minutes = standardMinutes } = options.presentation;
  const now = clock.now();
  const { id, identifier, wrapped, holderIndex } = found;
  const use = { event: 'licence-read', licence: id, identifier, type: found.type, holderIndex, ...options.by } as const;
  requireInForce(found, now);
  const type = await readLicenceType(database, found.type);
  const place = await statusPlaceOf(database, { licence: id, version: found.version });
  if (type === undefined || place === undefined) throw new Error('a stored licence has neither type nor status');
  const bytes = await openOrReport(
    () => openDocument({ keys, licence: id, wrapped, ...found.document }),
    async (code) => {
      await database.transaction((tx) => options.recordUse({ ...use, outcome: 'failed', code, at: now }, tx));
    },
  );
  // Our own document, decrypted and matched with its digest.
  const { licence } = JSON.parse(bytes.toString()) as LicenceDocument;
  // Claims count whole seconds, and nothing may be said of a moment that has not been.
  const issuedAt = new Date(Math.floor(now.getTime() / 1000) * 1000);
  const statement: LicenceStatement = {
    issuer: options.publicUrl,
    id: random.bytes(8),
    issuedAt,
    expiresAt: after(issuedAt, minutes * 60_000),
    licence: {
      identifier: licence.identifier,
      type: licence.type.name,
      validFrom: licence.validFrom,
      validTo: licence.validTo,
      face: faceOf(type, licence, items),
      assurance: found.assurance,
    },
    status: { uri: statusListUri(options.publicUrl, place.list), index: place.position },
    purpose: options.purpose,
  };
  const text = writeQrText(await signStatement(statement, options.tokenSigner));
  if (text.length > longestText) throw vaultProblems.QR_TOO_LARGE({ length: text.length, limit: longestText });
  const facts = { ...options.sharing, part: 'qr', minutes, ...digestsOf(text, statement) };
  await database.transaction((tx) => options.recordUse({ ...use, outcome: 'answered', facts, at: now }, tx));
  return { text, statement };
}

/** What the record says of what was shown, so that the answer can be held to it. */
function digestsOf(text: string, statement: LicenceStatement) {
  const shown = Buffer.from(canonicalJson(statementJson(statement)));
  return { text: documentDigest(Buffer.from(text)), statement: documentDigest(shown) };
}

function requireInForce({ state, validFrom, validTo }: FoundLicence, now: Date): void {
  const today = beijingDay(now);
  if (state !== '01' || isAfter(validFrom, today) || isAfter(today, validTo)) {
    throw vaultProblems.LICENCE_NOT_IN_FORCE();
  }
}

/** The items asked for that stand on the licence; one that this licence does not have is left out. */
function faceOf(
  type: LicenceType,
  { data, holder }: LicenceDocument['licence'],
  asked: readonly string[] | undefined,
): ShownFace {
  const isOnFace = (name: string) => type.items.some((item) => item.name === name && item.place === 'face');
  const errors = (asked ?? []).flatMap((name, index) =>
    isOnFace(name) ? [] : [{ pointer: `/items/${index}`, detail: 'is no item of the face' }],
  );
  if (errors.length > 0) throw vaultProblems.QR_ITEM_NOT_ON_FACE({ count: errors.length }, { errors });
  // A citizen's number is not shown unless somebody asks for it; an organisation's is public.
  const usual = [type.holder.name, ...(holder.kind === '001' ? [type.holder.number] : [])].filter(isOnFace);
  return Object.fromEntries(
    (asked ?? usual).flatMap((name) => (Object.hasOwn(data, name) ? [[name, data[name]]] : [])),
  );
}
