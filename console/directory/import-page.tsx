import './directory.css';
import { ElButton, ElInput, ElProgress } from 'element-plus';
import { computed, defineComponent, ref, shallowRef } from 'vue';
import { RouterLink } from 'vue-router';
import { type Answer, ownRefusal, type ProblemSaid, RefusalError, refusalInProblem, send } from '../api/index.ts';
import { number, several, size } from '../language/format.ts';
import { say, sayBoth } from '../language/language.ts';
import {
  confirm,
  EmptyNote,
  FilePick,
  PageHeading,
  ReasonedButton,
  RefusalNote,
  useAct,
  useKept,
} from '../parts/index.ts';
import { announce } from '../shell/announce.ts';
import { download, keepFile } from './downloads.ts';
import { placeWord } from './words.ts';
import { columnLetters, keyOfCell, readCells } from './workbook-cells.ts';

type Outcome = Answer<'POST /v1/catalog.xlsx'>;

const workbookType = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
const largestFile = 50 * 1024 * 1024;

interface Progress {
  readonly step: string;
  readonly done: number;
  readonly total: number;
}

/** A line of the answer: how far it is, or, as the last one, what came of it. */
interface AnswerLine {
  readonly progress?: Progress;
  readonly result?: Outcome;
  /** Of a dry run, the workbook with its column of findings, in base 64. */
  readonly workbook?: string;
  readonly problem?: ProblemSaid;
}

async function* linesOf(answer: Response): AsyncGenerator<AnswerLine> {
  const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  for (let read = await reader?.read(); read !== undefined && !read.done; read = await reader?.read()) {
    const lines = (rest + read.value).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) if (line !== '') yield JSON.parse(line) as AnswerLine;
  }
  if (rest.trim() !== '') yield JSON.parse(rest) as AnswerLine;
}

/** Sends a workbook and follows what comes of it. @throws RefusalError */
async function importWorkbook(file: File, dryRun: boolean, tell: (progress: Progress) => void) {
  const answer = await send({
    method: 'POST',
    path: '/v1/catalog.xlsx',
    query: { dryRun },
    body: file,
    headers: { 'content-type': workbookType, accept: 'application/x-ndjson' },
  });
  for await (const { progress, result, workbook, problem } of linesOf(answer)) {
    if (progress !== undefined) tell(progress);
    if (result !== undefined) return { result, workbook };
    if (problem !== undefined) throw new RefusalError(refusalInProblem(problem, { status: 0, title: '' }));
  }
  throw new RefusalError(
    ownRefusal('ANSWER_CUT_OFF', {
      title: { zh: '应答中断', en: 'The answer was cut off' },
      detail: { zh: '没有收到导入的结果。', en: 'What came of the import was not received.' },
      reason: { zh: '连接中断。', en: 'The connection broke.' },
      remedy: {
        zh: '重新检查一次：已导入的会显示为“不变”。',
        en: 'Check once more: what was imported shows as unchanged.',
      },
    }),
  );
}

function wrongFileWord(fault: 'name' | 'size'): string {
  return fault === 'name'
    ? say('请选 .xlsx 文件；.xls、.et 请先另存为 .xlsx。', 'Choose an .xlsx file; save .xls and .et as .xlsx first.')
    : say(`文件大于 ${size(largestFile)}，请分开导入。`, `It is larger than ${size(largestFile)}; import it in parts.`);
}

function bytesOf(base64: string): Blob {
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  for (let index = 0; index < text.length; index += 1) bytes[index] = text.charCodeAt(index);
  return new Blob([bytes], { type: workbookType });
}

