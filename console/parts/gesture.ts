/** A press of a button or key, and which gesture it belongs to. */
export interface Press {
  readonly gesture: number;
  readonly event: number;
}

/** The same key within this long is one gesture, as two clicks are to the browser. */
const togetherMs = 500;

let last: Press = { gesture: 0, event: 0 };
let lastKey: { readonly key: string; readonly at: number; readonly place: EventTarget | null } | undefined;

function note(isNew: boolean): void {
  last = { gesture: last.gesture + (isNew ? 1 : 0), event: last.event + 1 };
}

window.addEventListener(
  'click',
  ({ detail }) => {
    // Of a click that a key made the key has told already.
    if (detail === 0) return;
    note(detail === 1);
    lastKey = undefined;
  },
  { capture: true },
);
window.addEventListener(
  'keydown',
  (event) => {
    const { key, repeat, timeStamp: at, target: place } = event;
    const before = lastKey?.key === key && (repeat || at - lastKey.at < togetherMs) ? lastKey : undefined;
    note(before === undefined);
    // What the first press has moved the focus to was not there to be pressed: it would open again what was just closed.
    if (key === 'Enter' && before !== undefined && before.place !== place) event.preventDefault();
    lastKey = { key, at, place: before?.place ?? place };
  },
  { capture: true },
);
// Something else was written between: what is pressed then is meant.
window.addEventListener(
  'input',
  () => {
    note(true);
    lastKey = undefined;
  },
  { capture: true },
);

/** What was pressed last. */
export function lastPress(): Press {
  return last;
}

/** Is it a press that people do not mean: the second click of a double click, Enter pressed twice, a key that is held? */
export function isRepeated(press: Press, before: Press | undefined): boolean {
  return before !== undefined && press.gesture === before.gesture && press.event !== before.event;
}
