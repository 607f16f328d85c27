import { memberOf, readCbor, writeCbor } from './cbor.ts';
import type { TokenSigner } from './token-signer.ts';

/** Labels of header parameters (RFC 9052 §3.1, RFC 9596) and the one algorithm, ECDSA on P-256 with SHA-256 (RFC 9053). */
const header = { algorithm: 1, keyId: 4, type: 16 } as const;
const es256 = -7;

/** The first byte of a COSE_Sign1 with its tag, 18. */
const tag = 0xd2;

/** A COSE_Sign1 that was read; nothing of it is verified. */
export interface Sign1 {
  readonly kid: string;
  readonly type: string | undefined;
  readonly payload: Uint8Array;
  /** What the signature is over (Sig_structure). */
  readonly signed: Buffer;
  /** 64 bytes, r ‖ s. */
  readonly signature: Uint8Array;
}

/** Signs a payload as COSE_Sign1 (RFC 9052 §4.2); algorithm, key and type are in the protected header. */
export async function makeSign1(options: {
  payload: Uint8Array;
  type?: string | undefined;
  signer: TokenSigner;
}): Promise<Buffer> {
  const { payload, type, signer } = options;
  const protectedOf = (kid: string) =>
    writeCbor(
      new Map<number, unknown>([
        [header.algorithm, es256],
        [header.keyId, Buffer.from(kid)],
        ...(type === undefined ? [] : [[header.type, type] as const]),
      ]),
    );
  const { kid, signature } = await signer.sign((kid) => signedBytes(protectedOf(kid), payload));
  return Buffer.concat([Buffer.of(tag), writeCbor([protectedOf(kid), new Map(), payload, Buffer.from(signature)])]);
}

/** Reads a COSE_Sign1; undefined for what is none, or is signed in another way than {@link makeSign1} does. */
export function readSign1(bytes: Uint8Array): Sign1 | undefined {
  const parts = bytes[0] === tag ? readCbor(bytes.subarray(1)) : undefined;
  if (!Array.isArray(parts) || parts.length !== 4) return undefined;
  const [head, unprotected, payload, signature]: readonly unknown[] = parts;
  if (!(head instanceof Uint8Array && payload instanceof Uint8Array && signature instanceof Uint8Array))
    return undefined;
  if (!(unprotected instanceof Map) || unprotected.size > 0 || signature.length !== 64) return undefined;
  const parameters = readCbor(head);
  const kid = memberOf(parameters, header.keyId);
  const type = memberOf(parameters, header.type);
  if (memberOf(parameters, header.algorithm) !== es256 || !(kid instanceof Uint8Array)) return undefined;
  if (type !== undefined && typeof type !== 'string') return undefined;
  return { kid: Buffer.from(kid).toString(), type, payload, signed: signedBytes(head, payload), signature };
}

function signedBytes(head: Uint8Array, payload: Uint8Array): Buffer {
  return writeCbor(['Signature1', head, Buffer.alloc(0), payload]);
}
