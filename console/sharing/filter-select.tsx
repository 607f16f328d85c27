import { ElFormItem, ElOption, ElSelect } from 'element-plus';
import { defineComponent, type PropType } from 'vue';
import { say } from '../language/language.ts';

/** One filter of a list, with the choice of everything. */
export const FilterSelect = defineComponent({
  props: {
    modelValue: { type: String, default: '' },
    label: { type: String, required: true },
    name: { type: String, required: true },
    choices: { type: Array as PropType<readonly { value: string; label: string }[]>, required: true },
  },
  emits: { 'update:modelValue': (_: string) => true },
  setup(props, { emit }) {
    return () => (
      <ElFormItem label={props.label} for={props.name}>
        <ElSelect
          id={props.name}
          modelValue={props.modelValue}
          clearable
          filterable={props.choices.length > 8}
          placeholder={say('全部', 'All')}
          {...{
            'aria-label': props.label,
            'onUpdate:modelValue': (chosen: string | undefined) => emit('update:modelValue', chosen ?? ''),
          }}
        >
          {props.choices.map(({ value, label }) => (
            <ElOption key={value} value={value} label={label} />
          ))}
        </ElSelect>
      </ElFormItem>
    );
  },
});
