import { ElButton, ElMessage } from 'element-plus';
import { defineComponent } from 'vue';
import { say } from '../language/language.ts';

/** A piece of text to take along: a command, a snippet, a key. */
export const CopyBlock = defineComponent({
  props: {
    text: { type: String, required: true },
    label: { type: String, required: true },
    /** Keys and signatures have no spaces: their lines are broken where there is no room, and copied whole all the same. */
    wraps: { type: Boolean, default: false },
  },
  setup(props) {
    const copy = async () => {
      try {
        await navigator.clipboard.writeText(props.text);
        ElMessage.success(say('已复制', 'Copied'));
      } catch {
        ElMessage.warning(
          say('浏览器不允许复制，请选中后自行复制。', 'The browser does not allow it; select the text and copy it.'),
        );
      }
    };
    return () => (
      <figure class={['copy-block', { wraps: props.wraps }]} aria-label={props.label}>
        <figcaption>
          {props.label}
          <ElButton size="small" onClick={() => void copy()}>
            {say('复制', 'Copy')}
          </ElButton>
        </figcaption>
        <pre tabindex={0}>
          <code>{props.text}</code>
        </pre>
      </figure>
    );
  },
});
