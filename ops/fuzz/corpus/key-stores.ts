import { createCipheriv, createHmac, pbkdf2Sync } from 'node:crypto';
import { createRequire } from 'node:module';
import { bmpPassword, pkcs12Derive } from '../../../identity/index.ts';
import { der, generateKey, oid, toEncryptedPkcs8, toPkcs8, writeAlgorithm } from '../../../identity/pki/index.ts';
import { systemRandom } from '../../../kernel/index.ts';
import type { Holder } from './holder.ts';
import { corpusIterations as iterations, corpusPassword as password } from './private-keys.ts';

const oidData = '1.2.840.113549.1.7.1';
const oidEncryptedData = '1.2.840.113549.1.7.6';
const pkcs12 = '1.2.840.113549.1.12';
const bagType = { key: 1, shroudedKey: 2, certificate: 3, safeContents: 6 } as const;

/** Contents of stores, unprotected: the inside that a mutated store would never be read to, since its MAC is wrong. */
export interface StoreCorpus {
  readonly stores: Buffer[];
  readonly safes: Buffer[];
}

/** PKCS #12 stores (RFC 7292) by every scheme that is read, DER and BER, and safes of every kind of bag. */
export function makeKeyStores(holder: Holder, others: readonly Holder[]): StoreCorpus {
  const rsa = generateKey('RSA', { rsaBits: 2048 });
  const shrouded = (suite: 'aes' | 'sm4') =>
    toEncryptedPkcs8({ key: holder.key, password, random: systemRandom, suite, iterations });
  const certificates = [holder, ...others].map(({ certificate }) => certificateBag(certificate.raw));
  const certificateSafe = der.sequence(...certificates);
  const keySafe = (suite: 'aes' | 'sm4') => der.sequence(bag('shroudedKey', shrouded(suite), '演示 seal'));
  const plainSafe = der.sequence(bag('key', toPkcs8(holder.key)), ...certificates.slice(0, 1));
  const nested = der.sequence(
    bag('safeContents', der.sequence(bag('key', toPkcs8(rsa), 'RSA'), bag('safeContents', certificateSafe))),
  );
  const old = keySafeOld(toPkcs8(holder.key));
  const national = store([encrypted(certificateSafe, pbes2National), plain(keySafe('sm4'))], 'sm3');
  return {
    stores: [
      store([encrypted(certificateSafe, pbes2), plain(keySafe('aes'))], 'sha256'),
      national,
      store([encrypted(certificateSafe, tripleDes), plain(old)], 'sha1'),
      store([encrypted(certificateSafe, rc2), plain(old)], 'sha1'),
      store([plain(plainSafe)], 'sha512'),
      store([plain(plainSafe)], undefined),
      store([plain(nested)], undefined),
      indefinite(Buffer.concat([der.sequence(plain(plainSafe), plain(keySafe('aes')))])),
    ],
    safes: [certificateSafe, keySafe('aes'), keySafe('sm4'), old, plainSafe, nested],
  };
}

/** A store without a MAC around one safe. */
export function storeOf(safe: Buffer): Buffer {
  return store([plain(safe)], undefined);
}

function bag(type: keyof typeof bagType, value: Buffer, friendlyName?: string): Buffer {
  const name =
    friendlyName === undefined
      ? []
      : [
          der.setOf(
            der.sequence(
              der.objectIdentifier('1.2.840.113549.1.9.20'),
              der.setOf(der.encode(0x1e, bmpPassword(friendlyName).subarray(0, -2))),
            ),
            der.sequence(der.objectIdentifier('1.2.840.113549.1.9.21'), der.setOf(der.octetString(Buffer.of(1)))),
          ),
        ];
  return der.sequence(der.objectIdentifier(`${pkcs12}.10.1.${bagType[type]}`), der.explicit(0, value), ...name);
}

function certificateBag(certificate: Buffer): Buffer {
  const type = der.objectIdentifier('1.2.840.113549.1.9.22.1');
  return bag('certificate', der.sequence(type, der.explicit(0, der.octetString(certificate))));
}

function plain(safe: Buffer): Buffer {
  return der.sequence(der.objectIdentifier(oidData), der.explicit(0, der.octetString(safe)));
}

type Encryption = (plaintext: Buffer) => { scheme: Buffer; ciphertext: Buffer };

function encrypted(safe: Buffer, encrypt: Encryption): Buffer {
  const { scheme, ciphertext } = encrypt(safe);
  const info = der.sequence(der.objectIdentifier(oidData), scheme, der.implicit(0, ciphertext));
  return der.sequence(der.objectIdentifier(oidEncryptedData), der.explicit(0, der.sequence(der.integer(0), info)));
}

