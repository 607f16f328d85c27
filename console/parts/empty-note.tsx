import { defineComponent } from 'vue';

/** Where there is nothing yet: what would be here, and in the default slot what to do for it. */
export const EmptyNote = defineComponent({
  props: { title: { type: String, required: true }, next: { type: String, default: '' } },
  setup(props, { slots }) {
    return () => (
      <div class="empty-note">
        <p class="empty-title">{props.title}</p>
        {props.next !== '' && <p>{props.next}</p>}
        {slots.default?.()}
      </div>
    );
  },
});
