import { execFileSync, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DerFault } from '../../identity/pki/der/fault.ts';
import { readDer } from '../../identity/pki/der/node.ts';
import { boolean, explicit, objectIdentifier, octetString, sequence } from '../../identity/pki/der/write.ts';
import { makeSeal } from '../../licence-vault/seal/make/make-seal.ts';
import { encodeSeal, readSeal, sealToBeSigned } from '../../licence-vault/seal/structure/seal.ts';
import { encodeSealInfo, type SealInfo } from '../../licence-vault/seal/structure/seal-info.ts';
import {
  encodeSealSignature,
  encodeToBeSigned,
  readSealSignature,
} from '../../licence-vault/seal/structure/seal-signature.ts';
import type { SealVersion } from '../../licence-vault/seal/structure/version.ts';
import { fixedClock } from '../support/clock.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { county, sharedFile, vectorNote } from './seal-parties.ts';

const bytes = fc.uint8Array({ minLength: 1, maxLength: 200 }).map((array) => Buffer.from(array));
const ascii = fc.string({ unit: fc.constantFrom(...'abcXYZ019 -/&'), minLength: 1, maxLength: 40 });
const text = fc.string({ unit: fc.constantFrom(...'灵山县局A1·𠮷'), minLength: 1, maxLength: 30 });
/** Whole seconds, all that the structures hold. */
const moment = fc
  .integer({ min: Date.parse('1999-01-01') / 1000, max: Date.parse('2049-12-31') / 1000 })
  .map((seconds) => new Date(seconds * 1000));
const oid = fc.constantFrom('1.2.156.112600.7.1', '2.25.340282366920938463463374607431768211455', '1.3.6.1');
const extensions = fc.array(fc.record({ id: oid, critical: fc.boolean(), value: bytes }), { maxLength: 3 });
const certificates = fc.record({
  form: fc.constant('certificates' as const),
  certificates: fc.array(bytes, { minLength: 1, maxLength: 3 }),
});
const digests = fc.record({
  form: fc.constant('digests' as const),
  digests: fc.array(fc.record({ type: fc.constantFrom('SM3', 'SHA-256'), value: bytes }), {
    minLength: 1,
    maxLength: 3,
  }),
});

const infoOf = (version: SealVersion): fc.Arbitrary<SealInfo> =>
  fc.record({
    header: fc.record({ version: fc.constant(version), vendor: ascii }),
    id: ascii,
    property: fc.record({
      kind: fc.integer({ min: 1, max: 4 }),
      name: text,
      signers: version === 1 ? certificates : fc.oneof(certificates, digests),
      createdAt: moment,
      validFrom: moment,
      validTo: moment,
    }),
    picture: fc.record({
      type: fc.constantFrom('PNG', 'GIF', 'ofd'),
      data: bytes,
      width: fc.integer({ min: 1, max: 1000 }),
      height: fc.integer({ min: 1, max: 1000 }),
    }),
    extensions,
  });

const algorithm = '1.2.156.10197.1.501';

describe.each([1, 4, 5] as const)('a V%i seal', (version) => {
  const parts = fc.record({
    info: infoOf(version),
    makerCertificate: bytes,
    signature: bytes,
    timeStamp: version === 5 ? fc.option(bytes, { nil: undefined }) : fc.constant(undefined),
  });

  it('reads back what was written, and shows the signed bytes as they stand', () => {
    fc.assert(
      fc.property(parts, ({ info, ...rest }) => {
        const made = { version, info: encodeSealInfo(info, version), algorithm, ...rest };
        const der = encodeSeal(made);
        const { info: read, ...seal } = readSeal(der);
        expect(read).toEqual(info);
        expect(seal).toEqual({ version, algorithm, ...rest, signed: sealToBeSigned(made), raw: der });
      }),
    );
  });

  it('holds in a signature that reads back what was written', () => {
    const signature = fc.record({
      parts,
      sealedAt: moment,
      dataHash: bytes,
      propertyInfo: ascii,
      extensions: version === 1 ? fc.constant([]) : extensions,
      certificate: bytes,
      signature: bytes,
      timeStamp: version === 1 ? fc.constant(undefined) : fc.option(bytes, { nil: undefined }),
    });
    fc.assert(
      fc.property(signature, ({ parts: { info, ...rest }, timeStamp, ...given }) => {
        const seal = encodeSeal({ version, info: encodeSealInfo(info, version), algorithm, ...rest });
        const toBeSigned = encodeToBeSigned({ ...given, seal, version, algorithm });
        const der = encodeSealSignature({ ...given, version, toBeSigned, algorithm, timeStamp });
        const read = readSealSignature(der);
        expect(read).toMatchObject({ version, time: { claimed: given.sealedAt }, timeStamp, algorithm });
        expect(read.seal.raw.equals(seal)).toBe(true);
        expect(read.signed.equals(toBeSigned)).toBe(true);
        for (const member of ['dataHash', 'propertyInfo', 'extensions', 'certificate', 'signature'] as const) {
          expect(read[member]).toEqual(given[member]);
        }
      }),
    );
  });

  it('is refused with a byte behind it, and at every length short of the whole', () => {
    const { info, ...rest } = fc.sample(parts, { numRuns: 1, seed: 7 })[0]!;
    const der = encodeSeal({ version, info: encodeSealInfo(info, version), algorithm, ...rest });
    expect(faultOf(() => readSeal(Buffer.concat([der, Buffer.of(0)])))).toBe('TRAILING_BYTES');
    for (let length = 0; length < der.length; length += 1) {
      expect(() => readSeal(der.subarray(0, length))).toThrow(DerFault);
    }
  });
});

