import { defineComponent, type PropType } from 'vue';
import type { Refusal } from '../api/index.ts';
import { say } from '../language/language.ts';

/** A refusal where it happened: what, by which rule, what to do, and the number to quote. Nothing when there is none. */
export const RefusalNote = defineComponent({
  props: {
    refusal: { type: Object as PropType<Refusal | undefined>, default: undefined },
    /** What the form calls the members that may be wrong, by their place in what was sent (`/name`). */
    fields: { type: Object as PropType<Readonly<Record<string, string>>>, default: () => ({}) },
  },
  setup(props, { slots }) {
    return () => {
      const { refusal } = props;
      if (refusal === undefined) return null;
      return (
        <div class="refusal" role="alert">
          <p class="refusal-title">
            <span aria-hidden="true">✕</span> {refusal.title} <code>{refusal.code}</code>
          </p>
          {refusal.detail !== '' && <p>{refusal.detail}</p>}
          {refusal.errors.length > 0 && (
            <ul>
              {refusal.errors.map((each) => (
                <li key={each.pointer + each.detail}>
                  {props.fields[each.pointer] ?? <code>{each.pointer}</code>}
                  {Object.hasOwn(props.fields, each.pointer) ? say('：', ': ') : ' '}
                  {each.detail}
                </li>
              ))}
            </ul>
          )}
          <dl>
            {refusal.reason !== '' && (
              <>
                <dt>{say('规则', 'Rule')}</dt>
                <dd>{refusal.reason}</dd>
              </>
            )}
            {refusal.remedy !== '' && (
              <>
                <dt>{say('办法', 'Remedy')}</dt>
                <dd>{refusal.remedy}</dd>
              </>
            )}
            {refusal.traceId !== undefined && (
              <>
                <dt>{say('跟踪号', 'Trace')}</dt>
                <dd>
                  <code>{refusal.traceId}</code>
                </dd>
              </>
            )}
          </dl>
          {slots.default?.()}
        </div>
      );
    };
  },
});
