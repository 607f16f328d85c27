import './directory.css';
import { ElButton, ElInput } from 'element-plus';
import { computed, defineComponent, reactive, ref } from 'vue';
import { type Answer, call, callWithVersion, send, useAsking } from '../api/index.ts';
import { number } from '../language/format.ts';
import { say } from '../language/language.ts';
import {
  Asked,
  confirm,
  Dialog,
  EmptyNote,
  FilePick,
  PageHeading,
  ReasonedButton,
  RefusalNote,
  useAct,
  useKept,
} from '../parts/index.ts';
import { has } from '../session/session.ts';
import { announce } from '../shell/announce.ts';
import { CodeRowList } from './code-row-list.tsx';
import { download } from './downloads.ts';
import { choiceControl, textControl } from './editor/controls.tsx';
import { type CodeTable, forgetReference, nameOf, readReference } from './reference.ts';
import { Tag } from './tag.tsx';
import { forAdministration } from './who.ts';

type Table = Answer<'GET /v1/code-tables/{table}'>;

const titleOf = ({ title, titleEn }: CodeTable) => nameOf({ name: title, nameEn: titleEn });

/** The code tables: looked at in any version, searched, taken along as CSV, and by the data administration imported. */
export const CodeTablesPage = defineComponent({
  setup() {
    const chosen = useKept('table');
    const version = useKept('version');
    const words = ref('');
    const tableWords = ref('');
    /** Counts imports, so that everything is read anew. */
    const deeds = ref(0);
    const isNewOpen = ref(false);
    const isRowOpen = ref(false);
    const fresh = reactive({ name: '', title: '', titleEn: '', standard: '' });
    const row = reactive({ code: '', name: '', nameEn: '', parent: '', fits: '' });
    const freshFile = ref<File>();

    const tables = useAsking(
      async () => {
        forgetReference();
        return (await readReference()).tables;
      },
      { on: () => deeds.value },
    );
    const current = computed(() => chosen.value || tables.value.value?.[0]?.name || '');
    const table = useAsking(
      async (signal): Promise<{ answer: Table; tag: string | undefined } | undefined> => {
        if (current.value === '') return undefined;
        const wished = Number(version.value);
        const { answer, version: tag } = await callWithVersion('GET /v1/code-tables/{table}', {
          params: { table: current.value },
          query: version.value !== '' && Number.isInteger(wished) && wished > 0 ? { version: wished } : {},
          signal,
        });
        return { answer, tag };
      },
      { on: () => [current.value, version.value, deeds.value] },
    );
    const mayImport = () =>
      has('catalogue-administrator') && forAdministration()
        ? undefined
        : say(
            '代码表由数据主管部门的目录管理员维护。',
            'Code tables are kept by the data administration’s catalogue administrators.',
          );

    const exporting = useAct(() =>
      download(
        `/v1/code-tables/${current.value}.csv`,
        `${current.value}.csv`,
        version.value === '' ? {} : { version: version.value },
      ),
    );

    async function put(
      name: string,
      file: File,
      options: { readonly tag?: string | undefined; readonly query?: object },
    ) {
      const answer = await send({
        method: 'PUT',
        path: `/v1/code-tables/${encodeURIComponent(name)}.csv`,
        query: options.query,
        body: file,
        headers: { 'content-type': 'text/csv', ...(options.tag === undefined ? {} : { 'if-match': options.tag }) },
      });
      return (await answer.json()) as CodeTable;
    }

    const importing = useAct(async (file: File) => {
      const before = tables.value.value?.find(({ name }) => name === current.value);
      if (before === undefined) return;
      const after = await put(current.value, file, { tag: `"${before.version}"` });
      version.value = '';
      deeds.value += 1;
      announce(
        after.version === before.version
          ? say('内容相同，没有新版本', 'The same content: no new version')
          : say(`已导入，现为第 ${after.version} 版`, `Imported; it is now version ${after.version}`),
      );
    });
    async function take(file: File) {
      const agreed = await confirm({
        title: say('导入代码表的新版本', 'Import the next version'),
        text: say(
          '文件内容将成为整张表：文件里没有的代码自新版本起停用。旧版本仍可查，也可重新导入。国家代码不能改动。',
          'The file becomes the whole table: codes that it does not have end with the new version. Earlier versions stay and can be imported again. National rows stay as they are.',
        ),
        deed: say('导入', 'Import'),
      });
      if (agreed) void importing.act(file);
    }
    const creating = useAct(async () => {
      const file = freshFile.value;
      if (file === undefined) return;
      const { name, title, titleEn, standard } = fresh;
      await put(name.trim(), file, {
        query: { title: title.trim(), titleEn: titleEn.trim(), standard: standard.trim() },
      });
      isNewOpen.value = false;
      [chosen.value, version.value] = [name.trim(), ''];
      deeds.value += 1;
      announce(say('新代码表已导入', 'The new code table is imported'));
    });
    const adding = useAct(async () => {
      await call('POST /v1/code-tables/{table}', {
        params: { table: current.value },
        body: {
          ...{ code: row.code.trim(), name: row.name.trim(), nameEn: row.nameEn.trim() || row.name.trim() },
          ...(row.parent === '' ? {} : { parent: row.parent }),
          ...(row.fits.trim() === '' ? {} : { fits: row.fits.split(/[\s、,，]+/).filter((each) => each !== '') }),
        },
      });
      isRowOpen.value = false;
      deeds.value += 1;
      announce(say('已增加代码', 'The code was added'));
    });

    const found = computed(() => {
      const key = words.value.trim().toLowerCase();
      const rows = table.value.value?.answer.items ?? [];
      return key === ''
        ? rows
        : rows.filter(({ code, name, nameEn }) =>
            [code, name, nameEn].some((text) => text.toLowerCase().includes(key)),
          );
    });
    const listed = computed(() => {
      const key = tableWords.value.trim().toLowerCase();
      return (tables.value.value ?? []).filter(({ name, title, titleEn, standard }) =>
        [name, title, titleEn, standard ?? ''].some((text) => text.toLowerCase().includes(key)),
      );
    });

    const field = (label: string, draw: (attributes: { id: string }) => unknown, id: string) => (
      <p class="dialog-field">
        <label for={id}>{label}</label>
        {draw({ id })}
      </p>
    );

    return () => (
      <>
        <PageHeading
          title={say('代码表', 'Code tables')}
          about={say(
            '目录要素的代码表随系统提供；信息项取值的代码表由数据主管部门导入。每次变化成为一个版本，旧版本可查。',
            'Tables of the directory’s elements come with the product; tables of values are imported. Each change is a version, and earlier ones stay.',
          )}
        >
          <ReasonedButton
            type="primary"
            because={mayImport()}
            onPress={() => {
              Object.assign(fresh, { name: '', title: '', titleEn: '', standard: '' });
              freshFile.value = undefined;
              creating.refusal.value = undefined;
              isNewOpen.value = true;
            }}
          >
            {say('导入新代码表', 'Import a new table')}
          </ReasonedButton>
        </PageHeading>
        <Asked of={tables}>
          {() => (
            <div class="tables-frame">
              <nav class="tables-list" aria-label={say('代码表', 'Code tables')}>
                <label for="table-words">{say('找代码表', 'Find a table')}</label>
                <ElInput
                  {...{ id: 'table-words', clearable: true }}
                  modelValue={tableWords.value}
                  onUpdate:modelValue={(text: string) => (tableWords.value = text)}
                />
                {(['directory', 'values'] as const).map((kind) => {
                  const ofKind = listed.value.filter((each) => each.kind === kind);
                  return (
                    <section key={kind}>
                      <h2>
                        {kind === 'directory' ? say('目录要素', 'Of the directory') : say('信息项取值', 'Of values')}
                      </h2>
                      {ofKind.length === 0 ? (
                        <p class="hint">
                          {tableWords.value === ''
                            ? say('还没有；由数据主管部门导入。', 'None yet; the data administration imports them.')
                            : say('没有符合的。', 'None fits.')}
                        </p>
                      ) : (
                        <ul>
                          {ofKind.map((each) => (
                            <li key={each.name}>
                              <button
                                type="button"
                                class="table-link"
                                aria-current={each.name === current.value ? 'true' : undefined}
                                onClick={() => {
                                  version.value = '';
                                  chosen.value = each.name;
                                  words.value = '';
                                }}
                              >
                                {titleOf(each)} <code>{each.name}</code>
                              </button>
                            </li>
                          ))}
                        </ul>
                      )}
                    </section>
                  );
                })}
              </nav>
              <section class="table-shown" aria-labelledby="table-title">
                <Asked of={table}>
                  {() => {
                    const held = table.value.value?.answer;
                    const about = held?.table;
                    if (held === undefined || about === undefined) return null;
                    const newest =
                      tables.value.value?.find(({ name }) => name === about.name)?.version ?? about.version;
                    const isOld = about.version < newest;
                    return (
                      <>
                        <h2 id="table-title">{titleOf(about)}</h2>
                        <p>
                          <code>{about.name}</code>{' '}
                          {about.standard !== undefined && <Tag type="info">{about.standard}</Tag>}{' '}
                          {say(
                            `第 ${about.version} 版，${number(held.items.length)} 个代码`,
                            `version ${about.version}, ${number(held.items.length)} codes`,
                          )}{' '}
                          {isOld && <Tag type="warning">{say('旧版本', 'an earlier version')}</Tag>}
                        </p>
                        <div class="table-tools">
                          <label>
                            {say('版本 ', 'Version ')}
                            <select
                              class="choice short"
                              value={String(about.version)}
                              onChange={(event: Event) => {
                                const { value } = event.target as HTMLSelectElement;
                                version.value = Number(value) === newest ? '' : value;
                              }}
                            >
                              {Array.from({ length: newest }, (_, index) => newest - index).map((each) => (
                                <option key={each} value={String(each)}>
                                  {each === newest ? say(`${each}（现行）`, `${each} (current)`) : String(each)}
                                </option>
                              ))}
                            </select>
                          </label>
                          <ElButton loading={exporting.busy.value} onClick={() => void exporting.act()}>
                            {say('导出 CSV', 'Export CSV')}
                          </ElButton>
                          {mayImport() === undefined ? (
                            <>
                              <FilePick
                                label={say('导入 CSV（下一版本）', 'Import CSV (next version)')}
                                accept=".csv,text/csv"
                                onPick={(file: File) => void take(file)}
                              />
                              {about.kind === 'directory' && (
                                <ElButton
                                  onClick={() => {
                                    Object.assign(row, { code: '', name: '', nameEn: '', parent: '', fits: '' });
                                    adding.refusal.value = undefined;
                                    isRowOpen.value = true;
                                  }}
                                >
                                  {say('增加本地代码', 'Add a code of the region')}
                                </ElButton>
                              )}
                            </>
                          ) : (
                            <ReasonedButton because={mayImport()}>{say('导入 CSV', 'Import CSV')}</ReasonedButton>
                          )}
                        </div>
                        {importing.busy.value && <p role="status">{say('正在导入…', 'Importing…')}</p>}
                        <RefusalNote refusal={exporting.refusal.value ?? importing.refusal.value} />
                        <label for="code-words">
                          {say('在表中查找代码或名称', 'Find a code or a name in the table')}
                        </label>
                        <ElInput
                          {...{ id: 'code-words', clearable: true, type: 'search' }}
                          modelValue={words.value}
                          onUpdate:modelValue={(text: string) => (words.value = text)}
                        />
                        <p class="hint" role="status">
                          {say(`${number(found.value.length)} 行`, `${number(found.value.length)} rows`)}
                        </p>
                        {found.value.length === 0 ? (
                          <EmptyNote
                            title={say('没有符合的代码', 'No code fits')}
                            next={say('换一个词，或看旧版本。', 'Try another word, or an earlier version.')}
                          />
                        ) : (
                          <CodeRowList rows={found.value} title={titleOf(about)} />
                        )}
                      </>
                    );
                  }}
                </Asked>
              </section>
            </div>
          )}
        </Asked>
        <Dialog
          isOpen={isNewOpen.value}
          title={say('导入新代码表', 'Import a new table')}
          width="min(36rem, 94vw)"
          onClose={() => (isNewOpen.value = false)}
          onSend={() => void creating.act()}
          v-slots={{
            default: () => (
              <>
                {field(
                  say('名称（小写字母、数字、连字符）', 'Name (lower-case letters, digits, hyphens)'),
                  (a) =>
                    textControl(a, fresh.name, (text) => (fresh.name = text), { longest: 32, placeholder: 'gender' }),
                  'fresh-name',
                )}
                {field(
                  say('标题', 'Title'),
                  (a) => textControl(a, fresh.title, (text) => (fresh.title = text), { longest: 120 }),
                  'fresh-title',
                )}
                {field(
                  say('英文标题', 'English title'),
                  (a) => textControl(a, fresh.titleEn, (text) => (fresh.titleEn = text), { longest: 200 }),
                  'fresh-title-en',
                )}
                {field(
                  say('标准号', 'Number of the standard'),
                  (a) =>
                    textControl(a, fresh.standard, (text) => (fresh.standard = text), {
                      longest: 120,
                      placeholder: 'GB/T 2261.1',
                    }),
                  'fresh-standard',
                )}
                <p class="dialog-field">
                  <FilePick
                    label={say('选 CSV 文件', 'Choose a CSV file')}
                    accept=".csv,text/csv"
                    onPick={(file: File) => (freshFile.value = file)}
                  />{' '}
                  {freshFile.value?.name}
                  <span class="hint block">
                    {say(
                      '首行含“代码”“名称”，可有“英文名称”“上级代码”；UTF-8 或 GB 18030。',
                      'Its first line has 代码 and 名称, and may have 英文名称 and 上级代码; UTF-8 or GB 18030.',
                    )}
                  </span>
                </p>
                <RefusalNote refusal={creating.refusal.value} />
              </>
            ),
            deeds: () => (
              <ReasonedButton
                type="primary"
                loading={creating.busy.value}
                because={
                  !/^[a-z][a-z0-9-]{1,31}$/.test(fresh.name.trim())
                    ? say(
                        '名称以小写字母开头，2 至 32 位。',
                        'The name begins with a lower-case letter and has 2 to 32.',
                      )
                    : fresh.title.trim() === ''
                      ? say('请写标题。', 'Give it a title.')
                      : freshFile.value === undefined
                        ? say('请选 CSV 文件。', 'Choose a CSV file.')
                        : tables.value.value?.some(({ name }) => name === fresh.name.trim()) === true
                          ? say(
                              '已有同名代码表；请在该表中导入下一版本。',
                              'There is a table of that name: import its next version there.',
                            )
                          : undefined
                }
                submits
              >
                {say('导入', 'Import')}
              </ReasonedButton>
            ),
          }}
        />
        <Dialog
          isOpen={isRowOpen.value}
          title={say('增加本地代码', 'Add a code of the region')}
          width="min(32rem, 94vw)"
          onClose={() => (isRowOpen.value = false)}
          onSend={() => void adding.act()}
          v-slots={{
            default: () => (
              <>
                {field(
                  say('代码', 'Code'),
                  (a) => textControl(a, row.code, (text) => (row.code = text), { longest: 60 }),
                  'row-code',
                )}
                {field(
                  say('名称', 'Name'),
                  (a) => textControl(a, row.name, (text) => (row.name = text), { longest: 120 }),
                  'row-name',
                )}
                {field(
                  say('英文名称', 'English name'),
                  (a) => textControl(a, row.nameEn, (text) => (row.nameEn = text), { longest: 200 }),
                  'row-name-en',
                )}
                {current.value === 'class-section' &&
                  field(
                    say('所属类', 'Category it belongs to'),
                    (a) =>
                      choiceControl(a, row.parent, (value) => (row.parent = value), [
                        { value: '1', label: say('1 基础信息资源', '1 Base information') },
                        { value: '2', label: say('2 主题信息资源', '2 Themes') },
                      ]),
                    'row-parent',
                  )}
                {current.value === 'sharing-mode' &&
                  field(
                    say('可承载的格式代码（以顿号分隔）', 'Formats it carries (codes, commas between)'),
                    (a) =>
                      textControl(a, row.fits, (text) => (row.fits = text), { longest: 100, placeholder: '1、2、6' }),
                    'row-fits',
                  )}
                <RefusalNote refusal={adding.refusal.value} />
              </>
            ),
            deeds: () => (
              <ReasonedButton
                type="primary"
                loading={adding.busy.value}
                because={
                  row.code.trim() === '' || row.name.trim() === ''
                    ? say('请写代码和名称。', 'Give a code and a name.')
                    : undefined
                }
                submits
              >
                {say('增加', 'Add')}
              </ReasonedButton>
            ),
          }}
        />
      </>
    );
  },
});
