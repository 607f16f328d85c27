import { isAscii } from 'node:buffer';
import { ofdProblems } from '../problems.ts';
import { packageLimits } from './limits.ts';

/**
 * The name of an entry, held to what every reader and every file system takes for the same place inside the package:
 * relative, forward slashes, no empty, `.` or `..` segment, no drive, no control character.
 * @param raw bytes of the name: UTF-8, whatever the archive's flag says
 * @param number of the entry, from 1, for the refusal
 * @throws OFD_ENTRY_NAME_UNSAFE
 */
export function readEntryName(raw: Uint8Array, number: number): string {
  const refuse = (whyZh: string, whyEn: string) => ofdProblems.OFD_ENTRY_NAME_UNSAFE({ number, whyZh, whyEn });
  if (raw.length === 0) throw refuse('名称为空', 'it is empty');
  if (raw.length > packageLimits.nameBytes) throw refuse('名称过长', 'it is too long');
  const name = decode(raw);
  if (name !== undefined && isPlain(name)) return name;
  if (name === undefined) throw refuse('名称不是 UTF-8', 'it is not UTF-8');
  if (unsafeCharacter.test(name)) {
    throw refuse('含有控制字符、反斜杠、冒号或不可见字符', 'it has a control, invisible or reserved character');
  }
  if (name.startsWith('/')) throw refuse('是绝对路径', 'it is an absolute path');
  // A folder's entry ends with a slash, so its last segment is empty.
  const segments = (name.endsWith('/') ? name.slice(0, -1) : name).split('/');
  if (segments.length > packageLimits.nameDepth) throw refuse('层次过深', 'it nests too deep');
  for (const segment of segments) {
    if (segment === '' || segment === '.' || segment === '..') {
      throw refuse('含有空的、“.”或“..”的路径段', 'it has an empty, "." or ".." segment');
    }
    // Windows drops trailing dots and spaces, so two names become one there.
    if (/[. ]$/.test(segment)) throw refuse('路径段以点或空格结尾', 'a segment ends with a dot or a space');
  }
  return name;
}

/** Names as programs write them, in which there is nothing to refuse. */
function isPlain(name: string): boolean {
  return name.length <= 2 * packageLimits.nameDepth && plainName.test(name);
}

const plainName = /^[\w-]+(\.[\w-]+)*(\/[\w-]+(\.[\w-]+)*)*\/?$/;

/** Controls, backslash, what Windows reserves, and characters that do not show or turn the direction of writing. */
const unsafeCharacter = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}\\:*?"<>|]/u;

/** What two names share when some file system or reader would take them for one. */
export function collisionKey(name: string): string {
  // Most names are of letters that have one form and two cases.
  if (/^[\x20-\x7e]*$/.test(name)) return (name.endsWith('/') ? name.slice(0, -1) : name).toLowerCase();
  return name.normalize('NFKC').toUpperCase().toLowerCase().replace(/\/$/, '');
}

/**
 * An entry's name as it may be told: people give attachments the names and numbers of citizens, and no message may carry
 * those.
 */
export function shownName(name: string): string {
  return /^[A-Za-z0-9_./-]{1,200}$/.test(name) && !/\d{7}/.test(name) ? name : '(…)';
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function decode(raw: Uint8Array): string | undefined {
  if (isAscii(raw)) return Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength).toString('latin1');
  try {
    return utf8.decode(raw);
  } catch {
    return undefined;
  }
}
