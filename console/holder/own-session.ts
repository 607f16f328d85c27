import { computed, ref, shallowRef } from 'vue';
import { type Answer, call, onSessionLost, speakAsHolder } from '../api/index.ts';

export type OwnSession = Answer<'GET /v1/holder-session'>;

const current = shallowRef<OwnSession>();

/** The holder's session of this page; loading the page anew ends it, since its token is kept nowhere. */
export const ownSession = computed(() => current.value);

/** Why the last one ended, for the page to say. */
export const ownEnd = ref<'time' | 'lost' | 'left'>();

/** @throws RefusalError when the code is wrong or has run out */
export async function enter(request: string, code: string): Promise<void> {
  const { token, ...session } = await call('POST /v1/holder-session', { body: { request, code } });
  speakAsHolder(token);
  current.value = session;
  ownEnd.value = undefined;
}

/** Ends the session here and at the hub; here also when the hub cannot be reached. */
export async function leave(everywhere = false): Promise<void> {
  try {
    await call('DELETE /v1/holder-session', { query: { everywhere } });
  } finally {
    end('left');
  }
}

/** Forgets the session; what it showed goes with it. */
export function end(why: 'time' | 'lost' | 'left'): void {
  if (current.value === undefined) return;
  current.value = undefined;
  ownEnd.value = why;
  speakAsHolder(undefined);
}

/** Milliseconds until it ends. */
export function ownLeftMs(now: number = Date.now()): number | undefined {
  const held = current.value;
  return held === undefined ? undefined : Math.max(0, Date.parse(held.expiresAt) - now);
}

onSessionLost((_code, whose) => {
  if (whose === 'holder') end('lost');
});
