import { defineComponent, type PropType } from 'vue';

export type Tone = 'success' | 'warning' | 'danger' | 'info' | 'primary';

/** A short word on a ground of its colour; the word says it all, the colour helps. */
export const Tag = defineComponent({
  props: { type: { type: String as PropType<Tone>, default: 'info' } },
  setup(props, { slots }) {
    return () => <span class={['tag', props.type]}>{slots.default?.()}</span>;
  },
});
