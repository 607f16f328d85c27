import { ElOption, ElSelect } from 'element-plus';
import { defineComponent, ref, shallowRef, watch } from 'vue';
import { type Answer, call, type Refusal, refusalOf } from '../api/index.ts';
import { say } from '../language/language.ts';
import { RefusalNote } from '../parts/index.ts';
import { organisationName } from './reference.ts';

type Line = Pick<Answer<'GET /v1/resources'>['items'][number], 'id' | 'name' | 'nameEn' | 'provider'>;

/** Chooses a published resource of the directory: it is searched as one types. */
export const ResourceChooser = defineComponent({
  props: {
    modelValue: { type: String, required: true },
    inputId: { type: String, required: true },
  },
  emits: { 'update:modelValue': (_: string) => true },
  setup(props, { emit }) {
    const found = shallowRef<readonly Line[]>([]);
    const busy = ref(false);
    const refusal = shallowRef<Refusal>();
    let asked = 0;
    const search = async (q: string) => {
      asked += 1;
      const mine = asked;
      busy.value = true;
      try {
        const query = { ...(q.trim() === '' ? {} : { q: q.trim() }), status: 'published' as const, limit: 20 };
        const { items } = await call('GET /v1/resources', { query });
        if (mine === asked) found.value = items;
        refusal.value = undefined;
      } catch (error) {
        if (mine === asked) refusal.value = refusalOf(error);
      } finally {
        if (mine === asked) busy.value = false;
      }
    };
    // One that was chosen by a link is named, too.
    watch(
      () => props.modelValue,
      async (id) => {
        if (id === '' || found.value.some((line) => line.id === id)) return;
        try {
          const resource = await call('GET /v1/resources/{id}', { params: { id } });
          found.value = [...found.value, resource];
        } catch (error) {
          refusal.value = refusalOf(error);
        }
      },
      { immediate: true },
    );
    void search('');
    return () => (
      <div class="chooser">
        <ElSelect
          id={props.inputId}
          modelValue={props.modelValue}
          filterable
          remote
          remoteMethod={(q: string) => void search(q)}
          loading={busy.value}
          placeholder={say('输入名称、信息项或编码查找', 'Type a name, an item or a code')}
          noDataText={say('没有找到已发布的资源', 'No published resource is found')}
          {...{
            'aria-label': say('资源', 'Resource'),
            'onUpdate:modelValue': (chosen: string) => emit('update:modelValue', chosen),
          }}
        >
          {found.value.map((line) => (
            <ElOption
              key={line.id}
              value={line.id}
              label={`${say(line.name, line.nameEn)} · ${organisationName(line.provider)}`}
            />
          ))}
        </ElSelect>
        <RefusalNote refusal={refusal.value} />
      </div>
    );
  },
});
