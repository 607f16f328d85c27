import { ElAutoResizer, ElTableV2 } from 'element-plus';
import { computed, defineComponent, type PropType, ref } from 'vue';
import { say } from '../language/language.ts';
import type { CodeRow } from './reference.ts';
import { Tag } from './tag.tsx';

const rowPx = 40;
const narrowPx = 520;

/** The rows of a code table, twenty thousand at most: only those in sight are drawn. */
export const CodeRowList = defineComponent({
  props: {
    rows: { type: Array as PropType<readonly CodeRow[]>, required: true },
    title: { type: String, required: true },
  },
  setup(props) {
    const isNarrow = ref(false);
    const columns = computed(() => {
      const column = (key: string, title: string, width: number, draw: (row: CodeRow) => unknown) => ({
        ...{ key, title, width },
        cellRenderer: ({ rowData }: { rowData: CodeRow }) => <div class="code-cell">{draw(rowData)}</div>,
      });
      const all = [
        column('code', say('代码', 'Code'), 130, (row) => <code>{row.code}</code>),
        { ...column('name', say('名称', 'Name'), 180, (row) => row.name), flexGrow: 1 },
        { ...column('nameEn', say('英文名称', 'English name'), 180, (row) => row.nameEn), flexGrow: 1 },
        column('parent', say('上级', 'Above'), 90, (row) => row.parent ?? '—'),
        column('extension', say('来源', 'From'), 110, (row) =>
          row.extension ? <Tag type="warning">{say('本地', 'region')}</Tag> : say('标准', 'standard'),
        ),
      ];
      return isNarrow.value ? all.slice(0, 2) : all;
    });
    return () => (
      <section
        aria-label={props.title}
        class="code-rows"
        style={{ height: `min(60vh, ${rowPx * (props.rows.length + 1) + 12}px)` }}
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
                data={[...props.rows]}
                rowKey="code"
                width={width}
                height={height}
                rowHeight={rowPx}
                headerHeight={rowPx}
                fixed={false}
              />
            ),
          }}
        </ElAutoResizer>
      </section>
    );
  },
});