/** A workbook of the directory is checked first, with each finding at its cell, and then imported as a whole or not at all. */
export const ImportPage = defineComponent({
  setup() {
    const file = shallowRef<File>();
    const isOver = ref(false);
    const progress = ref<Progress>();
    const checked = shallowRef<{ readonly result: Outcome; readonly workbook: string | undefined }>();
    const contents = shallowRef<ReadonlyMap<string, string>>(new Map());
    const imported = shallowRef<Outcome>();
    const wrongFile = ref<'name' | 'size'>();
    const severity = useKept('severity');
    const words = ref('');

    const checking = useAct(async () => {
      const chosen = file.value;
      if (chosen === undefined) return;
      [checked.value, imported.value, progress.value] = [undefined, undefined, undefined];
      contents.value = new Map();
      const outcome = await importWorkbook(chosen, true, (now) => (progress.value = now));
      checked.value = outcome;
      announce(summary(outcome.result));
      const cells = outcome.result.findings.flatMap(({ cell }) => cell ?? []);
      // What the cells hold is a help; without it the findings stand alone.
      contents.value = await readCells(chosen, cells).catch(() => new Map<string, string>());
    });
    const importing = useAct(async () => {
      const chosen = file.value;
      if (chosen === undefined) return;
      progress.value = undefined;
      const { result } = await importWorkbook(chosen, false, (now) => (progress.value = now));
      imported.value = result;
      checked.value = undefined;
      announce(say('导入完成', 'The import is done'));
    });
    const exporting = useAct(() => download('/v1/catalog.xlsx', 'catalog.xlsx'));

    function take(chosen: File) {
      wrongFile.value = undefined;
      if (!/\.xlsx$/i.test(chosen.name)) {
        wrongFile.value = 'name';
        return;
      }
      if (chosen.size > largestFile) {
        wrongFile.value = 'size';
        return;
      }
      file.value = chosen;
      void checking.act();
    }

    async function importNow() {
      const result = checked.value?.result;
      if (result === undefined) return;
      const agreed = await confirm({
        title: say('导入这份工作簿', 'Import this workbook'),
        text: say(
          `新登记 ${result.created} 个草稿，修改 ${result.updated} 个，起草修订 ${result.revised} 个，${result.unchanged} 个不变。整本一次导入；之后可逐个修改。`,
          `${result.created} new drafts, ${result.updated} changed, ${result.revised} revisions written, ${result.unchanged} unchanged. It goes in as a whole; each can be changed afterwards.`,
        ),
        deed: say('导入', 'Import'),
      });
      if (agreed) void importing.act();
    }

    const visible = computed(() => {
      const key = words.value.trim().toLowerCase();
      return (checked.value?.result.findings ?? []).filter((finding) => {
        if (severity.value !== '' && finding.severity !== severity.value) return false;
        if (key === '') return true;
        const content = finding.cell === undefined ? '' : (contents.value.get(keyOfCell(finding.cell)) ?? '');
        return [finding.cell?.sheet ?? '', content, sayBoth(finding.detail), sayBoth(finding.title), finding.code].some(
          (text) => text.toLowerCase().includes(key),
        );
      });
    });

    const findingsTable = (result: Outcome) => (
      <section aria-labelledby="findings-title">
        <h2 id="findings-title">
          {say(
            `发现：错误 ${number(result.errors)}，提醒 ${number(result.warnings)}`,
            `Findings: ${number(result.errors)} errors, ${number(result.warnings)} warnings`,
          )}
        </h2>
        <div class="finding-tools">
          <label>
            {say('只看：', 'Show: ')}
            <select
              class="choice as-wide-as-text"
              value={severity.value}
              onChange={(event: Event) => (severity.value = (event.target as HTMLSelectElement).value)}
            >
              <option value="">{say('全部', 'all')}</option>
              <option value="error">{say('错误', 'errors')}</option>
              <option value="warning">{say('提醒', 'warnings')}</option>
            </select>
          </label>
          <label for="finding-words">{say('查找：', 'Find: ')}</label>
          <ElInput
            {...{ id: 'finding-words', clearable: true }}
            class="finding-words"
            modelValue={words.value}
            onUpdate:modelValue={(text: string) => (words.value = text)}
          />
          {checked.value?.workbook !== undefined && (
            <ElButton onClick={() => keepFile('findings.xlsx', bytesOf(checked.value?.workbook ?? ''))}>
              {say('下载标注了发现的工作簿', 'Download the workbook with its findings')}
            </ElButton>
          )}
        </div>
        {visible.value.length === 0 ? (
          <EmptyNote
            title={say('没有符合条件的发现', 'No finding fits')}
            next={say('换一个条件。', 'Take another condition.')}
          />
        ) : (
          <section class="table-scroll tall" tabindex={0} aria-label={say('发现表', 'Table of findings')}>
            <table class="plain-table stacks">
              <caption class="visually-hidden">{say('工作簿中的发现', 'Findings in the workbook')}</caption>
              <thead>
                <tr>
                  <th scope="col">{say('级别', 'Kind')}</th>
                  <th scope="col">{say('工作表', 'Sheet')}</th>
                  <th scope="col">{say('单元格', 'Cell')}</th>
                  <th scope="col">{say('内容', 'Content')}</th>
                  <th scope="col">{say('问题', 'What is wrong')}</th>
                  <th scope="col">{say('办法', 'Remedy')}</th>
                </tr>
              </thead>
              <tbody>
                {visible.value.map((finding, index) => (
                  <tr key={index} class={finding.severity}>
                    <td data-title={say('级别', 'Kind')}>
                      <span class={['severity', finding.severity]}>
                        {finding.severity === 'error' ? say('✕ 错误', '✕ error') : say('⚠ 提醒', '⚠ warning')}
                      </span>
                    </td>
                    <td data-title={say('工作表', 'Sheet')}>{finding.cell?.sheet ?? '—'}</td>
                    <td data-title={say('单元格', 'Cell')}>
                      {finding.cell === undefined ? (
                        '—'
                      ) : (
                        <>
                          <code>{`${columnLetters(finding.cell.column)}${finding.cell.row}`}</code>
                          <small class="hint block">
                            {say(
                              `第 ${finding.cell.row} 行第 ${finding.cell.column} 列`,
                              `row ${finding.cell.row}, column ${finding.cell.column}`,
                            )}
                          </small>
                        </>
                      )}
                    </td>
                    <td class="long-text" data-title={say('内容', 'Content')}>
                      {(finding.cell === undefined ? undefined : contents.value.get(keyOfCell(finding.cell))) ?? (
                        <span class="hint">{say('（空）', '(empty)')}</span>
                      )}
                    </td>
                    <th scope="row">
                      {placeWord(finding.pointer)}
                      {say('：', ': ')}
                      {sayBoth(finding.detail)}
                      <small class="hint block">
                        {sayBoth(finding.title)} <code>{finding.code}</code>
                      </small>
                    </th>
                    <td data-title={say('办法', 'Remedy')}>{sayBoth(finding.remedy)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </section>
        )}
        {result.findings.length < result.errors + result.warnings && (
          <p class="hint">
            {say(
              `页面列出前 ${number(result.findings.length)} 处；下载的工作簿标注了全部。`,
              `The first ${number(result.findings.length)} are listed; the workbook to download has them all.`,
            )}
          </p>
        )}
      </section>
    );

    return () => {
      const result = checked.value?.result;
      const isBusy = checking.busy.value || importing.busy.value;
      const share =
        progress.value === undefined || progress.value.total === 0
          ? 0
          : Math.round((100 * progress.value.done) / progress.value.total);
      return (
        <>
          <PageHeading
            title={say('导入工作簿', 'Import a workbook')}
            about={say(
              '按编制指南（2017-1272）的模板或本平台导出的工作簿；先检查，每处问题标到单元格，没有错误才能导入。',
              'The template of the guide (2017-1272), or what this exchange exports. It is checked first, each finding at its cell; without errors it can be imported.',
            )}
          >
            <ElButton loading={exporting.busy.value} onClick={() => void exporting.act()}>
              {say('导出现有目录作为模板', 'Export the directory as a template')}
            </ElButton>
          </PageHeading>
          <RefusalNote refusal={exporting.refusal.value} />
          {/* biome-ignore lint/a11y/noStaticElementInteractions: dropping a file is a second way beside the field within */}
          <div
            class={['drop', { over: isOver.value }]}
            onDragover={(event: DragEvent) => {
              event.preventDefault();
              isOver.value = true;
            }}
            onDragleave={() => (isOver.value = false)}
            onDrop={(event: DragEvent) => {
              event.preventDefault();
              isOver.value = false;
              const [dropped] = event.dataTransfer?.files ?? [];
              if (dropped !== undefined) take(dropped);
            }}
          >
            <p class="drop-ways">
              {say('把 .xlsx 文件拖到这里，或', 'Drop an .xlsx file here, or ')}{' '}
              <FilePick label={say('选文件', 'choose one')} accept={`.xlsx,${workbookType}`} onPick={take} />
            </p>
            {wrongFile.value !== undefined && (
              <p class="field-error" role="alert">
                ✕ {wrongFileWord(wrongFile.value)}
              </p>
            )}
            {file.value !== undefined && (
              <p>
                <strong>{file.value.name}</strong> <span class="hint">{size(file.value.size)}</span>{' '}
                <ReasonedButton
                  because={isBusy ? say('正在处理…', 'Under way…') : undefined}
                  onPress={() => void checking.act()}
                >
                  {say('重新检查', 'Check again')}
                </ReasonedButton>
              </p>
            )}
          </div>
          {isBusy && (
            <div class="import-progress" role="status">
              <p>
                {stepWord(progress.value?.step)}{' '}
                {progress.value !== undefined && `${number(progress.value.done)} / ${number(progress.value.total)}`}
              </p>
              <ElProgress
                percentage={progress.value === undefined ? 100 : share}
                indeterminate={progress.value === undefined}
                {...{ 'aria-label': say('进度', 'Progress') }}
              />
            </div>
          )}
          <RefusalNote refusal={checking.refusal.value ?? importing.refusal.value} />
          {result !== undefined && (
            <>
              <section class="import-summary card" aria-labelledby="summary-title">
                <h2 id="summary-title">{summary(result)}</h2>
                {result.errors > 0 ? (
                  <p>
                    {say(
                      '有错误时整本不导入；改正后重新检查，会列出将新登记、修改和修订多少。',
                      'With errors nothing of it goes in; once they are put right, checking again tells what would be new, changed and revised.',
                    )}
                  </p>
                ) : (
                  <dl class="counts">
                    {(
                      [
                        [say('资源', 'Resources'), result.records],
                        [say('将新登记', 'Would be new'), result.created],
                        [say('将修改', 'Would be changed'), result.updated],
                        [say('将起草修订', 'Would be revised'), result.revised],
                        [say('不变', 'Unchanged'), result.unchanged],
                      ] as const
                    ).map(([label, count]) => (
                      <div key={label}>
                        <dt>{label}</dt>
                        <dd>{number(count)}</dd>
                      </div>
                    ))}
                  </dl>
                )}

                <p class="hint">
                  {result.sheets
                    .map(({ name, headerRow, records }) =>
                      say(
                        `工作表“${name}”：表头在第 ${headerRow} 行，${records} 个资源`,
                        `Sheet “${name}”: headings in row ${headerRow}, ${records} resources`,
                      ),
                    )
                    .join(say('；', '; '))}
                </p>
                <ReasonedButton
                  type="primary"
                  loading={importing.busy.value}
                  because={
                    result.errors > 0
                      ? say(
                          `有 ${result.errors} 处错误；改正后重新检查。`,
                          `${several(result.errors, 'error')}: put right and check again.`,
                        )
                      : result.created + result.updated + result.revised === 0
                        ? say('没有要导入的改动。', 'There is nothing to import.')
                        : undefined
                  }
                  onPress={() => void importNow()}
                >
                  {say('导入', 'Import')}
                </ReasonedButton>
              </section>
              {result.errors + result.warnings > 0 && findingsTable(result)}
            </>
          )}
          {imported.value !== undefined && (
            <section class="import-summary card" aria-labelledby="done-title">
              <h2 id="done-title">
                <span aria-hidden="true">✓</span> {say('导入完成', 'Imported')}
              </h2>
              <p>
                {say(
                  `新登记 ${number(imported.value.created)}，修改 ${number(imported.value.updated)}，修订 ${number(imported.value.revised)}，不变 ${number(imported.value.unchanged)}。导入号 ${imported.value.id ?? ''}，记在每条变更的理由里。`,
                  `${number(imported.value.created)} new, ${number(imported.value.updated)} changed, ${number(imported.value.revised)} revised, ${number(imported.value.unchanged)} unchanged. Import ${imported.value.id ?? ''} stands as the reason of each change.`,
                )}
              </p>
              <RouterLink to={{ name: 'directory', query: { status: 'draft' } }}>
                {say('看草稿，逐个提交审核', 'See the drafts and submit them')}
              </RouterLink>
            </section>
          )}
          {result === undefined && imported.value === undefined && !isBusy && (
            <EmptyNote
              title={say('还没有选文件', 'No file is chosen yet')}
              next={say(
                '没有现成的工作簿时，先导出现有目录：列名、下拉值都与它相同即可。检查不会保存任何内容。',
                'Without one at hand, export the directory first and keep its columns. Checking stores nothing.',
              )}
            />
          )}
        </>
      );
    };
  },
});

function summary({ records, errors, warnings }: Outcome): string {
  if (errors > 0)
    return say(
      `${number(records)} 个资源，${number(errors)} 处错误，不能导入`,
      `${number(records)} resources, ${number(errors)} errors: it cannot be imported`,
    );
  return warnings > 0
    ? say(
        `${number(records)} 个资源，没有错误，${number(warnings)} 处提醒`,
        `${number(records)} resources, no errors, ${number(warnings)} warnings`,
      )
    : say(`${number(records)} 个资源，没有问题`, `${number(records)} resources, nothing amiss`);
}

function stepWord(step: string | undefined): string {
  switch (step) {
    case undefined:
      return say('正在上传', 'Uploading');
    case 'read':
      return say('已读取', 'Read');
    case 'check':
      return say('正在检查', 'Checking');
    case 'write':
      return say('正在写入', 'Writing');
    default:
      return say('正在处理', 'Working');
  }
}
