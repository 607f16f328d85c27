import { createHash } from 'node:crypto';
import { Problem } from '../../../kernel/index.ts';
import { readAlgorithm, writeAlgorithm } from '../algorithm/algorithm-identifier.ts';
import { oid } from '../algorithm/oid.ts';
import { type PublicKey, parsePublicKey } from '../algorithm/public-key.ts';
import { DerFault } from '../der/fault.ts';
import { readDer } from '../der/node.ts';
import { readOctets } from '../der/value.ts';
import { bitString, sequence, unsignedInteger } from '../der/write.ts';
import { pkiProblems } from '../problems.ts';
import { ck, faultName, type Handle, loadPkcs11, type Pkcs11, returnCode } from './pkcs11-module.ts';
import { signerProblems } from './problems.ts';
import { type KeySigner, type SignerAlgorithm, signerAlgorithmOf, signerAlgorithms } from './signer.ts';

/** Which key in which device. */
export interface Pkcs11Key {
  /** Path of the device maker's shared library. */
  readonly library: string;
  readonly tokenLabel: string;
  readonly pin: string;
  readonly keyLabel: string;
}

/**
 * A signer over a key pair in a PKCS #11 device: P-256 (CKM_ECDSA) and RSA (CKM_SHA256_RSA_PKCS). The key stays in the device.
 * Signatures are made one after the other in one session, which is opened anew after a fault. Disposing closes it.
 * A process is logged in to a token as long as any of its sessions is open; a PIN given meanwhile is not looked at.
 * SM2 is not there: PKCS #11 has no standard mechanism for it, each maker has its own.
 * @throws Problem PKCS11_UNAVAILABLE, PKCS11_TOKEN_NOT_FOUND, PKCS11_PIN_REFUSED, PKCS11_KEY_NOT_FOUND, PKCS11_FAILED,
 *   KEY_ALGORITHM_UNSUPPORTED
 * @example await using signer = openPkcs11Signer({ library, tokenLabel: 'seals', pin, keyLabel: 'seal-1' })
 */
export function openPkcs11Signer(options: Pkcs11Key): KeySigner & AsyncDisposable {
  const library = loadPkcs11(options.library);
  const opened = device(() => openSession(library, options));
  let session: Session | undefined = opened;
  const { publicKey, algorithm } = opened;
  const { signature } = signerAlgorithms[algorithm];
  const parameters = algorithm === 'RSA-SHA256' ? 'null' : undefined;
  let queue: Promise<unknown> = Promise.resolve();

  const signNow = async (bytes: Uint8Array): Promise<Buffer> => {
    try {
      session ??= device(() => openSession(library, options));
      return await signIn(library, session, bytes);
    } catch (error) {
      if (session !== undefined) close(library, session);
      session = undefined;
      throw asProblem(error);
    }
  };

  return {
    publicKey,
    algorithm,
    algorithmIdentifier: readAlgorithm(readDer(writeAlgorithm(signature, parameters))),
    sign(bytes) {
      const signing = queue.then(() => signNow(bytes));
      queue = signing.catch(() => undefined);
      return signing;
    },
    async [Symbol.asyncDispose]() {
      await queue;
      if (session !== undefined) close(library, session);
      session = undefined;
    },
  };
}

interface Session {
  readonly handle: Handle;
  readonly privateKey: Handle;
  readonly publicKey: PublicKey;
  readonly algorithm: SignerAlgorithm;
}

function openSession(library: Pkcs11, { tokenLabel, pin, keyLabel }: Pkcs11Key): Session {
  const slot = library.C_GetSlotList(true).find((one) => library.C_GetTokenInfo(one).label.trim() === tokenLabel);
  if (slot === undefined) throw signerProblems.PKCS11_TOKEN_NOT_FOUND({ token: tokenLabel });
  const handle = library.C_OpenSession(slot, ck.serialSession);
  try {
    logIn(library, handle, pin);
    const [privateKey] = find(library, handle, [
      { type: ck.class, value: ck.privateKeyClass },
      { type: ck.label, value: Buffer.from(keyLabel) },
    ]);
    if (privateKey === undefined) throw signerProblems.PKCS11_KEY_NOT_FOUND({ label: keyLabel });
    const id = attribute(library, { handle, object: privateKey }, ck.id);
    const [publicKey] = find(library, handle, [
      { type: ck.class, value: ck.publicKeyClass },
      { type: ck.id, value: id },
    ]);
    if (publicKey === undefined) throw signerProblems.PKCS11_KEY_NOT_FOUND({ label: keyLabel });
    const key = readPublicKey(library, handle, publicKey);
    return { handle, privateKey, publicKey: key, algorithm: signerAlgorithmOf(key.kind) };
  } catch (error) {
    close(library, { handle });
    throw error;
  }
}

