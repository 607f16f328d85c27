import { createHash, X509Certificate } from 'node:crypto';
import { fromBER, OctetString, Sequence } from 'asn1js';
import { sm2 } from 'sm-crypto-v2';
import { fromBuffer } from 'yauzl';
import { program } from './pdf-programs.ts';

/** A signature of the national profile: what was signed, its value, and DER of the signer's certificate. */
export interface SealValue {
  readonly signed: Buffer;
  readonly value: Buffer;
  readonly certificate: Buffer;
}

/** The two signatures that a sealed OFD bears, and what ties them to its pages. */
export interface SealValues {
  /** By the signer, over what is sealed. */
  readonly signature: SealValue;
  /** By the maker of the seal, over the seal. */
  readonly seal: SealValue;
  /** The digest that the signer signed, of the bytes of Signature.xml. */
  readonly dataHash: Buffer;
  readonly description: Buffer;
  /** Files of the package that Signature.xml names: the digest that stands there, and their bytes. */
  readonly references: readonly { readonly digest: Buffer; readonly bytes: Buffer | undefined }[];
}

/** Reads them with asn1js and yauzl alone: nothing here is the project's own. SES_Signature of V4 (GB/T 38540-2020). */
export async function sealValuesOf(ofd: Buffer): Promise<SealValues> {
  const files = await filesOf(ofd);
  const find = (end: string) => [...files].find(([name]) => name.endsWith(end)) ?? ['', Buffer.alloc(0)];
  const [, value] = find('/SignedValue.dat');
  const [, description] = find('/Signature.xml');
  const [toSign, certificate, , signature] = partsOf(value);
  const [, seal, , dataHash] = partsOf(toSign);
  const [sealInfo, maker, , sealSignature] = partsOf(seal);
  const references = [...description.toString().matchAll(/FileRef="\/?([^"]+)"[^>]*>\s*<[^>]*CheckValue>([^<]+)</g)];
  return {
    signature: { signed: Buffer.from(toSign ?? []), value: bitsOf(signature), certificate: octetsOf(certificate) },
    seal: { signed: Buffer.from(sealInfo ?? []), value: bitsOf(sealSignature), certificate: octetsOf(maker) },
    dataHash: bitsOf(dataHash),
    description,
    references: references.map(([, name = '', digest = '']) => ({
      digest: Buffer.from(digest, 'base64'),
      bytes: files.get(name),
    })),
  };
}

export const sm3 = (bytes: Buffer) => createHash('sm3').update(bytes).digest();

const distinguishing = '1234567812345678';

/** Does sm-crypto-v2 verify it? */
export function smCryptoVerifies({ signed, value, certificate }: SealValue): boolean {
  const spki = new X509Certificate(certificate).publicKey.export({ format: 'der', type: 'spki' });
  const point = spki.subarray(-65).toString('hex');
  const options = { hash: true, der: true, publicKey: point, userId: distinguishing };
  return sm2.doVerifySignature(new Uint8Array(signed), value.toString('hex'), point, options);
}

/** What the command line of OpenSSL says of it. */
export async function openSslSays({ signed, value, certificate }: SealValue): Promise<string> {
  const { out: key } = await program('openssl', ['x509', '-inform', 'der', '-in', '@c', '-pubkey', '-noout'], {
    c: certificate,
  });
  const check = ['pkeyutl', '-verify', '-pubin', '-inkey', '@key', '-rawin', '-digest', 'sm3', '-in', '@signed'];
  const { out } = await program('openssl', [...check, '-pkeyopt', `distid:${distinguishing}`, '-sigfile', '@value'], {
    ...{ key, signed, value },
  });
  return out.trim();
}

type Der = Uint8Array | undefined;

/** The members of a sequence, each as it stands. */
function partsOf(der: Der): readonly Der[] {
  const { result } = fromBER(new Uint8Array(der ?? []));
  if (!(result instanceof Sequence)) throw new Error('no sequence');
  return result.valueBlock.value.map((one) => one.valueBeforeDecodeView);
}

/** A BIT STRING without the octet that counts unused bits. */
function bitsOf(der: Der): Buffer {
  const { result } = fromBER(new Uint8Array(der ?? []));
  return Buffer.from(result.valueBlock.toBER()).subarray(1);
}

function octetsOf(der: Der): Buffer {
  const { result } = fromBER(new Uint8Array(der ?? []));
  if (!(result instanceof OctetString)) throw new Error('no octets');
  return Buffer.from(result.valueBlock.valueHexView);
}

function filesOf(zip: Buffer): Promise<Map<string, Buffer>> {
  return new Promise((resolve, reject) => {
    const files = new Map<string, Buffer>();
    fromBuffer(zip, { lazyEntries: true }, (error, archive) => {
      if (error !== null) return reject(error);
      archive.on('error', reject);
      archive.on('end', () => resolve(files));
      archive.on('entry', (entry) => {
        archive.openReadStream(entry, async (failure, stream) => {
          if (failure !== null) return reject(failure);
          files.set(entry.fileName, Buffer.concat(await stream.toArray()));
          archive.readEntry();
        });
      });
      archive.readEntry();
    });
  });
}
