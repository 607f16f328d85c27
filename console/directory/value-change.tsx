import { defineComponent, type PropType } from 'vue';
import { say } from '../language/language.ts';
import { valueWord } from './value-word.ts';

/** Longer texts are shown on demand. */
const longText = 160;

const Value = ({ text }: { text: string }) =>
  text.length <= longText ? (
    <span>{text}</span>
  ) : (
    <details class="long-value">
      <summary>{`${text.slice(0, longText)}…`}</summary>
      {text.slice(longText)}
    </details>
  );

/** What a member was and is. */
export const ValueChange = defineComponent({
  props: {
    change: { type: null as unknown as PropType<unknown>, required: true },
    member: { type: String, required: true },
  },
  setup(props) {
    return () => {
      const { before, after } = (props.change ?? {}) as { before?: unknown; after?: unknown };
      // A new schema for a machine is no reading for people.
      if (props.member === 'rowSchema') return <span>{say('已改变', 'changed')}</span>;
      if (before === undefined) return <Value text={valueWord(after, props.member)} />;
      return (
        <>
          <del>
            <Value text={valueWord(before, props.member)} />
          </del>{' '}
          <span aria-hidden="true">→</span>
          <span class="visually-hidden">{say('改为', 'became')}</span>{' '}
          <ins>
            <Value text={valueWord(after, props.member)} />
          </ins>
        </>
      );
    };
  },
});
