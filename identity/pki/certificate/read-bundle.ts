import { DerFault } from '../der/fault.ts';
import { expectTag, Fields } from '../der/fields.ts';
import { type DerNode, readDer } from '../der/node.ts';
import { looksLikePem, readPem } from '../der/pem.ts';
import { constructedTag, tag } from '../der/tag.ts';
import { readOid } from '../der/value.ts';
import { pkiProblems } from '../problems.ts';
import { type Certificate, parseCertificate } from './certificate.ts';
import { type Crl, parseCrl } from './crl.ts';

/** A file of certificates or lists that would not fit is no such file. */
const largestBundle = 64 * 1024 * 1024;
const mostMembers = 10_000;

const certificateLabels: ReadonlySet<string> = new Set(['CERTIFICATE', 'X509 CERTIFICATE', 'TRUSTED CERTIFICATE']);

/**
 * The certificates of one file: PEM with any number of them, one DER certificate, or the certificates of a PKCS #7 / GB/T 35275
 * bundle (.p7b) in PEM or DER.
 * @throws Problem CERTIFICATE_MALFORMED, also when there is none
 */
export function readCertificates(bytes: Uint8Array): Certificate[] {
  return refusing(pkiProblems.CERTIFICATE_MALFORMED, () => {
    const found = blocksOf(bytes, (label) => certificateLabels.has(label) || isBundleLabel(label)).flatMap((der) => {
      const members = bundleMembers(der, 0);
      return members === undefined ? [parseCertificate(der)] : members.map((member) => parseCertificate(member.raw));
    });
    if (found.length === 0) throw new DerFault('MISSING_MEMBER', 0, 'the file holds no certificate');
    return found;
  });
}

/** The revocation lists of one file: PEM with any number, one DER list, or those of a PKCS #7 bundle. @throws Problem CRL_MALFORMED */
export function readCrls(bytes: Uint8Array): Crl[] {
  return refusing(pkiProblems.CRL_MALFORMED, () => {
    const found = blocksOf(bytes, (label) => label === 'X509 CRL' || isBundleLabel(label)).flatMap((der) => {
      const members = bundleMembers(der, 1);
      return members === undefined ? [parseCrl(der)] : members.map((member) => parseCrl(member.raw));
    });
    if (found.length === 0) throw new DerFault('MISSING_MEMBER', 0, 'the file holds no revocation list');
    return found;
  });
}

function isBundleLabel(label: string): boolean {
  return label === 'PKCS7' || label === 'CMS';
}

function blocksOf(bytes: Uint8Array, wanted: (label: string) => boolean): Buffer[] {
  if (bytes.length > largestBundle) throw new DerFault('TOO_LARGE', 0, `more than ${largestBundle} bytes`);
  if (!looksLikePem(bytes)) return [Buffer.from(bytes)];
  const blocks = readPem(bytes).filter(({ label }) => wanted(label));
  if (blocks.length > mostMembers) throw new DerFault('TOO_MANY_MEMBERS', 0, `more than ${mostMembers} blocks`);
  return blocks.map((block) => block.bytes);
}

/** Signed data of PKCS #7 (RFC 2315 §9) and of GB/T 35275. */
const signedData: ReadonlySet<string> = new Set(['1.2.840.113549.1.7.2', '1.2.156.10197.6.1.4.2.2']);

/** The members of the certificates [0] or crls [1] of signed data; undefined when the bytes are no signed data. */
function bundleMembers(der: Buffer, field: 0 | 1): readonly DerNode[] | undefined {
  const outer = expectTag(readDer(der, { size: largestBundle, members: 10_000_000 }), tag.sequence, 'the file');
  const [type, content] = outer.children();
  if (type?.tag !== tag.objectIdentifier || !signedData.has(readOid(type))) return undefined;
  const inner = content?.children()[0];
  if (inner === undefined) throw new DerFault('MISSING_MEMBER', outer.offset, 'signed data without content');
  const fields = Fields.of(inner, 'SignedData');
  fields.any('the version');
  fields.any('the digest algorithms');
  fields.any('the content');
  const certificates = fields.optional(constructedTag(0));
  const lists = fields.optional(constructedTag(1));
  return (field === 0 ? certificates : lists)?.children() ?? [];
}

function refusing<T>(raise: (parameters: DerFault['why']) => Error, read: () => T): T {
  try {
    return read();
  } catch (fault) {
    if (fault instanceof DerFault) throw raise(fault.why);
    throw fault;
  }
}