function faultOf(read: () => unknown): string | undefined {
  try {
    read();
  } catch (error) {
    return error instanceof DerFault ? error.code : String(error);
  }
  return undefined;
}

describe('versions are told apart', () => {
  const [info] = fc.sample(infoOf(4), { numRuns: 1, seed: 3 }) as [SealInfo];
  const certificate = octetString(Buffer.of(1));
  const four = (version: number) => {
    const der = encodeSealInfo({ ...info, header: { ...info.header, version } }, 4);
    return encodeSeal({ version: 4, info: der, makerCertificate: Buffer.of(1), algorithm, signature: Buffer.of(1) });
  };

  it('by the header when there are four members', () => {
    expect(readSeal(four(4)).version).toBe(4);
    expect(readSeal(four(5)).version).toBe(5);
  });

  it('and a header of another edition is refused', () => {
    for (const version of [0, 1, 2, 3, 6, 255]) expect(faultOf(() => readSeal(four(version)))).toBe('BAD_VALUE');
  });

  it('and so is another number of members', () => {
    for (const members of [0, 1, 3, 6]) {
      const der = sequence(...Array.from({ length: members }, () => certificate));
      expect(faultOf(() => readSeal(der))).toBe('BAD_VALUE');
    }
  });

  it('and a V1 seal does not pass in a V4 signature, nor a V4 seal in a V1 signature', () => {
    const [first] = fc.sample(infoOf(1), { numRuns: 1, seed: 3 }) as [SealInfo];
    const rest = { makerCertificate: Buffer.of(1), algorithm, signature: Buffer.of(1) };
    const seals = {
      1: encodeSeal({ version: 1, info: encodeSealInfo(first, 1), ...rest }),
      4: encodeSeal({ version: 4, info: encodeSealInfo(info, 4), ...rest }),
    };
    const signed = {
      sealedAt: new Date('2026-11-21T00:00:00Z'),
      dataHash: Buffer.of(1),
      propertyInfo: 'x',
      extensions: [],
    };
    for (const [outer, inner] of [
      [1, 4],
      [4, 1],
    ] as const) {
      const who = { certificate: Buffer.of(1), algorithm };
      const toBeSigned = encodeToBeSigned({ version: outer, seal: seals[inner], ...signed, ...who });
      const der = encodeSealSignature({ version: outer, toBeSigned, ...who, signature: Buffer.of(1) });
      expect(faultOf(() => readSealSignature(der))).toBe('BAD_VALUE');
    }
  });
});

it('lists 256 signers at most, so that nobody is kept busy reading certificates', () => {
  const info = fc.sample(infoOf(4), { numRuns: 1, seed: 5 })[0]!;
  const rest = { version: 4 as const, makerCertificate: Buffer.of(1), algorithm, signature: Buffer.of(1) };
  const listing = (count: number) => {
    const signers = { form: 'certificates' as const, certificates: Array.from({ length: count }, () => Buffer.of(1)) };
    return encodeSeal({ ...rest, info: encodeSealInfo({ ...info, property: { ...info.property, signers } }, 4) });
  };
  expect(readSeal(listing(256)).info.property.signers).toMatchObject({ form: 'certificates' });
  expect(faultOf(() => readSeal(listing(257)))).toBe('TOO_MANY_MEMBERS');
  expect(faultOf(() => readSeal(listing(0)))).toBe('MISSING_MEMBER');
});

