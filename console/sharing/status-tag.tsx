import { defineComponent, type PropType } from 'vue';
import { type Noun, statusWords, type Tone } from './words.ts';

const signs: Readonly<Record<Tone, string>> = { running: '◷', good: '✓', bad: '✕', over: '–', care: '‖' };

/** Where something stands, in a sign and a word. */
export const StatusTag = defineComponent({
  props: {
    noun: { type: String as PropType<Noun>, required: true },
    status: { type: String, required: true },
  },
  setup(props) {
    return () => {
      const { text, tone } = statusWords(props.noun, props.status);
      return (
        <span class={['status-tag', `tone-${tone}`]}>
          <span aria-hidden="true">{signs[tone]} </span>
          {text}
        </span>
      );
    };
  },
});
