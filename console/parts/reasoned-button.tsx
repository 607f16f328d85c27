import { ElButton, ElTooltip } from 'element-plus';
import { defineComponent, type PropType } from 'vue';

/**
 * A button that says why it cannot be pressed: it keeps its place in the order of keys, and its reason is read out, shown
 * on it, and shown again to whoever presses it.
 */
export const ReasonedButton = defineComponent({
  props: {
    /** Why not now; empty or undefined: it can be pressed. */
    because: { type: String as PropType<string | undefined>, default: undefined },
    type: { type: String as PropType<'primary' | 'danger' | 'default'>, default: 'default' },
    loading: { type: Boolean, default: false },
    /** It sends the form that it stands in, as Enter in one of its fields does; `press` is not told. */
    submits: { type: Boolean, default: false },
  },
  emits: { press: () => true },
  setup(props, { slots, emit }) {
    return () => {
      const { because } = props;
      const closed = because !== undefined && because !== '';
      const button = (
        <ElButton
          type={props.type === 'default' ? undefined : props.type}
          loading={props.loading}
          nativeType={props.submits ? 'submit' : 'button'}
          class={{ 'is-closed': closed }}
          // Not described by an element: the tooltip takes that attribute for itself, and takes it away when it closes.
          {...{ 'aria-disabled': closed, 'aria-description': closed ? because : undefined }}
          onClick={(event: Event) => {
            if (closed) event.preventDefault();
            else if (!props.submits) emit('press');
          }}
        >
          {slots.default?.()}
        </ElButton>
      );
      if (!closed) return button;
      return (
        <ElTooltip content={because} placement="top" trigger={['hover', 'focus', 'click']}>
          {button}
        </ElTooltip>
      );
    };
  },
});