const pbes2: Encryption = (plaintext) => {
  const [salt, iv] = [systemRandom.bytes(8), systemRandom.bytes(16)];
  const key = pbkdf2Sync(password, salt, iterations, 32, 'sha256');
  const count = der.sequence(der.octetString(salt), der.integer(iterations), writeAlgorithm(oid.hmacSha256, 'null'));
  return {
    scheme: schemeOf(oid.pbes2, writeAlgorithm(oid.pbkdf2, count), writeAlgorithm(oid.aes256Cbc, der.octetString(iv))),
    ciphertext: cipher('aes-256-cbc', key, iv, plaintext),
  };
};

/** Under the names of GM/T 0091. */
const pbes2National: Encryption = (plaintext) => {
  const [salt, iv] = [systemRandom.bytes(8), systemRandom.bytes(16)];
  const key = pbkdf2Sync(password, salt, iterations, 16, 'sm3');
  const count = der.sequence(der.octetString(salt), der.integer(iterations), der.integer(16));
  return {
    scheme: schemeOf(oid.pbesSm, writeAlgorithm(oid.pbkdfSm, count), writeAlgorithm(oid.sm4Cbc, der.octetString(iv))),
    ciphertext: cipher('sm4-cbc', key, iv, plaintext),
  };
};

function schemeOf(scheme: string, derivation: Buffer, encryption: Buffer): Buffer {
  return writeAlgorithm(scheme, der.sequence(derivation, encryption));
}

const tripleDes: Encryption = (plaintext) => {
  const { key, iv, parameters } = derivedOld(24);
  const ciphertext = cipher('des-ede3-cbc', key, iv, plaintext);
  return { scheme: writeAlgorithm(`${pkcs12}.1.3`, parameters), ciphertext };
};

interface Forge {
  readonly util: { createBuffer(bytes: string): unknown };
  readonly rc2: {
    createEncryptionCipher(
      key: string,
      bits: number,
    ): { start(iv: string): void; update(input: unknown): void; finish(): boolean; output: { getBytes(): string } };
  };
}

/** RC2 with 40 bits, which OpenSSL 3 keeps for itself. */
const rc2: Encryption = (plaintext) => {
  const { key, iv, parameters } = derivedOld(5);
  const forge = createRequire(import.meta.url)('node-forge') as Forge;
  const sealing = forge.rc2.createEncryptionCipher(key.toString('latin1'), 40);
  sealing.start(iv.toString('latin1'));
  sealing.update(forge.util.createBuffer(plaintext.toString('latin1')));
  sealing.finish();
  return {
    scheme: writeAlgorithm(`${pkcs12}.1.6`, parameters),
    ciphertext: Buffer.from(sealing.output.getBytes(), 'latin1'),
  };
};

/** A key under PKCS #12's own 3DES scheme. */
function keySafeOld(pkcs8: Buffer): Buffer {
  const { scheme, ciphertext } = tripleDes(pkcs8);
  return der.sequence(bag('shroudedKey', der.sequence(scheme, der.octetString(ciphertext)), 'old'));
}

function derivedOld(length: number) {
  const salt = systemRandom.bytes(8);
  const derive = (purpose: 'key' | 'iv', octets: number) =>
    pkcs12Derive({ digest: 'sha1', password: bmpPassword(password), salt, iterations, purpose, length: octets });
  const parameters = der.sequence(der.octetString(salt), der.integer(iterations));
  return { key: derive('key', length), iv: derive('iv', 8), parameters };
}

function cipher(name: string, key: Buffer, iv: Buffer, plaintext: Buffer): Buffer {
  const sealing = createCipheriv(name, key, iv);
  return Buffer.concat([sealing.update(plaintext), sealing.final()]);
}

const macs = {
  sha1: { id: oid.sha1, length: 20 },
  sha256: { id: oid.sha256, length: 32 },
  sha512: { id: oid.sha512, length: 64 },
  sm3: { id: oid.sm3, length: 32 },
} as const;

function store(members: readonly Buffer[], mac: keyof typeof macs | undefined): Buffer {
  const safe = der.sequence(...members);
  return der.sequence(der.integer(3), plain(safe), ...(mac === undefined ? [] : [macOf(safe, mac)]));
}

function macOf(safe: Buffer, digest: keyof typeof macs): Buffer {
  const { id, length } = macs[digest];
  const salt = systemRandom.bytes(8);
  const key = pkcs12Derive({ digest, password: bmpPassword(password), salt, iterations, purpose: 'mac', length });
  const value = createHmac(digest, key).update(safe).digest();
  return der.sequence(
    der.sequence(writeAlgorithm(id, 'null'), der.octetString(value)),
    der.octetString(salt),
    der.integer(iterations),
  );
}

/** As older programs write stores: BER, lengths left open, octets in pieces. */
function indefinite(safe: Buffer): Buffer {
  const end = Buffer.of(0, 0);
  const open = (tag: number, ...members: readonly Buffer[]) => Buffer.concat([Buffer.of(tag, 0x80), ...members, end]);
  const half = safe.length >> 1;
  const octets = open(0x24, der.octetString(safe.subarray(0, half)), der.octetString(safe.subarray(half)));
  return open(0x30, der.integer(3), open(0x30, der.objectIdentifier(oidData), open(0xa0, octets)));
}
