import { type Certificate, type Crl, isSelfIssued, readCertificates, readCrls } from '../../../identity/pki/index.ts';
import { Problem } from '../../../kernel/pure/index.ts';
import type { TrustMaterial } from './trust-material.ts';

/**
 * What somebody trusts, out of files in PEM or DER, each with any number of certificates and revocation lists. Certificates
 * that issued themselves are anchors and the others may stand between; where none did, all are anchors.
 * @throws CERTIFICATE_MALFORMED for a file that holds neither certificate nor list
 * @example readTrustFiles([await readFile('root.pem'), await readFile('root.crl')])
 */
export function readTrustFiles(
  files: readonly Uint8Array[],
): Required<Pick<TrustMaterial, 'anchors' | 'intermediates' | 'crls'>> {
  const certificates: Certificate[] = [];
  const crls: Crl[] = [];
  for (const file of files) {
    const lists = orNone(() => readCrls(file));
    crls.push(...(lists ?? []));
    certificates.push(...(lists === undefined ? readCertificates(file) : (orNone(() => readCertificates(file)) ?? [])));
  }
  const roots = certificates.filter(isSelfIssued);
  if (roots.length === 0) return { anchors: certificates, intermediates: [], crls };
  return { anchors: roots, intermediates: certificates.filter((certificate) => !isSelfIssued(certificate)), crls };
}

function orNone<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof Problem) return undefined;
    throw error;
  }
}
