import { defineComponent, type PropType } from 'vue';

/** A text in which the words that were searched for are marked. */
export const Marked = defineComponent({
  props: {
    text: { type: String, required: true },
    words: { type: Array as PropType<readonly string[]>, required: true },
  },
  setup(props) {
    return () => (
      <>
        {piecesOf(props.text, props.words).map(({ text, isFound }, index) =>
          isFound ? <mark key={index}>{text}</mark> : <span key={index}>{text}</span>,
        )}
      </>
    );
  },
});

/** Cuts a text at the places where one of the words stands, whatever its case. */
export function piecesOf(text: string, words: readonly string[]): readonly { text: string; isFound: boolean }[] {
  const known = words.map((word) => word.trim().toLowerCase()).filter((word) => word !== '');
  const low = text.toLowerCase();
  // Letters that change their length with their case would shift the places; such a text stays whole.
  if (known.length === 0 || low.length !== text.length) return [{ text, isFound: false }];
  const pieces: { text: string; isFound: boolean }[] = [];
  let at = 0;
  while (at < text.length) {
    let [place, length] = [text.length, 0];
    for (const word of known) {
      const found = low.indexOf(word, at);
      if (found >= 0 && (found < place || (found === place && word.length > length)))
        [place, length] = [found, word.length];
    }
    if (place > at) pieces.push({ text: text.slice(at, place), isFound: false });
    if (length > 0) pieces.push({ text: text.slice(place, place + length), isFound: true });
    at = place + length;
  }
  return pieces;
}
