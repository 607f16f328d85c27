import { computed, ref, shallowRef } from 'vue';
import { type Answer, call, lastUse, onSessionLost, RefusalError, speakAsOfficer } from '../api/index.ts';

export type Session = Answer<'GET /v1/session'>;
export type Role = Session['officer']['roles'][number];

const current = shallowRef<Session>();
/** Why there is no session any more, for the log-in page to say: it ran out, or was ended elsewhere. */
export const endedBecause = ref<'idle' | 'ended'>();

/** The officer's session, or undefined for a visitor. */
export const session = computed(() => current.value);

/** May the officer do what this role does? */
export function has(role: Role): boolean {
  return current.value?.officer.roles.includes(role) ?? false;
}

/** Remembers that there is a session, and nothing of it: a visitor's browser asks the hub for none. */
const mark = 'hufu.session';

function mayHaveSession(): boolean {
  try {
    return localStorage.getItem(mark) !== null;
  } catch {
    // A browser that keeps nothing: the hub is asked each time.
    return true;
  }
}

function remember(isOpen: boolean): void {
  try {
    if (isOpen) localStorage.setItem(mark, 'yes');
    else localStorage.removeItem(mark);
  } catch {
    // See above.
  }
}

/** Takes up the session of this browser's cookie, if there is one. */
export async function resume(): Promise<void> {
  if (!mayHaveSession()) return;
  try {
    take(await call('GET /v1/session', {}));
  } catch (error) {
    if (!(error instanceof RefusalError)) throw error;
    take(undefined);
  }
}

/** @throws RefusalError INVALID_CREDENTIALS, LOGIN_LOCKED, PASSWORD_CHECKS_BUSY */
export async function logIn(login: string, password: string): Promise<void> {
  take(await call('POST /v1/session', { body: { login, password, as: 'cookie' } }));
  endedBecause.value = undefined;
}

/** Ends the session here and at the hub; here also when the hub cannot be reached. */
export async function logOut(): Promise<void> {
  try {
    await call('DELETE /v1/session', {});
  } finally {
    take(undefined);
  }
}

/** Keeps a session from running out: any answered request does, this is the smallest. @throws RefusalError */
export async function stay(): Promise<void> {
  take(await call('GET /v1/session', {}));
}

/** Milliseconds until the session ends if nothing is done, or undefined without one. */
export function leftMs(now: number = Date.now()): number | undefined {
  const held = current.value;
  if (held === undefined) return undefined;
  const idle = lastUse() + held.idleSeconds * 1000 - now;
  return Math.max(0, Math.min(idle, Date.parse(held.expiresAt) - now));
}

onSessionLost((_code, whose) => {
  if (current.value === undefined || whose !== 'officer') return;
  take(undefined);
  endedBecause.value = 'ended';
});

/** Ends what has run out; the hub has ended it by itself. */
export function runOut(): void {
  take(undefined);
  endedBecause.value = 'idle';
}

function take(held: Session | undefined): void {
  current.value = held;
  remember(held !== undefined);
  speakAsOfficer(held?.csrfToken);
}
