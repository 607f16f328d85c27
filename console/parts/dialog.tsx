import { ElButton, ElDialog, ElForm } from 'element-plus';
import { defineComponent, nextTick, ref, shallowRef } from 'vue';
import { say } from '../language/language.ts';

/** Where the keys begin: what is marked, or the first field; of a group of choices the one that is chosen. */
function firstOf(form: HTMLElement): HTMLElement | undefined {
  const marked = form.querySelector<HTMLElement>('[autofocus]');
  if (marked !== null) return marked;
  const fields = [...form.querySelectorAll<HTMLElement>('input, textarea, select')];
  const first = fields.find((field) => !field.matches(':disabled, [type="hidden"], [type="file"]'));
  if (!(first instanceof HTMLInputElement) || first.type !== 'radio') return first;
  return form.querySelector<HTMLElement>(`input[name="${CSS.escape(first.name)}"]:checked`) ?? first;
}

/**
 * A window over the page that is worked by keys alone: it opens with the focus in its first field, or, where it only asks
 * whether to do something, on the way back; Enter in a field of one line sends it by the button that `submits` in its
 * `deeds`; Escape closes it; the focus goes back to what opened it. A click beside it does nothing, since what was
 * typed would be lost.
 */
export const Dialog = defineComponent({
  props: {
    title: { type: String, required: true },
    isOpen: { type: Boolean, default: true },
    width: { type: String, default: 'min(34rem, 94vw)' },
    /** Without a button that closes it: its deeds do, or the cross at its corner. */
    isBare: { type: Boolean, default: false },
    hasCross: { type: Boolean, default: true },
  },
  emits: { close: () => true, send: () => true },
  setup(props, { slots, emit }) {
    const place = ref<HTMLElement>();
    const back = shallowRef<InstanceType<typeof ElButton>>();
    const begin = async () => {
      // The window takes the focus itself while it opens.
      await nextTick();
      await nextTick();
      const first = (place.value && firstOf(place.value)) ?? back.value?.ref;
      first?.focus();
    };
    const submit = (event: Event) => {
      event.preventDefault();
      emit('send');
    };
    return () => (
      <ElDialog
        modelValue={props.isOpen}
        title={props.title}
        width={props.width}
        closeOnClickModal={false}
        showClose={props.hasCross}
        appendToBody
        onOpenAutoFocus={() => void begin()}
        onClose={() => emit('close')}
      >
        <div ref={place}>
          <ElForm labelPosition="top" {...{ novalidate: true, onSubmit: submit }}>
            {slots.default?.()}
            {(!props.isBare || slots.deeds !== undefined) && (
              <div class="dialog-deeds">
                {!props.isBare && (
                  <ElButton ref={back} onClick={() => emit('close')}>
                    {say('取消', 'Cancel')}
                  </ElButton>
                )}
                {slots.deeds?.()}
              </div>
            )}
          </ElForm>
        </div>
      </ElDialog>
    );
  },
});
