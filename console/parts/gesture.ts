/** A press of a button or key, and which gesture it belongs to. */
export interface Press {
  readonly gesture: number;
  readonly event: number;
}

/** The same key within this long is one gesture, as two clicks are to the browser. */
const togetherMs = 500;

let last: Press = { gesture: 0, event: 0 };
let lastKey: { readonly key: string; readonly at: number } | undefined;

function note(isNew: boolean): void {
  last = { gesture: last.gesture + (isNew ? 1 : 0), event: last.event + 1 };
}

window.addEventListener(
  'click',
  ({ detail }) => {
    // Of a click that a key made the key has told already.
    if (detail > 0) note(detail === 1);
  },
  { capture: true },
);
window.addEventListener(
  'keydown',
  ({ key, repeat, timeStamp }) => {
    const isSame = key === lastKey?.key && timeStamp - lastKey.at < togetherMs;
    note(!repeat && !isSame);
    lastKey = { key, at: timeStamp };
  },
  { capture: true },
);
// Something else was written between: what is pressed then is meant.
window.addEventListener('input', () => note(true), { capture: true });

/** What was pressed last. */
export function lastPress(): Press {
  return last;
}

/** Is it a press that people do not mean: the second click of a double click, Enter pressed twice, a key that is held? */
export function isRepeated(press: Press, before: Press | undefined): boolean {
  return before !== undefined && press.gesture === before.gesture && press.event !== before.event;
}