function logIn(library: Pkcs11, session: Handle, pin: string): void {
  try {
    library.C_Login(session, ck.user, pin);
  } catch (error) {
    const code = returnCode(error);
    if (code === ck.alreadyLoggedIn) return; // another session of this process has
    const refusals: readonly (number | undefined)[] = [ck.pinIncorrect, ck.pinInvalid, ck.pinLengthRange, ck.pinLocked];
    if (refusals.includes(code)) throw signerProblems.PKCS11_PIN_REFUSED({ why: faultName(error) }, { cause: error });
    throw error;
  }
}

function find(library: Pkcs11, session: Handle, template: { type: number; value: Buffer | number }[]): Handle[] {
  library.C_FindObjectsInit(session, template);
  try {
    return library.C_FindObjects(session, 1);
  } finally {
    library.C_FindObjectsFinal(session);
  }
}

function attribute(library: Pkcs11, place: { handle: Handle; object: Handle }, type: number): Buffer {
  const [read] = library.C_GetAttributeValue(place.handle, place.object, [{ type }]);
  return read?.value ?? Buffer.alloc(0);
}

/** The public half as SubjectPublicKeyInfo, made of the device's attributes (PKCS #11 2.40 §2.1.2, §2.3.3). */
function readPublicKey(library: Pkcs11, handle: Handle, object: Handle): PublicKey {
  const read = (type: number) => attribute(library, { handle, object }, type);
  const bytes = read(ck.keyType);
  // CK_ULONG in the machine's order; the types that are asked for fit into its first byte.
  const keyType = bytes[0];
  if (keyType === ck.rsaKey) {
    const key = sequence(unsignedInteger(read(ck.modulus)), unsignedInteger(read(ck.publicExponent)));
    return parsePublicKey(sequence(writeAlgorithm(oid.rsaEncryption, 'null'), bitString(key)));
  }
  if (keyType !== ck.ecKey) throw pkiProblems.KEY_ALGORITHM_UNSUPPORTED({ algorithm: `CKK ${keyType ?? '?'}` });
  const point = readOctets(readDer(read(ck.ecPoint)), 'the point');
  return parsePublicKey(sequence(writeAlgorithm(oid.ecPublicKey, read(ck.ecParameters)), bitString(point)));
}

/** Room for a signature of RSA with 16,384 bits. */
const longestSignature = 2048;

async function signIn(library: Pkcs11, session: Session, bytes: Uint8Array): Promise<Buffer> {
  const { handle, privateKey, publicKey } = session;
  const isRsa = publicKey.kind === 'RSA';
  library.C_SignInit(handle, { mechanism: isRsa ? ck.sha256WithRsa : ck.ecdsa }, privateKey);
  const input = isRsa ? Buffer.from(bytes) : createHash('sha256').update(bytes).digest();
  const raw = await library.C_SignAsync(handle, input, Buffer.alloc(longestSignature));
  if (isRsa) return raw;
  const half = raw.length / 2;
  return sequence(unsignedInteger(raw.subarray(0, half)), unsignedInteger(raw.subarray(half)));
}

function close(library: Pkcs11, session: { handle: Handle }): void {
  try {
    library.C_CloseSession(session.handle);
  } catch {
    // The session is gone already, with the device perhaps.
  }
}

function device<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw asProblem(error);
  }
}

function asProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  const why = error instanceof DerFault ? error.code : faultName(error);
  return signerProblems.PKCS11_FAILED({ why }, { cause: error });
}
