import {
  berToDer,
  type Certificate,
  DerFault,
  parseCertificate,
  parseCrl,
  parseOcspResponse,
  readCertificates,
  readDer,
  readKeyStore,
  readPrivateKey,
  readSm2Signature,
  validatePath,
} from '../../identity/pki/index.ts';
import { Problem } from '../../kernel/index.ts';
import { pkiCorpus as corpus } from './pki-corpus.ts';
import type { FuzzTarget } from './run-fuzz.ts';

const bytesOf = (texts: readonly string[]) => texts.map((text) => Buffer.from(text, 'base64'));
const certificates = bytesOf(corpus.certificates);
const crls = bytesOf(corpus.crls);
const ocspResponses = bytesOf(corpus.ocspResponses);
const privateKeys = bytesOf(corpus.privateKeys);
const keyStores = bytesOf(corpus.keyStores);
const signatures = bytesOf(corpus.sm2Signatures);

const isProblem = (thrown: unknown) => thrown instanceof Problem;
const isDerFault = (thrown: unknown) => thrown instanceof DerFault;

/** Rounds of key derivation for one input: what a store asks for beyond them is refused, so that no mutation buys time. */
const mostIterations = 2000;

const at = new Date(corpus.at);
const known = certificates.map(parseCertificate);

/** A mutated certificate in each place a path has: leaf, intermediate, anchor. */
function everyPlace(odd: Certificate): void {
  const revocation = { crls: crls.map(parseCrl), ocspResponses: ocspResponses.map(parseOcspResponse), at } as const;
  const leaf = known.at(-1) ?? odd;
  validatePath({ ...revocation, certificate: odd, intermediates: known, anchors: known.slice(0, 1) });
  validatePath({ ...revocation, certificate: leaf, intermediates: [odd, ...known], anchors: known.slice(0, 1) });
  validatePath({ ...revocation, certificate: leaf, intermediates: known, anchors: [odd] });
}

/** The readers of identity/pki that take bytes from outside. The password of every encrypted item is `fuzz`. */
export const pkiTargets: readonly FuzzTarget[] = [
  {
    name: 'der',
    corpus: [...certificates, ...crls, ...ocspResponses],
    read: (bytes) => readDer(bytes),
    isRefusal: isDerFault,
  },
  { name: 'ber', corpus: keyStores, read: (bytes) => readDer(berToDer(bytes)), isRefusal: isDerFault },
  { name: 'certificate', corpus: certificates, read: parseCertificate, isRefusal: isProblem },
  { name: 'bundle', corpus: bytesOf(corpus.bundles), read: readCertificates, isRefusal: isProblem },
  { name: 'crl', corpus: crls, read: parseCrl, isRefusal: isProblem },
  { name: 'ocsp', corpus: ocspResponses, read: parseOcspResponse, isRefusal: isProblem },
  {
    name: 'private-key',
    corpus: privateKeys,
    read: (bytes) => readPrivateKey({ bytes, password: 'fuzz', mostIterations }),
    isRefusal: isProblem,
  },
  {
    name: 'key-store',
    corpus: keyStores,
    read: (bytes) => readKeyStore({ bytes, password: 'fuzz', mostIterations }),
    isRefusal: isProblem,
  },
  { name: 'sm2-signature', corpus: signatures, read: readSm2Signature, isRefusal: () => false },
  { name: 'path', corpus: certificates, read: (bytes) => everyPlace(parseCertificate(bytes)), isRefusal: isProblem },
];
