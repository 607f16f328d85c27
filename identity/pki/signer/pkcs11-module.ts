import { createRequire } from 'node:module';
import { signerProblems } from './problems.ts';

const load = createRequire(import.meta.url);

export interface Attribute {
  readonly type: number;
  readonly value?: Buffer | number | boolean | undefined;
}

/** Handles are buffers here; what is in them is the library's affair. */
export type Handle = Buffer;

/** The calls of PKCS #11 that are used, as pkcs11js names them. */
export interface Pkcs11 {
  load(path: string): void;
  C_Initialize(): void;
  C_Finalize(): void;
  C_GetSlotList(tokenPresent: boolean): Handle[];
  C_GetTokenInfo(slot: Handle): { readonly label: string };
  C_OpenSession(slot: Handle, flags: number): Handle;
  C_CloseSession(session: Handle): void;
  C_Login(session: Handle, user: number, pin: string): void;
  C_FindObjectsInit(session: Handle, template: Attribute[]): void;
  C_FindObjects(session: Handle, most: number): Handle[];
  C_FindObjectsFinal(session: Handle): void;
  C_GetAttributeValue(session: Handle, object: Handle, template: Attribute[]): { readonly value: Buffer }[];
  C_SignInit(session: Handle, mechanism: { mechanism: number }, key: Handle): void;
  C_SignAsync(session: Handle, data: Buffer, out: Buffer): Promise<Buffer>;
}

/** Numbers of the PKCS #11 2.40 header that are used. */
export const ck = {
  serialSession: 0x4,
  user: 1,
  publicKeyClass: 2,
  privateKeyClass: 3,
  class: 0x0,
  label: 0x3,
  keyType: 0x100,
  id: 0x102,
  modulus: 0x120,
  publicExponent: 0x122,
  ecParameters: 0x180,
  ecPoint: 0x181,
  rsaKey: 0x0,
  ecKey: 0x3,
  sha256WithRsa: 0x40,
  ecdsa: 0x1041,
  alreadyInitialised: 0x191,
  alreadyLoggedIn: 0x100,
  pinIncorrect: 0xa0,
  pinInvalid: 0xa1,
  pinLengthRange: 0xa2,
  pinLocked: 0xa4,
} as const;

/** Loaded once each and kept: a library is initialised for the process, not for whoever asks. */
const libraries = new Map<string, Pkcs11>();

/**
 * Loads a device's library through pkcs11js, which is an optional dependency and compiled only where an installation asks for it.
 * @param path of the maker's shared library
 * @throws Problem PKCS11_UNAVAILABLE
 */
export function loadPkcs11(path: string): Pkcs11 {
  const known = libraries.get(path);
  if (known !== undefined) return known;
  let library: Pkcs11;
  try {
    library = new (load('pkcs11js') as { PKCS11: new () => Pkcs11 }).PKCS11();
  } catch (cause) {
    throw signerProblems.PKCS11_UNAVAILABLE({ why: 'pkcs11js' }, { cause });
  }
  try {
    library.load(path);
  } catch (cause) {
    throw signerProblems.PKCS11_UNAVAILABLE({ why: 'the library' }, { cause });
  }
  try {
    library.C_Initialize();
  } catch (cause) {
    if (returnCode(cause) !== ck.alreadyInitialised) {
      throw signerProblems.PKCS11_UNAVAILABLE({ why: faultName(cause) }, { cause });
    }
  }
  libraries.set(path, library);
  return library;
}

/** The CKR_ value behind an error of pkcs11js. */
export function returnCode(error: unknown): number | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'number' ? error.code : undefined;
}

/** The CKR_ name behind an error of pkcs11js; nothing else of it is told. */
export function faultName(error: unknown): string {
  return /CKR_[A-Z_0-9]+/.exec(error instanceof Error ? error.message : '')?.[0] ?? 'unknown';
}
