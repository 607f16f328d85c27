import { createPrivateKey, createPublicKey, createSign, createVerify, type KeyObject } from 'node:crypto';
import { sm2Spki } from '../algorithm/public-key.ts';
import { sm2KnownAnswer } from './known-answer.ts';
import { smCrypto } from './portable.ts';
import { sm2Pkcs8, sm2Scalar } from './scalar.ts';
import { sm2SignatureFromRaw } from './signature.ts';
import { sm2Z } from './signer-id.ts';
import { sm3 } from './sm3.ts';

/** What does the arithmetic. Z is computed outside; both sides sign and verify over e = SM3(Z ‖ message). */
export interface Sm2Engine {
  readonly name: 'openssl' | 'portable';
  /** @returns DER of SM2Signature */
  sign(options: { key: KeyObject; z: Buffer; message: readonly Uint8Array[] }): Buffer;
  /** The signature's encoding has been checked. May throw for a key that is none. */
  verify(options: {
    spki: () => KeyObject;
    point: Buffer;
    z: Buffer;
    message: readonly Uint8Array[];
    signature: Uint8Array;
  }): boolean;
}

/**
 * OpenSSL through Node's streaming calls: on an imported SM2 key they take SM3 over everything passed to update and sign that,
 * which with Z first is the national profile. The one-shot calls and generated keys do something else, and none of it is
 * documented, hence {@link proveSm2Engine}.
 */
export const openSslEngine: Sm2Engine = {
  name: 'openssl',
  sign: ({ key, z, message }) => {
    const signing = createSign('sm3').update(z);
    for (const part of message) signing.update(part);
    return signing.sign(key);
  },
  verify: ({ spki, z, message, signature }) => {
    const verifying = createVerify('sm3').update(z);
    for (const part of message) verifying.update(part);
    return verifying.verify(spki(), signature);
  },
};

/** sm-crypto-v2: a twelfth of the speed in verifying, and independent of what OpenSSL offers. */
export const portableEngine: Sm2Engine = {
  name: 'portable',
  sign: ({ key, z, message }) => {
    const scalar = sm2Scalar(key.export({ format: 'der', type: 'pkcs8' })).toString('hex');
    const raw = smCrypto().sm2.doSignature(sm3(z, ...message), scalar, { hash: false, der: false });
    return sm2SignatureFromRaw(Buffer.from(raw, 'hex'));
  },
  verify: ({ point, z, message, signature }) => {
    const hex = Buffer.from(signature).toString('hex');
    return smCrypto().sm2.doVerifySignature(sm3(z, ...message), hex, point.toString('hex'), { hash: false, der: true });
  },
};

/** The engine in use, proved at first use: OpenSSL's, or the portable one after telling `warn` why. */
export function sm2Engine(warn: (reason: string) => void = warnOnce): Sm2Engine {
  engine ??= proveSm2Engine(openSslEngine, warn);
  return engine;
}

let engine: Sm2Engine | undefined;

function warnOnce(reason: string): void {
  process.emitWarning(`SM2 runs on the portable implementation, slower: ${reason}`, { code: 'HUFU_SM2_PORTABLE' });
}

/**
 * Gives back `candidate` when it does what the standard's worked example asks, the portable engine otherwise. Exported so
 * that a start-up can prove early and log through its own logger, and for tests.
 */
export function proveSm2Engine(candidate: Sm2Engine, warn: (reason: string) => void): Sm2Engine {
  const reason = whyWrong(candidate);
  if (reason === undefined) return candidate;
  warn(reason);
  return portableEngine;
}

/** What an engine gets wrong on the worked example of GB/T 32918.5; undefined when nothing. */
export function whyWrong(candidate: Sm2Engine): string | undefined {
  const known = sm2KnownAnswer;
  const point = Buffer.from(known.publicKey, 'hex');
  const z = sm2Z(point, known.id);
  const message = [Buffer.from(known.message)];
  if (!z.equals(Buffer.from(known.z, 'hex'))) return 'Z of the worked example comes out wrong';
  const signature = sm2SignatureFromRaw(Buffer.from(known.r + known.s, 'hex'));
  try {
    const key = createPrivateKey({
      key: sm2Pkcs8(Buffer.from(known.privateKey, 'hex'), point),
      format: 'der',
      type: 'pkcs8',
    });
    const handle = createPublicKey({ key: sm2Spki(point), format: 'der', type: 'spki' });
    const spki = () => handle;
    if (!candidate.verify({ spki, point, z, message, signature })) return 'the worked example’s signature is refused';
    const other = [Buffer.from(`${known.message}!`)];
    if (candidate.verify({ spki, point, z, message: other, signature }))
      return 'a signature over other bytes is accepted';
    const own = candidate.sign({ key, z, message });
    if (!candidate.verify({ spki, point, z, message, signature: own })) return 'its own signature is refused';
  } catch {
    return 'a call the worked example needs is not there';
  }
  return undefined;
}
