import { ElAutoResizer, ElTableV2 } from 'element-plus';
import { computed, defineComponent, type PropType, ref } from 'vue';
import { RouterLink } from 'vue-router';
import type { Answer } from '../api/index.ts';
import { day } from '../language/format.ts';
import { say } from '../language/language.ts';
import { Marked } from './marked.tsx';
import { bothNames, organisationName, word } from './reference.ts';
import { Tag } from './tag.tsx';
import { statusTone, statusWord } from './words.ts';

type Line = Answer<'GET /v1/resources'>['items'][number];

/** Under this width a line is one cell that says everything. */
const narrowPx = 720;
const rowPx = 84;
const narrowRowPx = 124;
const narrowFoundPx = 166;
const headerPx = 40;

/** Where a word was found, in words, unless the name or the code shows it already. */
function foundIn(line: Line) {
  const seen = new Set(['name', 'code', 'id']);
  return (line.matches ?? []).filter((match) => !seen.has(match.in)).slice(0, 2);
}

function placeName(place: NonNullable<Line['matches']>[number]['in']): string {
  switch (place) {
    case 'item':
      return say('信息项', 'item');
    case 'provider':
      return say('提供方', 'provider');
    case 'class':
      return say('分类', 'class');
    case 'abstract':
      return say('摘要', 'abstract');
    default:
      return '';
  }
}

const wordsOf = (line: Line) => (line.matches ?? []).map((match) => match.word);

const SharingTag = (line: Line) => (
  <Tag type={line.sharingType === '1' ? 'success' : line.sharingType === '2' ? 'warning' : 'danger'}>
    {word('sharing-type', line.sharingType)}
  </Tag>
);

const StatusTag = (line: Line) => <Tag type={statusTone(line.status)}>{statusWord(line.status)}</Tag>;

function nameCell(line: Line) {
  const [name, other] = bothNames(line);
  const words = wordsOf(line);
  return (
    <div class="result-name">
      <RouterLink to={{ name: 'directory-record', params: { id: line.id } }}>
        <Marked text={name} words={words} />
      </RouterLink>
      <div class="result-more">
        <code>
          <Marked text={line.code} words={words} />
        </code>{' '}
        {other}
      </div>
      {foundIn(line).map((match) => (
        <div class="result-match" key={match.in + match.word}>
          {placeName(match.in)}
          {say('：', ': ')}
          <Marked text={match.text} words={words} />
        </div>
      ))}
    </div>
  );
}

/** What was found, however much: only the lines in sight are drawn, and more are asked for on the way down. */
export const ResultList = defineComponent({
  props: {
    lines: { type: Array as PropType<readonly Line[]>, required: true },
    total: { type: Number, required: true },
    reading: { type: Boolean, required: true },
  },
  emits: { more: () => true },
  setup(props, { emit }) {
    const isNarrow = ref(false);
    const columns = computed(() => {
      if (isNarrow.value) {
        return [
          {
            key: 'all',
            title: say('资源', 'Resource'),
            width: 320,
            flexGrow: 1,
            cellRenderer: ({ rowData: line }: { rowData: Line }) => (
              <div class="result-card">
                {nameCell(line)}
                <div class="result-more">
                  {organisationName(line.provider)}
                  {' · '}
                  {line.class.section}
                </div>
                <div class="result-tags">
                  {StatusTag(line)} {SharingTag(line)}
                </div>
              </div>
            ),
          },
        ];
      }
      const column = (key: string, title: string, width: number, draw: (line: Line) => unknown) => ({
        ...{ key, title, width },
        cellRenderer: ({ rowData }: { rowData: Line }) => <div class="result-cell">{draw(rowData)}</div>,
      });
      return [
        { ...column('name', say('资源', 'Resource'), 300, nameCell), flexGrow: 1 },
        column('provider', say('提供方', 'Provider'), 160, (line) => organisationName(line.provider)),
        column('class', say('分类', 'Class'), 120, (line) => (
          <>
            {word('class-category', line.class.category)}
            <br />
            {line.class.section}
          </>
        )),
        column('sharing', say('共享', 'Sharing'), 130, SharingTag),
        column('status', say('状态', 'Status'), 150, (line) => (
          <>
            {StatusTag(line)}
            <br />
            <small class="hint">{day(line.updatedAt)}</small>
          </>
        )),
      ];
    });
    /** Where words were found, a line says where. */
    const lineHeight = computed(() => {
      if (!isNarrow.value) return rowPx;
      return props.lines.some((line) => foundIn(line).length > 0) ? narrowFoundPx : narrowRowPx;
    });
    return () => (
      <div
        class="result-list"
        style={{
          height: `min(70vh, ${headerPx + 20 + props.lines.length * lineHeight.value}px)`,
        }}
      >
        <ElAutoResizer
          onResize={({ width }: { width: number }) => {
            isNarrow.value = width < narrowPx;
          }}
        >
          {{
            default: ({ width, height }: { width: number; height: number }) => (
              <ElTableV2
                columns={columns.value}
                data={[...props.lines]}
                rowKey="id"
                width={width}
                height={height}
                rowHeight={lineHeight.value}
                headerHeight={isNarrow.value ? 0 : headerPx}
                fixed={false}
                onEndReached={() => emit('more')}
              />
            ),
          }}
        </ElAutoResizer>
        {props.reading && (
          <p class="result-reading" role="status">
            {say('正在读取更多…', 'Reading more…')}
          </p>
        )}
      </div>
    );
  },
});
