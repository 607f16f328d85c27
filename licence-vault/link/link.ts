import { keyedHash, openBox, type Random, sealBox } from '../../kernel/index.ts';
import type { VaultKeys } from '../encryption/vault-keys.ts';
import type { Purpose } from '../licence/purpose.ts';
import type { ReadFormat } from '../licence/read-licence.ts';

/** What a temporary link (临时链接) gives: a file of a licence, for a matter and case. */
export interface LinkContent extends Purpose {
  /** The vault's id. */
  readonly licence: string;
  readonly format: ReadFormat;
}

/** Bytes of a link's secret: nobody finds one by trying. */
const secretLength = 32;

/** The secret part of a new link: 43 characters that may stand in an address. */
export function newSecret(random: Random): string {
  return random.bytes(secretLength).toString('base64url');
}

/** What a link is found by. The secret itself is stored nowhere. */
export function nameOfLink(keys: VaultKeys, secret: string): Buffer {
  return keyedHash(keys.linkKey, `name/${secret}`);
}

/** Puts what a link gives into a box that opens with its secret and our key, and with neither alone. */
export function sealContent(options: {
  readonly keys: VaultKeys;
  readonly secret: string;
  readonly content: LinkContent;
  readonly random: Random;
}): Buffer {
  const { licence, format, matter, case: caseNumber } = options.content;
  const plaintext = Buffer.from(JSON.stringify({ licence, format, matter, case: caseNumber }));
  return sealBox({ key: boxKey(options), plaintext, context, random: options.random });
}

/** @throws BoxNotOpened when a bit of it has changed */
export function openContent(options: {
  readonly keys: VaultKeys;
  readonly secret: string;
  readonly sealed: Buffer;
}): LinkContent {
  // Our own words, written by sealContent and authenticated by the box.
  return JSON.parse(openBox({ key: boxKey(options), box: options.sealed, context }).toString()) as LinkContent;
}

const context = 'licence-link';

function boxKey({ keys, secret }: { readonly keys: VaultKeys; readonly secret: string }): Buffer {
  return keyedHash(keys.linkKey, `box/${secret}`);
}
