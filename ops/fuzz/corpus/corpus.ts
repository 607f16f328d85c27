import { readFile, writeFile } from 'node:fs/promises';
import { toPkcs8 } from '../../../identity/pki/index.ts';
import { makeHolders } from './certificates.ts';
import { makeKeyStores } from './key-stores.ts';
import { makeLicences } from './licences.ts';
import {
  makeBundles,
  makeCertificateRequests,
  makeSm2Ciphertexts,
  makeSm2Signatures,
  makeTimeStampRequests,
  makeTimeStamps,
} from './messages.ts';
import { makePdfs } from './pdfs.ts';
import { makePictures } from './pictures.ts';
import { makeKeys } from './private-keys.ts';
import { makeCrls, makeOcspRequests, makeOcspResponses } from './revocation.ts';
import { makeSeals } from './seals.ts';
import { makeSignedMessages } from './signed-messages.ts';
import { makeWireBundles } from './wire-bundles.ts';

const kinds = [
  'certificates',
  'bundles',
  'crls',
  'ocspResponses',
  'ocspRequests',
  'certificateRequests',
  'publicKeys',
  'privateKeys',
  'keyStores',
  'keyStoreSafes',
  'sm2Signatures',
  'sm2Ciphertexts',
  'sm2Key',
  'timeStampRequests',
  'timeStamps',
  'signedMessages',
  'seals',
  'sealSignatures',
  'files',
  'pdfs',
  'pictures',
  'licences',
  'statements',
  'statusLists',
  'licenceKey',
  'wireBundles',
  'wireKey',
] as const;

/**
 * Right inputs for every reader. `certificates` begins with a root, the authority under it and one that it certified; what the
 * others hold goes with them. `sm2Key` is the PKCS #8 key of the ciphertexts,
 * `licenceKey` and `wireKey` the public keys (SPKI) of the licences and of the bundles of orders.
 */
export type FuzzCorpus = Readonly<Record<(typeof kinds)[number], readonly Buffer[]>>;

/** Makes right inputs with keys of their own: no two corpora are the same, but for what is said in them. */
export async function makeCorpus(): Promise<FuzzCorpus> {
  const holders = makeHolders();
  const { root, authority, leaf, maker, responder, stamper, others } = holders;
  const crls = makeCrls(holders);
  const { privateKeys, publicKeys } = makeKeys();
  const { stores, safes } = makeKeyStores(leaf, [authority, ...others.slice(-1)]);
  const { seals, signatures, files } = await makeSeals(holders);
  const pictures = await makePictures();
  return {
    certificates: [root, authority, leaf, maker, responder, stamper, ...others].map(
      ({ certificate }) => certificate.raw,
    ),
    bundles: makeBundles(holders, crls),
    crls,
    ocspResponses: makeOcspResponses(holders),
    ocspRequests: makeOcspRequests(holders),
    certificateRequests: makeCertificateRequests(),
    publicKeys,
    privateKeys,
    keyStores: stores,
    keyStoreSafes: safes,
    sm2Signatures: makeSm2Signatures(leaf.key),
    sm2Ciphertexts: makeSm2Ciphertexts(leaf.key.publicKey),
    sm2Key: [toPkcs8(leaf.key)],
    timeStampRequests: makeTimeStampRequests(),
    timeStamps: await makeTimeStamps(holders),
    signedMessages: await makeSignedMessages(holders),
    seals,
    sealSignatures: signatures,
    files,
    pdfs: await makePdfs(holders, crls, pictures[0] ?? Buffer.alloc(0)),
    pictures,
    ...(await makeLicences()),
    ...makeWireBundles(),
  };
}

/** Every child of a run reads the same, and so does who tries a finding again. */
export async function writeCorpus(file: string, corpus: FuzzCorpus): Promise<void> {
  const texts = kinds.map((kind) => [kind, corpus[kind].map((bytes) => bytes.toString('base64'))] as const);
  await writeFile(file, JSON.stringify(Object.fromEntries(texts)), { mode: 0o600 });
}

export async function readCorpus(file: string): Promise<FuzzCorpus> {
  const texts = JSON.parse(await readFile(file, 'utf8')) as Readonly<Record<string, readonly string[] | undefined>>;
  const list = (kind: (typeof kinds)[number]) => (texts[kind] ?? []).map((text) => Buffer.from(text, 'base64'));
  return Object.fromEntries(kinds.map((kind) => [kind, list(kind)])) as Record<(typeof kinds)[number], Buffer[]>;
}
