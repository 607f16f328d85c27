import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { makeSeal, type SealContent, type Stamp } from '../../licence-vault/seal/make/make-seal.ts';
import { signWithSeal } from '../../licence-vault/seal/make/sign-with-seal.ts';
import { algorithmOf, type Signer } from '../../licence-vault/seal/make/signer.ts';
import { readSeal } from '../../licence-vault/seal/structure/seal.ts';
import { encodeSealSignature, encodeToBeSigned } from '../../licence-vault/seal/structure/seal-signature.ts';
import type { SealVersion } from '../../licence-vault/seal/structure/version.ts';
import type { Finding, Verdict, VerificationStep } from '../../licence-vault/verify/verdict.ts';
import { fixedClock } from '../support/clock.ts';
import type { Party } from './seal-parties.ts';

/** When the seals of these tests are made, and when things are sealed with them. */
export const madeAt = '2026-11-20T08:00:00Z';
export const sealedAt = '2026-11-21T08:00:00Z';
/** When they are verified. */
export const verifiedAt = new Date('2026-11-22T08:00:00Z');

export function contentFor(signers: readonly Party[], changes: Partial<SealContent['property']> = {}): SealContent {
  return {
    id: '9F0A',
    property: {
      kind: 1,
      name: '样章',
      signers: { form: 'certificates', certificates: signers.map(({ certificate }) => certificate.raw) },
      createdAt: new Date(madeAt),
      validFrom: new Date(madeAt),
      validTo: new Date('2028-11-20T08:00:00Z'),
      ...changes,
    },
    picture: { type: 'PNG', data: Buffer.of(0x89, 0x50), width: 45, height: 45 },
    extensions: [],
  };
}

export function sealOfCounty(options: {
  version: SealVersion;
  maker: Party | Signer;
  signers: readonly Party[];
  changes?: Partial<SealContent['property']>;
  content?: Partial<SealContent>;
  at?: string;
  stamp?: Stamp;
}): Promise<Buffer> {
  const { version, maker, stamp } = options;
  return makeSeal({
    version,
    content: { ...contentFor(options.signers, options.changes), ...options.content },
    maker: 'signer' in maker ? maker.signer : maker,
    clock: fixedClock(options.at ?? madeAt),
    stamp,
  });
}

/** The document of these tests, and its digest by the algorithm that goes with a signer's. */
export const documentBytes = Buffer.from('<Signature/>');

export function digestFor(signer: Signer): Buffer {
  return createHash(signer.algorithm === 'SM2-SM3' ? 'sm3' : 'sha256')
    .update(documentBytes)
    .digest();
}

export function sealDocument(options: {
  seal: Buffer;
  signer: Party | Signer;
  at?: string;
  stamp?: Stamp;
}): Promise<Buffer> {
  const signer = 'signer' in options.signer ? options.signer.signer : options.signer;
  return signWithSeal({
    seal: options.seal,
    signer,
    thing: { dataHash: digestFor(signer), propertyInfo: '/Doc_0/Signs/Sign_0/Signature.xml' },
    clock: fixedClock(options.at ?? sealedAt),
    stamp: options.stamp,
  });
}

/** Seals without any of the checks that sealing does, as somebody with bad intentions would. */
export async function forge(options: { seal: Buffer; signer: Party; at?: string }): Promise<Buffer> {
  const { seal, signer } = options;
  const { version } = readSeal(seal);
  const who = { certificate: signer.certificate.raw, algorithm: algorithmOf(signer.signer) };
  const toBeSigned = encodeToBeSigned({
    version,
    seal,
    sealedAt: new Date(options.at ?? sealedAt),
    dataHash: digestFor(signer.signer),
    propertyInfo: '/Doc_0/Signs/Sign_0/Signature.xml',
    extensions: [],
    ...who,
  });
  return encodeSealSignature({ version, toBeSigned, ...who, signature: await signer.signer.sign(toBeSigned) });
}

export function step(verdict: Verdict, name: VerificationStep): Finding {
  return verdict.steps.find((one) => one.step === name)!;
}

/** Steps as `step: RESULT` or `step: RESULT SUB_INDICATION`. */
export function summary(verdict: Verdict): string[] {
  return verdict.steps.map(({ step: name, result, subIndication }) =>
    [`${name}:`, result, subIndication].filter((part) => part !== null).join(' '),
  );
}

export interface Edit {
  readonly at: number;
  readonly kind: 'set' | 'cut' | 'insert' | 'double';
  readonly byte: number;
}

/** A few edits of a file, for fuzzing with a seed. */
export const edits = fc.array(
  fc.record({
    at: fc.nat(3000),
    kind: fc.constantFrom<Edit['kind']>('set', 'cut', 'insert', 'double'),
    byte: fc.nat(255),
  }),
  { minLength: 1, maxLength: 6 },
);

export function mutated(bytes: Buffer, changes: readonly Edit[]): Buffer {
  return changes.reduce(mutate, Buffer.from(bytes));
}

function mutate(bytes: Buffer, { at, kind, byte }: Edit): Buffer {
  const place = bytes.length === 0 ? 0 : at % bytes.length;
  const [head, tail] = [bytes.subarray(0, place), bytes.subarray(place)];
  if (kind === 'cut') return Buffer.concat([head, tail.subarray(1 + (byte % 40))]);
  if (kind === 'insert') return Buffer.concat([head, Buffer.of(byte), tail]);
  if (kind === 'double') return Buffer.concat([head, tail.subarray(0, byte), tail]);
  return Buffer.concat([head, Buffer.of(byte), tail.subarray(1)]);
}