describe('extensions', () => {
  it('are read tagged as the standard prints them and untagged as vendors write them, with and without the flag', () => {
    const [info] = fc.sample(infoOf(4), { numRuns: 1, seed: 5 }) as [SealInfo];
    const members = readDer(encodeSealInfo({ ...info, extensions: [] }, 4)).children();
    const id = objectIdentifier('1.2.156.112600.7.1');
    const flagged = sequence(sequence(id, boolean(true), octetString(Buffer.of(9))));
    const unflagged = sequence(sequence(id, octetString(Buffer.of(9))));
    const rest = { version: 4 as const, makerCertificate: Buffer.of(1), algorithm, signature: Buffer.of(1) };
    for (const [list, critical] of [
      [flagged, true],
      [explicit(0, flagged), true],
      [unflagged, false],
    ] as const) {
      const der = encodeSeal({ ...rest, info: sequence(...members.map((member) => member.raw), list) });
      expect(readSeal(der).info.extensions).toEqual([{ id: '1.2.156.112600.7.1', critical, value: Buffer.of(9) }]);
    }
  });
});

describe('what others made', () => {
  const vectors = [
    { file: 'UserV1.esl', version: 1, name: 'OFDRW测试用印章', validTo: '2022-04-22T02:18:07.000Z' },
    { file: 'UserV4.esl', version: 4, name: 'OFD R&W 测试用印章', validTo: '2022-04-22T02:09:00.000Z' },
    { file: 'UserV5.esl', version: 5, name: 'OFD R&W V5测试用印章', validTo: '2028-04-24T08:53:23.000Z' },
    { file: 'UserV5_ts.esl', version: 5, name: 'OFD R&W V5测试用印章', validTo: '2028-04-24T08:53:22.000Z' },
    { file: 'SESealData.DER', version: 4, name: '测试单位名称 合同专用章', validTo: '2021-04-16T09:45:58.000Z' },
  ];

  it.each(vectors)(`reads $file${vectorNote}`, ({ file, version, name, validTo }) => {
    const der = sharedFile(`ses/${file}`);
    if (der === undefined) return expect(vectorNote).not.toBe('');
    const seal = readSeal(der);
    expect(seal).toMatchObject({ version, raw: der, algorithm });
    expect(seal.info.property.name).toBe(name);
    expect(seal.info.property.validTo.toISOString()).toBe(validTo);
    expect(seal.info.extensions.length).toBe(file === 'SESealData.DER' ? 3 : 0);
    expect(seal.timeStamp).toEqual(file === 'UserV5_ts.esl' ? Buffer.of(1, 2, 3) : undefined);
    // Written anew from what was read, it is the same seal to the byte.
    const { info, ...rest } = seal;
    expect(encodeSeal({ ...rest, info: encodeSealInfo(info, seal.version) }).equals(der)).toBe(true);
  });
});

describe('the OpenSSL command line', () => {
  const hasOpenSsl = spawnSync('openssl', ['version']).status === 0;

  it.each([1, 4, 5] as const)(
    `parses a V%i seal of ours${hasOpenSsl ? '' : ' (skipped: no openssl here)'}`,
    async (version) => {
      if (!hasOpenSsl) return expect(hasOpenSsl).toBe(false);
      const { maker, signer } = county();
      const now = new Date('2026-11-21T08:00:00Z');
      const seal = await makeSeal({
        version,
        content: {
          id: 'A1',
          property: {
            kind: 1,
            name: '灵山县行政审批局',
            signers: { form: 'certificates', certificates: [signer.certificate.raw] },
            createdAt: now,
            validFrom: now,
            validTo: new Date('2029-01-01T00:00:00Z'),
          },
          picture: { type: 'PNG', data: Buffer.of(1, 2), width: 45, height: 45 },
          extensions: [],
        },
        maker: maker.signer,
        clock: fixedClock('2026-11-21T08:00:00Z'),
      });
      await using folder = await temporaryFolder('seal');
      const file = join(folder.path, 'seal.esl');
      writeFileSync(file, seal);
      const listing = execFileSync('openssl', ['asn1parse', '-inform', 'DER', '-in', file], { encoding: 'utf8' });
      expect(listing).toContain('灵山县行政审批局');
      expect(listing).toMatch(version === 1 ? /UTCTIME\s+:261121080000Z/ : /GENERALIZEDTIME\s+:20261121080000Z/);
      expect(listing.match(/IA5STRING\s+:ES/g)).toHaveLength(1);
      expect(listing).toContain('OBJECT            :SM2-with-SM3');
    },
  );
});
