import { sql } from 'kysely';
import type { OrganisationId } from '../../../identity/index.ts';
import { type Clock, type Database, type Random, sha256 } from '../../../kernel/index.ts';
import { unwrapDataKey } from '../../encryption/data-key.ts';
import type { VaultKeys } from '../../encryption/vault-keys.ts';
import type { OfdContent, PageItem } from '../../ofd/write/content.ts';
import { readShown, type ShownOfd } from '../../pdf/from-ofd/read-content.ts';
import { signPdf } from '../../pdf/sign/sign-pdf.ts';
import { imageParts } from '../../pdf/write/picture.ts';
import type { Signer } from '../../seal/make/signer.ts';
import type { StoredLicence } from '../licence.ts';
import { findFile, insertFiles, type StoredFile } from './file-store.ts';
import { readLicenceFile, storedFile } from './stored-file.ts';

/** Who signs the PDF twins of licences, and what stamps them; joined in the wiring. */
export interface TwinSigning {
  readonly random: Random;
  /** Of the organisation that issued: its signer, and DER of the certificates above it and their revocation lists. */
  signerOf(organisation: OrganisationId): Promise<{
    readonly signer: Signer;
    readonly chain: readonly Buffer[];
    readonly crls: readonly Buffer[];
  }>;
  /** A time stamp (RFC 3161, DER of the token) over a signature value. */
  timeStamp(signature: Buffer): Promise<Buffer>;
}

/** A file to be given. */
export interface GivenFile {
  readonly bytes: Buffer;
  /** Of a file that is made now: stores it, in the transaction that records its reading. @returns the bytes that count */
  readonly store?: ((tx: Database) => Promise<Buffer>) | undefined;
}

interface TwinParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly keys: VaultKeys;
  readonly signing: TwinSigning;
  readonly licence: StoredLicence;
}

/**
 * The PDF twin (版式文件 PDF) of a licence's present version, made from its sealed OFD when it is first asked for. It is stored in
 * the transaction that records its first reading: the log then holds its digest, which nobody can date back. Two who ask at
 * once get the same file.
 * @returns undefined where the version has no OFD
 * @throws PDF_CHARACTER_MISSING, PDF_PICTURE_UNSUPPORTED, PDF_PAGE_NOT_CARRIED, LICENCE_DAMAGED and what the signer refuses
 */
export async function makeTwin(parts: TwinParts): Promise<GivenFile | undefined> {
  const { database, clock, keys, licence } = parts;
  const { id, version } = licence;
  const ofd = await readLicenceFile({ database, keys, licence, version, format: 'ofd' });
  const source = await findFile(database, { licence: id, version, format: 'ofd' });
  if (ofd === undefined || source === undefined) return undefined;
  const made = await twinOf(parts, readShown(ofd), source);
  return {
    bytes: made.bytes,
    async store(tx) {
      await sql`select pg_advisory_xact_lock(hashtextextended(${`pdf ${id} ${version}`}, 0))`.execute(
        tx.tables<object>(),
      );
      const before = await readLicenceFile({ database: tx, keys, licence, version, format: 'pdf' });
      if (before !== undefined) return before;
      // Of the moment in which it is recorded, not of the one in which somebody began to sign it.
      const at = clock.now();
      await insertFiles(tx, [{ ...made.file, madeAt: at }], { parts: made.shared, at });
      return made.bytes;
    },
  };
}

async function twinOf(
  { clock, keys, licence, signing }: TwinParts,
  { content, seals: [seal, ...others] }: ShownOfd,
  source: StoredFile,
): Promise<{ bytes: Buffer; file: StoredFile; shared: readonly Buffer[] }> {
  const { signer, chain, crls } = await signing.signerOf(licence.issuer);
  // Not before: an issuer's first PDF is signed under a certificate that was made just now.
  const at = clock.now();
  const bytes = await signPdf({
    content: withPictures(content, others),
    ...{ signer, chain, crls, at, picture: seal },
    name: content.author ?? licence.issuerCode,
    timeStamp: signing.timeStamp,
  });
  // Emblems and seals are in thousands of files; what is written on the licence is in this one.
  const pictures = [...Object.values(content.pictures ?? {}), ...(seal === undefined ? [] : [seal.bytes])];
  const shared = pictures.flatMap((picture) => imageParts(picture));
  const file = storedFile({
    name: { licence: licence.id, version: licence.version, format: 'pdf' },
    dataKey: unwrapDataKey({ keys, licence: licence.id, wrapped: licence.wrapped }),
    ...{ bytes, shared, seal: source.seal, signer: sha256(signer.certificate), madeAt: at, random: signing.random },
  });
  return { bytes, file, shared };
}

/** The first seal is the picture of the signature; those after it are drawn on their pages. */
function withPictures(content: OfdContent, seals: ShownOfd['seals']): OfdContent {
  if (seals.length === 0) return content;
  const named = seals.map((seal, index) => ({ ...seal, picture: `seal ${index + 2}` }));
  return {
    ...content,
    pictures: { ...content.pictures, ...Object.fromEntries(named.map(({ picture, bytes }) => [picture, bytes])) },
    pages: content.pages.map((page, index) => ({
      ...page,
      items: [
        ...page.items,
        ...named
          .filter((seal) => seal.page === index + 1)
          .map(({ picture, x, y, width, height }): PageItem => ({ kind: 'picture', picture, x, y, width, height })),
      ],
    })),
  };
}
