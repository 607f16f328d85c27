import { type SignerAlgorithm, signerAlgorithms } from '../../../identity/pki/index.ts';
import type { Clock } from '../../../kernel/index.ts';
import type { Stamp } from '../../seal/make/make-seal.ts';
import { readableSeal, type SealedThing, signWithSeal } from '../../seal/make/sign-with-seal.ts';
import type { Signer } from '../../seal/make/signer.ts';
import { readDocument } from '../model/document.ts';
import { type DocBody, ofdFileName } from '../model/ofd-file.ts';
import { readSignatureList, type SignatureList } from '../model/signatures.ts';
import { type OfdPackage, openPackage } from '../package/package.ts';
import { type PackagePart, packed, writePackage } from '../package/write-package.ts';
import { ofdProblems } from '../problems.ts';
import { type CheckMethod, checkMethodOf, EntryDigests } from '../verify/check-method.ts';
import type { SignedPackage } from '../verify/read-signed.ts';
import { digestOfSeal } from '../verify/seal-digests.ts';
import { requireIntactSignatures, requireSealed, type SignaturesBefore } from './check-sealed.ts';
import { withSignatures } from './ofd-file-with-signatures.ts';
import { placeSeal, type SealPlacement } from './placement.ts';
import { type SignatureProvider, signatureFile, signatureListFile, signIds } from './signature-files.ts';

/**
 * What a seal protects: with `continue-sign` (继续签章) everything but the list of signatures, so that others can seal after it;
 * with `full-protect` (全文档保护) that too, so that nobody can.
 */
export type SealMode = 'continue-sign' | 'full-protect';

/** What is sealed, and how it shall look. */
export interface OfdSealing {
  readonly bytes: Uint8Array;
  /** The electronic seal (.esl). */
  readonly seal: Uint8Array;
  readonly placements: readonly SealPlacement[];
  readonly mode: SealMode;
  /** Which document of the package, from 0. */
  readonly document?: number | undefined;
  readonly provider?: SignatureProvider | undefined;
}

/** Whatever puts the seal's signature to a digest: a signer at hand, or the register of seals, which records the use. */
export interface SealUse {
  readonly algorithm: SignerAlgorithm;
  /** For the description; the signature itself states its own time. */
  readonly at: Date;
  /** @returns DER of the SES_Signature, verified with the signer's certificate */
  apply(thing: SealedThing): Promise<Buffer>;
}

/** A signer at hand. */
export interface SealingSigner {
  readonly signer: Signer;
  readonly clock: Clock;
  /** A moment known from elsewhere, with which the clock must agree. */
  readonly trustedTime?: Date | undefined;
  /** A time-stamp authority; V1 seals have no place for a stamp. */
  readonly stamp?: Stamp | undefined;
}

const ownProvider: SignatureProvider = { name: 'Hufu', company: 'Hufu', version: '1' };

/** What CheckMethod says for each digest: its object identifier, which more readers understand than a name. */
const checkMethods = { sm3: '1.2.156.10197.1.401', sha256: '2.16.840.1.101.3.4.2.1' } as const;

/**
 * Seals an OFD (签章): one electronic seal at one or more places, or as a riding seal over all pages, in V1, V4 or V5 after
 * the seal. Everything happens in memory; entries that are there already are copied as they lie, except the list of
 * signatures, and OFD.xml when the document gets its first signature. What comes out was opened again and checked:
 * protected files, description, coverage, and that earlier signatures hold as before.
 *
 * Several seals on one document: seal the result again; all but the last must be in `continue-sign`.
 * @returns the sealed OFD; the same input, clock and signature value give the same bytes
 * @throws OFD_SEALED_COMPLETELY, OFD_SEALED_BROKEN, OFD_PLACEMENT_INVALID, SEAL_UNREADABLE and what `signWithSeal` refuses
 *   (seal or certificate not in force, signer not listed, key not the certificate's, clock far off); OFD_ codes of reading
 * @example
 * await sealOfd({ bytes, seal, signer, mode: 'continue-sign', clock, placements: [{ kind: 'normal', page: 1, x: 130, y: 220 }] })
 */
export function sealOfd(options: OfdSealing & SealingSigner): Promise<Buffer> {
  const { signer, clock } = options;
  return sealOfdWith({
    ...options,
    use: {
      algorithm: signer.algorithm,
      at: clock.now(),
      apply: (thing) => signWithSeal({ ...options, thing }),
    },
  });
}

