import { defineComponent } from 'vue';

/** Chooses a file: a button in the page's own language, whatever the browser speaks. The same file can be chosen again. */
export const FilePick = defineComponent({
  props: {
    label: { type: String, required: true },
    accept: { type: String, default: undefined },
    inputId: { type: String, default: undefined },
  },
  emits: { pick: (_file: File) => true },
  setup(props, { emit }) {
    return () => (
      <label class="el-button file-pick">
        {props.label}
        <input
          id={props.inputId}
          class="visually-hidden"
          type="file"
          accept={props.accept}
          onChange={(event: Event) => {
            const input = event.target as HTMLInputElement;
            const file = input.files?.[0];
            if (file !== undefined) emit('pick', file);
            input.value = '';
          }}
        />
      </label>
    );
  },
});
