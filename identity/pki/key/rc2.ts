import { createRequire } from 'node:module';

const load = createRequire(import.meta.url);

interface ForgeBuffer {
  getBytes(): string;
}

interface ForgeCipher {
  start(iv: string): void;
  update(input: ForgeBuffer): void;
  finish(): boolean;
  readonly output: ForgeBuffer;
}

interface Forge {
  readonly util: { createBuffer(bytes: string): ForgeBuffer };
  readonly rc2: { createDecryptionCipher(key: string, effectiveBits: number): ForgeCipher };
}

/**
 * RC2-CBC, which OpenSSL 3 keeps in its legacy provider and old key stores still wrap their certificates in (RFC 2268).
 * Undefined when the padding is wrong.
 */
export function rc2Decrypt(options: { key: Buffer; iv: Buffer; ciphertext: Buffer }): Buffer | undefined {
  const forge = load('node-forge') as Forge;
  const cipher = forge.rc2.createDecryptionCipher(options.key.toString('latin1'), 8 * options.key.length);
  cipher.start(options.iv.toString('latin1'));
  cipher.update(forge.util.createBuffer(options.ciphertext.toString('latin1')));
  if (!cipher.finish()) return undefined;
  return Buffer.from(cipher.output.getBytes(), 'latin1');
}
