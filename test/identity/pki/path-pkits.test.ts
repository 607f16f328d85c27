import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fromBER } from 'asn1js';
import * as pkijs from 'pkijs';
import { describe, expect, test } from 'vitest';
import { parseCertificate } from '../../../identity/pki/certificate/certificate.ts';
import { parseCrl } from '../../../identity/pki/certificate/crl.ts';
import { validatePath } from '../../../identity/pki/path/validate-path.ts';
import { Problem } from '../../../kernel/index.ts';
import { filesIn, vectorFolder, vectorTimeout } from './vectors.ts';

interface Case {
  readonly name: string;
  readonly certificate: string;
  readonly intermediates: readonly string[];
  readonly crls: readonly string[];
  readonly expect: 'valid' | 'invalid';
}

const folder = vectorFolder('pkits');

/** Why a path of the suite is invalid, by the section its name begins with: a right verdict for a wrong reason is none. */
const reasons: readonly { name: RegExp; steps: readonly string[] }[] = [
  { name: /^401/, steps: ['signatures'] },
  { name: /^402/, steps: ['dates'] },
  { name: /^403/, steps: ['path', 'signatures'] },
  { name: /^404/, steps: ['revocation'] },
  { name: /^40508/, steps: ['constraints'] },
  { name: /^405/, steps: ['revocation'] },
  { name: /^406/, steps: ['constraints'] },
  { name: /^4070[45]/, steps: ['revocation'] },
  { name: /^407/, steps: ['constraints'] },
  { name: /^(408|409|410|411|412)/, steps: ['policies'] },
  { name: /^413/, steps: ['constraints'] },
  { name: /^(414|415)/, steps: ['revocation'] },
  { name: /^416/, steps: ['constraints'] },
];

describe('the Public Key Interoperability Test Suite of NIST', () => {
  test(
    'every path gets its verdict, for the right reason',
    () => {
      if (folder === undefined) return;
      const cases = JSON.parse(readFileSync(join(folder, 'cases.json'), 'utf8')) as Case[];
      const certificates = filesIn(join(folder, 'certs'), '.crt');
      const lists = filesIn(join(folder, 'crls'), '.crl');
      const certificate = (file: string) => parseCertificate(certificates.get(file)!);
      const anchors = [certificate('TrustAnchorRootCertificate.crt')];
      const wrong: string[] = [];
      for (const one of cases) {
        const verdict = validatePath({
          certificate: certificate(one.certificate),
          intermediates: one.intermediates.map(certificate),
          anchors,
          crls: one.crls.map((file) => parseCrl(lists.get(file)!)),
          at: new Date('2020-06-01T00:00:00Z'),
        });
        const isPassed = verdict.indication === 'TOTAL_PASSED';
        if (isPassed !== (one.expect === 'valid')) wrong.push(`${one.name}: ${verdict.indication}`);
        if (isPassed) continue;
        const culprit = verdict.steps.find(({ result }) => result === 'FAILED' || result === 'INDETERMINATE');
        const expected = reasons.find(({ name }) => name.test(one.name))?.steps;
        if (!expected?.includes(culprit?.step ?? '')) wrong.push(`${one.name}: stopped at ${culprit?.step}`);
        expect(verdict.subIndication).not.toBeNull();
      }
      expect(wrong).toEqual([]);
      expect(cases).toHaveLength(210);
    },
    vectorTimeout,
  );

  test(
    'the certificates read as pkijs and OpenSSL read them',
    () => {
      if (folder === undefined) return;
      for (const [file, bytes] of filesIn(join(folder, 'certs'), '.crt')) {
        const ours = parseCertificate(bytes);
        const theirs = new pkijs.Certificate({ schema: fromBER(new Uint8Array(bytes).buffer).result });
        expect(Buffer.from(theirs.tbsView).equals(ours.tbs), file).toBe(true);
        expect(Buffer.from(theirs.serialNumber.valueBlock.valueHexView).equals(ours.serial), file).toBe(true);
        expect(theirs.notBefore.value, file).toEqual(ours.notBefore);
        expect(theirs.notAfter.value, file).toEqual(ours.notAfter);
        expect(theirs.signatureAlgorithm.algorithmId, file).toBe(ours.signatureAlgorithm.oid);
        expect(
          theirs.extensions?.map(({ extnID, critical }) => [extnID, critical]),
          file,
        ).toEqual([...ours.extensions.values()].map(({ oid, critical }) => [oid, critical]));
        expect(Buffer.from(theirs.subject.valueBeforeDecode).equals(ours.subject.raw), file).toBe(true);
        const mayIssue = ours.basicConstraints?.isAuthority === true && ours.keyUsage?.has('keyCertSign') !== false;
        expect(new X509Certificate(bytes).ca, file).toBe(mayIssue);
      }
    },
    vectorTimeout,
  );

  test(
    'lists are read to their last entry',
    () => {
      if (folder === undefined) return;
      for (const [file, bytes] of filesIn(join(folder, 'crls'), '.crl')) {
        const ours = parseCrl(bytes);
        const theirs = new pkijs.CertificateRevocationList({ schema: fromBER(new Uint8Array(bytes).buffer).result });
        expect(theirs.revokedCertificates?.length ?? 0, file).toBe(ours.entryCount);
        expect(Buffer.from(theirs.tbsView).equals(ours.tbs), file).toBe(true);
        expect(theirs.thisUpdate.value, file).toEqual(ours.thisUpdate);
      }
    },
    vectorTimeout,
  );

  test(
    'any changed byte of a valid path ends it',
    () => {
      if (folder === undefined) return;
      const certificates = filesIn(join(folder, 'certs'), '.crt');
      const lists = filesIn(join(folder, 'crls'), '.crl');
      const anchors = [parseCertificate(certificates.get('TrustAnchorRootCertificate.crt')!)];
      const intermediates = [parseCertificate(certificates.get('GoodCACert.crt')!)];
      const crls = ['GoodCACRL.crl', 'TrustAnchorRootCRL.crl'].map((file) => parseCrl(lists.get(file)!));
      const leaf = certificates.get('ValidCertificatePathTest1EE.crt')!;
      const judge = (bytes: Buffer) => {
        try {
          const certificate = parseCertificate(bytes);
          return validatePath({ certificate, intermediates, anchors, crls, at: new Date('2020-06-01T00:00:00Z') })
            .indication;
        } catch (fault) {
          expect(fault).toBeInstanceOf(Problem);
          return (fault as Problem).code;
        }
      };
      expect(judge(leaf)).toBe('TOTAL_PASSED');
      for (let at = 0; at < leaf.length; at += 1) {
        const changed = Buffer.from(leaf);
        changed[at] = (changed[at] ?? 0) ^ (1 << (at % 8));
        expect(judge(changed), `byte ${at}`).not.toBe('TOTAL_PASSED');
      }
    },
    vectorTimeout,
  );
});
