import { ElButton, ElForm } from 'element-plus';
import { defineComponent, onMounted, type PropType, ref, useId } from 'vue';
import { say } from '../language/language.ts';
import { type Act, RefusalNote } from '../parts/index.ts';

/**
 * A form above a list, for a new entry or one that is being changed: its heading has the focus when it opens, and what was
 * refused stands below. The fields are its default slot.
 */
export const EntryForm = defineComponent({
  props: {
    title: { type: String, required: true },
    /** What saving is called. */
    save: { type: String, required: true },
    saving: { type: Object as PropType<Act<[]>>, required: true },
    /** What its fields are called, by the place of each in what is sent. */
    fields: { type: Object as PropType<Readonly<Record<string, string>>>, default: () => ({}) },
  },
  emits: { cancel: () => true },
  setup(props, { emit, slots }) {
    const id = useId();
    const heading = ref<HTMLElement>();
    onMounted(() => heading.value?.focus());
    const submit = (event: Event) => {
      event.preventDefault();
      void props.saving.act();
    };
    return () => (
      <section class="operate-form" aria-labelledby={id}>
        <h2 id={id} ref={heading} tabindex={-1}>
          {props.title}
        </h2>
        <ElForm labelPosition="top" {...{ novalidate: true, onSubmit: submit }}>
          {slots.default?.()}
          <div class="form-buttons">
            <ElButton type="primary" nativeType="submit" loading={props.saving.busy.value}>
              {props.save}
            </ElButton>
            <ElButton onClick={() => emit('cancel')}>{say('取消', 'Cancel')}</ElButton>
          </div>
          <RefusalNote refusal={props.saving.refusal.value} fields={props.fields} />
        </ElForm>
      </section>
    );
  },
});
