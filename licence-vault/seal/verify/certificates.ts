import { type Certificate, parseCertificate } from '../../../identity/pki/index.ts';
import { Problem } from '../../../kernel/pure/index.ts';
import { type Finding, failed } from '../../verify/verdict.ts';

/**
 * Certificates that were read before, by their bytes. A county's seals have a few dozen signers and makers:
 * kept, their keys are imported once and the signatures on them verified once, which is most of the work on a small document.
 */
const known = new Map<string, Certificate>();
const mostKnown = 256;
/** Larger ones are rare, and nobody shall fill the memory with them. */
const largestKept = 8 * 1024;

/** Reads a certificate (DER). @returns undefined for bytes that are not well-formed X.509 */
export function tryCertificate(der: Buffer): Certificate | undefined {
  if (der.length > largestKept) return tryParse(der);
  const key = der.toString('latin1');
  const before = known.get(key);
  if (before !== undefined) return before;
  const certificate = tryParse(der);
  if (certificate === undefined) return undefined;
  // The oldest goes: a Map keeps the order of insertion.
  const [oldest] = known.keys();
  if (known.size >= mostKnown && oldest !== undefined) known.delete(oldest);
  known.set(key, certificate);
  return certificate;
}

function tryParse(der: Buffer): Certificate | undefined {
  try {
    return parseCertificate(der);
  } catch (error) {
    if (error instanceof Problem) return undefined;
    throw error;
  }
}

export function noCertificate(who: { zh: string; en: string }): Finding {
  return failed(
    'NO_SIGNING_CERTIFICATE_FOUND',
    `${who.zh}的证书不是合法的 X.509 证书`,
    `the ${who.en}’s certificate is not well-formed X.509`,
  );
}
