import { defineComponent, onMounted, type PropType, ref, watch } from 'vue';
import { exactMoment } from '../language/format.ts';
import { sayBoth } from '../language/language.ts';
import { type Check, isNumber } from './checks.ts';
import { copyTold } from './told.ts';
import { adviceOn, meaningOf, verdictWords } from './words.ts';

/** The verdict, readable from two metres, and what to do next. It takes the focus when it comes. */
export const VerdictBanner = defineComponent({
  props: { check: { type: Object as PropType<Check>, required: true } },
  setup(props) {
    const banner = ref<HTMLElement>();
    const toFocus = () => banner.value?.focus();
    onMounted(toFocus);
    watch(() => props.check.at, toFocus, { flush: 'post' });
    return () => {
      const { verdict, at } = props.check;
      if (verdict === undefined) return null;
      const words = verdictWords[verdict.indication];
      const copy = copyTold(verdict);
      const meaning = meaningOf(verdict.subIndication, isNumber(props.check));
      return (
        <div ref={banner} class={`verdict ${words.look}`} tabindex={-1} role="status">
          <span class="verdict-sign" aria-hidden="true">
            {words.sign}
          </span>
          <div>
            <h2 class="verdict-word">{sayBoth(words)}</h2>
            {meaning !== undefined && <p class="verdict-meaning">{sayBoth(meaning.is)}</p>}
            {copy !== undefined && (
              <p class="verdict-until">
                {copy.label} <strong class="copy-end">{copy.end}</strong>
              </p>
            )}
            <p class="verdict-advice">
              {sayBoth(meaning?.next ?? adviceOn(verdict.indication, isNumber(props.check)))}
            </p>
            <p class="verdict-code">
              <code>{verdict.indication}</code>
              {verdict.subIndication !== null && <code>{verdict.subIndication}</code>}
              <span>{exactMoment(at)}</span>
            </p>
          </div>
        </div>
      );
    };
  },
});
