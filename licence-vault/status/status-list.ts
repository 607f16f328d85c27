import { promisify } from 'node:util';
import { deflate, inflateSync } from 'node:zlib';
import type { StatusValue } from './status-value.ts';

/** Two bits for each licence (Token Status List §4.1). */
export const statusBits = 2;
const perByte = 8 / statusBits;

/** Places in one list: 2²⁰. A list with one licence in a hundred revoked is some 15 kB. */
export const listLength = 1 << 20;

/**
 * 4 KiB to look back into (RFC 1950: any reader takes it). What repeats in a list is gaps between few bytes, and near ones take
 * fewer bits to name: 14.7 kB instead of 15.3 with one licence in a hundred revoked.
 */
const windowBits = 12;

/** A list of a larger region may be longer; what inflates further was made to hurt a reader. */
const longestList = 16 * 1024 * 1024;

/**
 * The compressed list (§4.1): the value of place i in byte i / 4, the lowest bits first, deflated in the ZLIB format.
 * @param entries places whose value is not 0, each once
 */
export async function packStatuses(
  entries: Iterable<{ readonly position: number; readonly value: StatusValue }>,
): Promise<Buffer> {
  const bytes = Buffer.alloc(listLength / perByte);
  for (const { position, value } of entries) {
    const at = Math.floor(position / perByte);
    bytes[at] = (bytes[at] ?? 0) | (value << ((position % perByte) * statusBits));
  }
  // Takes a tenth of a second, so not in the thread that answers.
  return promisify(deflate)(bytes, { level: 9, memLevel: 9, windowBits });
}

/** The value at a place; undefined when the list does not inflate or is shorter. */
export function statusAt(compressed: Uint8Array, index: number): StatusValue | undefined {
  const byte = inflated(compressed)?.[Math.floor(index / perByte)];
  return byte === undefined ? undefined : (((byte >> ((index % perByte) * statusBits)) & 3) as StatusValue);
}

function inflated(compressed: Uint8Array): Buffer | undefined {
  try {
    return inflateSync(compressed, { maxOutputLength: longestList });
  } catch {
    return undefined;
  }
}
