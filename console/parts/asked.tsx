import { ElButton, ElProgress } from 'element-plus';
import { defineComponent, type PropType, ref, watch } from 'vue';
import type { Asking } from '../api/index.ts';
import { say } from '../language/language.ts';
import { PageHeading } from './page-heading.tsx';
import { RefusalNote } from './refusal-note.tsx';

/** Shorter waiting is not worth a word. */
const quietMs = 400;

/**
 * What was asked of the hub: a bar while it is awaited, the refusal with a way to try again, or, in the default slot, the
 * value. A value that is being asked anew stays. A page that is headed by what it asks for gives a `heading` for as long as
 * there is nothing to be headed by.
 */
export const Asked = defineComponent({
  props: {
    of: { type: Object as PropType<Asking<unknown>>, required: true },
    heading: { type: String, default: '' },
  },
  setup(props, { slots }) {
    const slow = ref(false);
    watch(
      () => props.of.busy.value,
      (busy, _before, onCleanup) => {
        slow.value = false;
        if (!busy) return;
        const waiting = setTimeout(() => {
          slow.value = true;
        }, quietMs);
        onCleanup(() => clearTimeout(waiting));
      },
      { immediate: true },
    );
    return () => {
      const { value, refusal, busy, again } = props.of;
      return (
        <div class="asked" aria-busy={busy.value}>
          {value.value === undefined && props.heading !== '' && <PageHeading title={props.heading} />}
          <div class="asked-bar">
            {busy.value && slow.value && (
              <ElProgress
                percentage={100}
                indeterminate
                showText={false}
                strokeWidth={3}
                {...{ 'aria-label': say('正在读取', 'Loading') }}
              />
            )}
          </div>
          {refusal.value !== undefined && (
            <RefusalNote refusal={refusal.value}>
              <ElButton onClick={() => void again()}>{say('重试', 'Try again')}</ElButton>
            </RefusalNote>
          )}
          {value.value !== undefined && slots.default?.()}
        </div>
      );
    };
  },
});
