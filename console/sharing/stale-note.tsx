import { ElButton } from 'element-plus';
import { defineComponent, type PropType } from 'vue';
import type { Refusal } from '../api/index.ts';
import { say } from '../language/language.ts';
import { RefusalNote, useAct } from '../parts/index.ts';

/**
 * Why a form was not stored. Where somebody stored another version meanwhile: what is written stays, theirs is looked at
 * beside it, and whoever writes decides.
 */
export const StaleNote = defineComponent({
  props: {
    refusal: { type: Object as PropType<Refusal | undefined>, default: undefined },
    /** Where what is stored now can be looked at. */
    stored: { type: String, required: true },
    /** Stores what is written over what is stored now. */
    insist: { type: Function as PropType<() => Promise<unknown>>, required: true },
  },
  setup(props) {
    const insisting = useAct(() => props.insist());
    return () =>
      props.refusal?.code !== 'STALE_VERSION' ? (
        <RefusalNote refusal={props.refusal} />
      ) : (
        <div class="warned" role="alert">
          <p>
            <span aria-hidden="true">⚠ </span>
            {say(
              '您打开之后，他人（或您的另一个标签页）已保存过。您填的都还在本页，没有存下。',
              'Somebody else, or another tab of yours, saved after you opened this. What you wrote is still here and is not stored.',
            )}{' '}
            <code>{props.refusal.code}</code>
          </p>
          <p class="steps">
            <a class="el-button" href={props.stored} target="_blank" rel="noopener">
              {say('先看已存的内容（新标签页）', 'Look at what is stored (new tab)')}
            </a>
            <ElButton type="primary" loading={insisting.busy.value} onClick={() => void insisting.act()}>
              {say('以我填的为准，再保存', 'Store mine in its place')}
            </ElButton>
          </p>
          <RefusalNote refusal={insisting.refusal.value} />
        </div>
      );
  },
});
