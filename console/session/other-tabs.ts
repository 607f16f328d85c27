import { noteUse, onUse } from '../api/index.ts';

/** Between two words to the other tabs that the session was used. */
const quietMs = 1000;

/** Tabs of one browser share one session, by its cookie: what one of them does with it, the others are told. */
const channel = new BroadcastChannel('hufu.session');
let toldAt = 0;

onUse((at) => {
  if (at - toldAt < quietMs) return;
  toldAt = at;
  channel.postMessage('used');
});

/** Tells the other tabs that somebody logged in, or out. */
export function tellOtherTabs(what: 'in' | 'out'): void {
  channel.postMessage(what);
}

/** Calls `listener` when somebody logs in or out in another tab; that one of them uses the session is noted by itself. */
export function onOtherTab(listener: (what: 'in' | 'out') => void): void {
  channel.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
    if (data === 'used') noteUse();
    else if (data === 'in' || data === 'out') listener(data);
  });
}
