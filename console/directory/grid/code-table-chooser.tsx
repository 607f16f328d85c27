import { ElButton, ElInput } from 'element-plus';
import { computed, defineComponent, ref, watch } from 'vue';
import { call, useAsking } from '../../api/index.ts';
import { number } from '../../language/format.ts';
import { say } from '../../language/language.ts';
import { Asked, Dialog, EmptyNote } from '../../parts/index.ts';
import { type CodeTable, nameOf, readReference } from '../reference.ts';

const previewRows = 8;

/** Chooses the code table that the values of an item come from, with a look at its first rows. */
export const CodeTableChooser = defineComponent({
  props: { isOpen: { type: Boolean, required: true }, chosen: { type: String, required: true } },
  emits: { close: () => true, choose: (_name: string) => true },
  setup(props, { emit }) {
    const words = ref('');
    const looked = ref('');
    const tables = useAsking(
      async (): Promise<readonly CodeTable[]> =>
        props.isOpen ? (await readReference()).tables.filter(({ kind }) => kind === 'values') : [],
      { on: () => props.isOpen },
    );
    const rows = useAsking(
      async (signal) =>
        looked.value === ''
          ? []
          : (await call('GET /v1/code-tables/{table}', { params: { table: looked.value }, signal })).items,
      { on: () => looked.value },
    );
    watch(
      () => props.isOpen,
      (isOpen) => {
        if (!isOpen) return;
        words.value = '';
        looked.value = '';
      },
    );
    const found = computed(() => {
      const key = words.value.trim().toLowerCase();
      return (tables.value.value ?? []).filter(({ name, title, titleEn, standard }) =>
        [name, title, titleEn, standard ?? ''].some((text) => text.toLowerCase().includes(key)),
      );
    });
    /** Enter: what was looked for is found, and it is the only one. */
    const chooseOnly = () => {
      const [only, ...others] = found.value;
      if (only !== undefined && others.length === 0) emit('choose', only.name);
    };
    return () => (
      <Dialog
        isOpen={props.isOpen}
        title={say('选代码表', 'Choose a code table')}
        width="min(46rem, 94vw)"
        isBare
        onClose={() => emit('close')}
        onSend={chooseOnly}
      >
        <label for="code-table-words">{say('名称或标准号', 'Name or number of the standard')}</label>
        <ElInput
          {...{ id: 'code-table-words', clearable: true }}
          modelValue={words.value}
          onUpdate:modelValue={(text: string) => (words.value = text)}
        />
        <Asked of={tables}>
          {() =>
            (tables.value.value ?? []).length === 0 ? (
              <EmptyNote
                title={say('还没有信息项的代码表', 'There are no code tables of values yet')}
                next={say(
                  '数据主管部门可在“代码表”页导入；也可直接在“代码表”一格写标准号，如 GB/T 2261.1。',
                  'The data administration imports them on the page of code tables; a number such as GB/T 2261.1 can also be typed into the cell.',
                )}
              />
            ) : (
              <ul class="chooser-list">
                {found.value.map((table) => (
                  <li key={table.name}>
                    <div>
                      <strong>{nameOf({ name: table.title, nameEn: table.titleEn })}</strong> <code>{table.name}</code>{' '}
                      <span class="hint">{table.standard ?? ''}</span>
                    </div>
                    <div class="chooser-deeds">
                      <ElButton
                        size="small"
                        onClick={() => (looked.value = looked.value === table.name ? '' : table.name)}
                      >
                        {looked.value === table.name ? say('收起', 'Fold') : say('看代码', 'Look')}
                      </ElButton>
                      <ElButton size="small" type="primary" onClick={() => emit('choose', table.name)}>
                        {props.chosen === table.name ? say('已选，再选', 'Chosen already') : say('选用', 'Choose')}
                      </ElButton>
                    </div>
                    {looked.value === table.name && (
                      <Asked of={rows}>
                        {() => (
                          <p class="chooser-rows">
                            {rows.value.value
                              ?.slice(0, previewRows)
                              .map((row) => `${row.code} ${nameOf(row)}`)
                              .join(say('；', '; '))}
                            {(rows.value.value ?? []).length > previewRows &&
                              say(
                                `；等 ${number(rows.value.value?.length)} 个`,
                                `; ${number(rows.value.value?.length)} in all`,
                              )}
                          </p>
                        )}
                      </Asked>
                    )}
                  </li>
                ))}
              </ul>
            )
          }
        </Asked>
      </Dialog>
    );
  },
});
