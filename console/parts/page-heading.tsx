import { defineComponent } from 'vue';

/** A page's one heading of the first level, what the page is for, and in the default slot what is done on it. */
export const PageHeading = defineComponent({
  props: { title: { type: String, required: true }, about: { type: String, default: '' } },
  setup(props, { slots }) {
    return () => (
      <div class="page-heading">
        <div>
          <h1>{props.title}</h1>
          {props.about !== '' && <p>{props.about}</p>}
        </div>
        {slots.default !== undefined && <div class="page-actions">{slots.default()}</div>}
      </div>
    );
  },
});
