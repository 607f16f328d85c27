import type { Answer } from '../api/index.ts';
import { sayBoth } from '../language/language.ts';

export type Tone = 'good' | 'bad' | 'unsure';

/** Sign of a tone, which is told by colour and word besides. */
export const signOf: Readonly<Record<Tone, string>> = { good: '✓', bad: '✕', unsure: '!' };

export type Connector = Answer<'GET /v1/connectors'>['items'][number];
export type Certificate = Answer<'GET /v1/pki/certificates'>['items'][number];
export type Backup = Answer<'GET /v1/backups'>['items'][number];

const dayMs = 24 * 3_600_000;

/** A connector reports every five seconds; a minute without a word is no chance any more. */
const silentMs = 60_000;

/** How a connector serves a resource: well, badly, or not heard of. */
export function connectorState({ healthy, lastSeen }: Connector, now: number): 'well' | 'unwell' | 'silent' {
  if (now - Date.parse(lastSeen) > silentMs) return 'silent';
  return healthy ? 'well' : 'unwell';
}

/** What a connector's resource is called; one that the directory does not have as the department's has its id alone. */
export function titleOf({ resource, resourceName }: Connector): string {
  return resourceName === undefined ? resource : sayBoth(resourceName);
}

/** Days until a certificate ends, rounded down; negative when it has ended. */
export function daysLeft({ notAfter }: Pick<Certificate, 'notAfter'>, now: number): number {
  return Math.floor((Date.parse(notAfter) - now) / dayMs);
}

/** The last part of its validity in which a certificate is renewed with its key: before that the hub refuses. */
const renewablePart = 1 / 3;

/** From when on a certificate can be renewed with its key. */
export function renewableFrom({ notBefore, notAfter }: Pick<Certificate, 'notBefore' | 'notAfter'>): Date {
  const end = Date.parse(notAfter);
  return new Date(end - renewablePart * (end - Date.parse(notBefore)));
}

/** Days before its end from which a certificate is to be renewed, and from which it is pressing. */
export const renewDays = 60;
export const pressingDays = 14;

/** The last word on each certificate: those that a renewal has replaced, and those that are revoked, need nothing. */
export function inNeed(certificates: readonly Certificate[]): readonly Certificate[] {
  const replaced = new Set(certificates.flatMap(({ renews }) => (renews === null ? [] : [renews])));
  return certificates.filter(({ id, status }) => status !== 'revoked' && !replaced.has(id));
}

/** Days without a backup after which something is wrong, and after which everybody has to know. */
const lateDays = 1;
const overdueDays = 7;

/** How things stand with the backups: whether there is a fresh one that was found whole. */
export function backupTone(backups: readonly Backup[], now: number): { tone: Tone; days: number | undefined } {
  const [newest] = backups;
  if (newest === undefined) return { tone: 'bad', days: undefined };
  const days = Math.max(0, Math.floor((now - Date.parse(newest.takenAt)) / dayMs));
  if (days >= overdueDays) return { tone: 'bad', days };
  return { tone: days > lateDays || newest.verifiedAt === null ? 'unsure' : 'good', days };
}
