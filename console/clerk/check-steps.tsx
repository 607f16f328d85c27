import { defineComponent, type PropType } from 'vue';
import { say, sayBoth } from '../language/language.ts';
import { meaningOf, questionOf, readable, resultWords, type Verdict } from './words.ts';

/** Each step of the verification: the question, the answer, the reason in plain words, and what the hub found. */
export const CheckSteps = defineComponent({
  props: {
    steps: { type: Array as PropType<Verdict['steps']>, required: true },
    isNumber: { type: Boolean, default: false },
  },
  setup(props) {
    return () => (
      <ol class="check-steps">
        {props.steps.map(({ step, result, subIndication, details }) => {
          const words = resultWords[result];
          const meaning = meaningOf(subIndication, props.isNumber);
          return (
            <li key={step} class={`step ${words.look}`}>
              <span class="step-sign" aria-hidden="true">
                {words.sign}
              </span>
              <div>
                <p class="step-name">
                  {sayBoth(questionOf(step, props.isNumber))} <strong>{sayBoth(words)}</strong>
                </p>
                {meaning !== undefined && (
                  <p class="step-meaning">
                    {sayBoth(meaning.is)}
                    {say('。', '. ')}
                    {sayBoth(meaning.next)}
                  </p>
                )}
                <p class="step-detail">
                  {readable(sayBoth(details))} {subIndication !== null && <code>{subIndication}</code>}
                </p>
              </div>
            </li>
          );
        })}
      </ol>
    );
  },
});
