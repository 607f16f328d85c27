import { defineComponent } from 'vue';

/** What may be wider than the page, such as a table: it scrolls by itself, also by the keys, and the page does not. */
export const WideBox = defineComponent({
  props: { label: { type: String, required: true } },
  setup(props, { slots }) {
    return () => (
      <section class="wide-box" tabindex={0} aria-label={props.label}>
        {slots.default?.()}
      </section>
    );
  },
});
