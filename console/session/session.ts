import { computed, ref, shallowRef } from 'vue';
import { type Answer, call, lastUse, onSessionLost, type Refusal, RefusalError, speakAsOfficer } from '../api/index.ts';
import { onOtherTab, tellOtherTabs } from './other-tabs.ts';

export type Session = Answer<'GET /v1/session'>;
export type Role = Session['officer']['roles'][number];

const current = shallowRef<Session>();
type Ending = 'idle' | 'ended';

/** Why there is no session any more, for the log-in page to say: it ran out, or was ended elsewhere. */
export const endedBecause = ref<Ending>();
/**
 * The session is over, and something was typed on the page that stands open: the page is kept behind a cover, with the
 * officer it belongs to, until that officer logs in again.
 */
export const coveredBecause = ref<Ending>();
/** Somebody else logged in at the cover: the page behind it is not theirs to see, and is taken down. */
export const isTakenAway = ref(false);
let isTyped = false;

/** Was something typed on the page that stands open? */
export function hasTyped(): boolean {
  return isTyped;
}

/** Tells whether something was typed on the page that stands open. */
export function noteTyped(was: boolean): void {
  isTyped = was;
}

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

/** Why it is not known whether there is a session: the hub did not answer, or cannot just now. */
export const resumeRefusal = shallowRef<Refusal>();

/** Takes up the session of this browser's cookie, if there is one. */
export async function resume(): Promise<void> {
  if (!mayHaveSession()) return;
  resumeRefusal.value = undefined;
  try {
    take(await call('GET /v1/session', {}));
  } catch (error) {
    if (!(error instanceof RefusalError)) throw error;
    // A hub that is away has ended nothing: the session is there again with it.
    if (error.refusal.status === 401) take(undefined);
    else resumeRefusal.value = error.refusal;
  }
}

/** @throws RefusalError INVALID_CREDENTIALS, LOGIN_LOCKED, PASSWORD_CHECKS_BUSY */
export async function logIn(login: string, password: string): Promise<void> {
  take(await call('POST /v1/session', { body: { login, password, as: 'cookie' } }));
  endedBecause.value = undefined;
  resumeRefusal.value = undefined;
  tellOtherTabs('in');
}

/**
 * Logs in at the cover. The officer of the page behind it has it back; for anybody else the cover stays where it is, until
 * the page is gone. Tells whether it was its officer. @throws RefusalError as `logIn`
 */
export async function logInAtCover(login: string, password: string): Promise<boolean> {
  const held = await call('POST /v1/session', { body: { login, password, as: 'cookie' } });
  const isOwn = held.officer.id === current.value?.officer.id;
  if (isOwn) take(held);
  else remember(true);
  tellOtherTabs('in');
  return isOwn;
}

/** Gives up the page behind the cover and what was typed on it. */
export function uncover(): void {
  const because = coveredBecause.value;
  take(undefined);
  endedBecause.value = because;
}

/** Ends the session here and at the hub; here also when the hub cannot be reached. */
export async function logOut(): Promise<void> {
  try {
    await call('DELETE /v1/session', {});
  } finally {
    take(undefined);
    tellOtherTabs('out');
  }
}

/** Keeps a session from running out: any answered request does, this is the smallest. @throws RefusalError */
export async function stay(): Promise<void> {
  take(await call('GET /v1/session', {}));
}

/** Milliseconds until the session ends if nothing is done, or undefined without one. */
export function leftMs(now: number = Date.now()): number | undefined {
  const held = current.value;
  if (held === undefined || coveredBecause.value !== undefined) return undefined;
  const idle = lastUse() + held.idleSeconds * 1000 - now;
  return Math.max(0, Math.min(idle, Date.parse(held.expiresAt) - now));
}

onSessionLost((_code, whose) => {
  if (whose === 'officer') end('ended');
});

onOtherTab((what) => {
  if (what === 'out') end('ended');
  else void takeUpAnew();
});

/** Somebody has logged in in another tab of this browser: the cookie is theirs, here too. */
async function takeUpAnew(): Promise<void> {
  const before = current.value;
  if (before === undefined) return;
  const now = await call('GET /v1/session', {}).catch(() => undefined);
  if (now === undefined || current.value !== before) return;
  if (now.officer.id === before.officer.id) take(now);
  else end('ended');
}

/** Ends what has run out; the hub has ended it by itself. */
export function runOut(): void {
  end('idle');
}

function end(because: Ending): void {
  if (current.value === undefined || coveredBecause.value !== undefined) return;
  if (isTyped) {
    coveredBecause.value = because;
    return;
  }
  take(undefined);
  endedBecause.value = because;
}

function take(held: Session | undefined): void {
  current.value = held;
  coveredBecause.value = undefined;
  remember(held !== undefined);
  speakAsOfficer(held?.csrfToken);
}
