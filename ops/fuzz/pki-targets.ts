import { parseCertificateRequest, parseOcspRequest, parseTimeStampRequest } from '../../identity/index.ts';
import {
  berToDer,
  type Certificate,
  DerFault,
  parseCertificate,
  parseCrl,
  parseOcspResponse,
  parsePublicKey,
  privateKeyFromPkcs8,
  readCertificates,
  readCrls,
  readDer,
  readKeyStore,
  readPrivateKey,
  readSignedMessage,
  readSm2Signature,
  sm2Decrypt,
  validatePath,
  verifyTimeStamp,
} from '../../identity/pki/index.ts';
import { Problem } from '../../kernel/index.ts';
import type { FuzzCorpus } from './corpus/corpus.ts';
import { times } from './corpus/holder.ts';
import { storeOf } from './corpus/key-stores.ts';
import { stampedData } from './corpus/messages.ts';
import { corpusPassword as password } from './corpus/private-keys.ts';
import { type FuzzTarget, refused } from './target.ts';

const isProblem = (thrown: unknown) => thrown instanceof Problem;
const isDerFault = (thrown: unknown) => thrown instanceof DerFault;

/** Rounds of key derivation for one input: what a store asks for beyond them is refused, so that no mutation buys time. */
const mostIterations = 2000;

/** The readers of identity that take bytes from outside. */
export function pkiTargets(corpus: FuzzCorpus): readonly FuzzTarget[] {
  const { certificates, crls, ocspResponses, keyStores } = corpus;
  const problems = { isRefusal: isProblem };
  return [
    {
      name: 'der',
      corpus: [...certificates, ...crls, ...ocspResponses],
      read: (bytes) => readDer(bytes),
      isRefusal: isDerFault,
    },
    { name: 'ber', corpus: keyStores, read: (bytes) => readDer(berToDer(bytes)), isRefusal: isDerFault },
    { name: 'certificate', corpus: certificates, read: parseCertificate, ...problems },
    { name: 'bundle', corpus: corpus.bundles, read: everyMember, ...problems },
    { name: 'crl', corpus: crls, read: parseCrl, ...problems },
    { name: 'ocsp-response', corpus: ocspResponses, read: parseOcspResponse, ...problems },
    { name: 'ocsp-request', corpus: corpus.ocspRequests, read: parseOcspRequest, ...problems },
    { name: 'certificate-request', corpus: corpus.certificateRequests, read: parseCertificateRequest, ...problems },
    { name: 'public-key', corpus: corpus.publicKeys, read: parsePublicKey, isRefusal: isDerFault },
    {
      name: 'private-key',
      corpus: corpus.privateKeys,
      read: (bytes) => readPrivateKey({ bytes, password, mostIterations }),
      ...problems,
    },
    {
      name: 'key-store',
      corpus: keyStores,
      read: (bytes) => readKeyStore({ bytes, password, mostIterations }),
      ...problems,
    },
    {
      name: 'key-store-safe',
      corpus: corpus.keyStoreSafes,
      read: (bytes) => readKeyStore({ bytes: storeOf(bytes), password, mostIterations }),
      ...problems,
    },
    {
      name: 'sm2-signature',
      corpus: corpus.sm2Signatures,
      read: (bytes) => ('fault' in readSm2Signature(bytes) ? refused : undefined),
      isRefusal: () => false,
    },
    sm2Ciphertext(corpus),
    { name: 'time-stamp-request', corpus: corpus.timeStampRequests, read: parseTimeStampRequest, ...problems },
    timeStamp(corpus),
    { name: 'signed-message', corpus: corpus.signedMessages, read: readSignedMessage, isRefusal: isDerFault },
    path(corpus),
  ];
}

/** A file of certificates, of lists, or of both. */
function everyMember(bytes: Buffer): void {
  try {
    readCertificates(bytes);
  } catch (thrown) {
    if (!isProblem(thrown)) throw thrown;
    readCrls(bytes);
  }
}

/** The first byte says in which form the rest is. */
function sm2Ciphertext({ sm2Ciphertexts, sm2Key }: FuzzCorpus): FuzzTarget {
  const key = privateKeyFromPkcs8(sm2Key[0] ?? Buffer.alloc(0));
  return {
    name: 'sm2-ciphertext',
    corpus: sm2Ciphertexts,
    read: (bytes) => {
      const form = ((bytes[0] ?? 0) & 1) === 0 ? 'asn1' : 'raw';
      return sm2Decrypt({ key, ciphertext: bytes.subarray(1), form }) ?? refused;
    },
    isRefusal: isDerFault,
  };
}

function timeStamp({ timeStamps, certificates, crls }: FuzzCorpus): FuzzTarget {
  const [anchors, intermediates] = [certificates.slice(0, 1), certificates.slice(1)].map((some) =>
    some.map(parseCertificate),
  );
  const material = { anchors: anchors ?? [], intermediates, crls: crls.map(parseCrl), now: times.at };
  return {
    name: 'time-stamp',
    corpus: timeStamps,
    read: (token) => {
      const { timeStamp: read } = verifyTimeStamp({ ...material, token, imprint: { data: stampedData } });
      return read === undefined ? refused : undefined;
    },
    isRefusal: () => false,
  };
}

/** A certificate in each place a path has: leaf, intermediate, anchor. */
function path({ certificates, crls, ocspResponses }: FuzzCorpus): FuzzTarget {
  const [known, lists, answers] = [
    certificates.slice(0, 6).map(parseCertificate),
    crls.map(parseCrl),
    ocspResponses.slice(0, 3).map(parseOcspResponse),
  ];
  const facts = { crls: lists, ocspResponses: answers, at: times.at } as const;
  const [anchors, leaf] = [known.slice(0, 1), known[2]];
  const everyPlace = (odd: Certificate) => {
    validatePath({ ...facts, certificate: odd, intermediates: known, anchors });
    validatePath({ ...facts, certificate: leaf ?? odd, intermediates: [odd, ...known.slice(2)], anchors });
    validatePath({ ...facts, certificate: leaf ?? odd, intermediates: known, anchors: [odd] });
  };
  return {
    name: 'path',
    corpus: certificates,
    read: (bytes) => everyPlace(parseCertificate(bytes)),
    isRefusal: isProblem,
  };
}
