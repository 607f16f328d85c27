import { defineComponent, type PropType } from 'vue';
import { say, sayBoth } from '../language/language.ts';
import { meaningOf, readable, resultWords, stepWords, type Verdict } from './words.ts';

/** Each step of the verification: the question, the answer, the reason in plain words, and what the hub found. */
export const CheckSteps = defineComponent({
  props: { steps: { type: Array as PropType<Verdict['steps']>, required: true } },
  setup(props) {
    return () => (
      <ol class="steps">
        {props.steps.map(({ step, result, subIndication, detail }) => {
          const words = resultWords[result];
          const meaning = meaningOf(subIndication);
          return (
            <li key={step} class={`step ${words.look}`}>
              <span class="step-sign" aria-hidden="true">
                {words.sign}
              </span>
              <div>
                <p class="step-name">
                  {sayBoth(stepWords[step])} <strong>{sayBoth(words)}</strong>
                </p>
                {meaning !== undefined && (
                  <p class="step-meaning">
                    {sayBoth(meaning.is)}
                    {say('。', '. ')}
                    {sayBoth(meaning.next)}
                  </p>
                )}
                <p class="step-detail">
                  {readable(detail)} <code>{subIndication ?? step}</code>
                </p>
              </div>
            </li>
          );
        })}
      </ol>
    );
  },
});