/** As {@link sealOfd}, with the seal applied by somebody else. */
export async function sealOfdWith(options: OfdSealing & { readonly use: SealUse }): Promise<Buffer> {
  const { use } = options;
  // Whoever keeps the signer waits: nobody shall write into what is read here meanwhile.
  const before = openPackage(Buffer.from(options.bytes));
  const number = options.document ?? 0;
  const digests = new EntryDigests();
  const earlier = requireIntactSignatures(before, digests);
  const body = bodyOf(earlier.signed, number);
  const list = body.signaturesPath === undefined ? undefined : readSignatureList(before, body.signaturesPath);
  const plan = planOf({ ofd: before, body, list, earlier, options });
  const kept = keptParts({ ofd: before, body, document: number, plan });
  const algorithm = signerAlgorithms[use.algorithm];
  const digest = methodOf(algorithm.digest);
  const isList = (name: string) => name === plan.list.name || earlier.signed.lists.has(name);
  const covered = [...kept, plan.list, plan.seal].filter(
    ({ name }) => !name.endsWith('/') && (options.mode === 'full-protect' || !isList(name)),
  );
  digests.of(digest, plan.seal.bytes, digestOfSeal);
  const description = signatureFile({
    provider: options.provider ?? ownProvider,
    signatureMethod: algorithm.signature,
    checkMethod: checkMethods[algorithm.digest],
    signedAt: use.at,
    files: covered.map(({ name, bytes }) => ({ name, digest: digests.of(digest, bytes) })),
    stamps: plan.stamps,
    sealPath: plan.seal.name,
    signedValuePath: plan.valuePath,
  });
  const value = await use.apply({
    dataHash: digest.digest(description),
    propertyInfo: `/${plan.descriptionPath}`,
  });
  const entries = [
    ...kept,
    plan.list,
    { ...plan.seal, isCompressed: true },
    { name: plan.descriptionPath, bytes: description },
    { name: plan.valuePath, bytes: value, isCompressed: true },
  ].map(packed);
  const sealed = writePackage(entries);
  requireSealed({ sealed, path: plan.descriptionPath, value, earlier, entries, digests });
  return sealed;
}

function bodyOf({ bodies }: SignedPackage, document: number): DocBody {
  const body = bodies[document];
  if (body === undefined) {
    const [whyZh, whyEn] = ['没有所要盖章的文档', 'it has no such document'];
    throw ofdProblems.OFD_STRUCTURE_INVALID({ file: ofdFileName, whyZh, whyEn });
  }
  return body;
}

function methodOf(digest: keyof typeof checkMethods): CheckMethod {
  const method = checkMethodOf(digest);
  if (method === undefined) throw new RangeError(`${digest} is no digest of an OFD`);
  return method;
}

/** Names and places of everything that sealing adds. */
interface SealingPlan {
  readonly list: { readonly name: string; readonly bytes: Buffer };
  readonly seal: { readonly name: string; readonly bytes: Buffer };
  readonly descriptionPath: string;
  readonly valuePath: string;
  readonly stamps: readonly (ReturnType<typeof placeSeal>[number] & { readonly id: string })[];
}

/** @throws OFD_SEALED_COMPLETELY, OFD_PLACEMENT_INVALID, SEAL_UNREADABLE */
function planOf(context: {
  ofd: OfdPackage;
  body: DocBody;
  list: SignatureList | undefined;
  earlier: SignaturesBefore;
  options: OfdSealing;
}): SealingPlan {
  const { ofd, body, list, earlier, options } = context;
  const seal = readableSeal(options.seal);
  const document = earlier.signed.documents[options.document ?? 0] ?? readDocument(ofd, body.documentPath);
  const placed = placeSeal({ ofd, document, size: seal.info.picture, placements: options.placements });
  const listPath = list?.path ?? freeListPath(ofd, body);
  const isFixed = (name: string) => earlier.protectedPaths.has(name);
  if (isFixed(listPath) || (body.signaturesLocation === undefined && isFixed(ofdFileName))) {
    throw ofdProblems.OFD_SEALED_COMPLETELY();
  }
  const folder = freeFolder(ofd, listPath);
  const nextId = signIds([list?.maxSignId, ...(list?.entries.map(({ id }) => id) ?? []), ...earlier.stampIds]);
  const id = nextId();
  const stamps = placed.map((stamp) => ({ ...stamp, id: nextId() }));
  const descriptionPath = `${folder}/Signature.xml`;
  const maxSignId = stamps.at(-1)?.id ?? id;
  return {
    list: { name: listPath, bytes: signatureListFile({ earlier: list, id, path: descriptionPath, maxSignId }) },
    seal: { name: `${folder}/Seal.esl`, bytes: seal.raw },
    descriptionPath,
    valuePath: `${folder}/SignedValue.dat`,
    stamps,
  };
}

/** In the document's folder, under a name that is free. */
function freeListPath(ofd: OfdPackage, body: DocBody): string {
  const folder = body.documentPath.split('/').slice(0, -1).concat('Signs').join('/');
  for (let number = 0; ; number += 1) {
    const path = `${folder}/Signatures${number === 0 ? '' : `_${number}`}.xml`;
    if (ofd.fileInAnyCase(path) === undefined) return path;
  }
}

/** A folder beside the list of signatures in which there is nothing yet. */
function freeFolder(ofd: OfdPackage, listPath: string): string {
  const parent = listPath.split('/').slice(0, -1);
  const taken = new Set(
    ofd.entries.map(({ name }) =>
      name
        .split('/')
        .slice(0, parent.length + 1)
        .join('/')
        .toLowerCase(),
    ),
  );
  for (let number = 0; ; number += 1) {
    const folder = [...parent, `Sign_${number}`].join('/');
    if (!taken.has(folder.toLowerCase())) return folder;
  }
}

/** Everything that stays, in its order, with OFD.xml told of the list where it does not know it. */
function keptParts(context: {
  ofd: OfdPackage;
  body: DocBody;
  document: number;
  plan: SealingPlan;
}): readonly PackagePart[] {
  const { ofd, body, document, plan } = context;
  return ofd.entries
    .filter(({ name }) => name !== plan.list.name)
    .map((entry): PackagePart => {
      if (entry.name !== ofdFileName || body.signaturesLocation !== undefined) return entry;
      const bytes = withSignatures({ entry, document, path: plan.list.name });
      return { name: entry.name, bytes };
    });
}
