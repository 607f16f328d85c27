import { ElButton } from 'element-plus';
import type { JSX } from 'vue/jsx-runtime';
import { say } from '../language/language.ts';
import { RefusalNote } from '../parts/index.ts';
import type { Paged } from './paged.ts';

/** A column of a table. */
export interface Column<T> {
  readonly key: string;
  readonly title: string;
  readonly cell: (row: T) => JSX.Element | string | number | null | undefined | readonly (JSX.Element | string)[];
  readonly numeric?: boolean | undefined;
  /** Names the row. */
  readonly heads?: boolean | undefined;
}

/** A table; on a narrow window each row becomes a card, so that nothing of it has to be looked for at the side. */
export function dataTable<T>(given: {
  readonly caption: string;
  readonly columns: readonly Column<T>[];
  readonly rows: readonly T[];
  readonly rowKey: (row: T) => string;
  /** The caption is said by a heading beside it, too. */
  readonly quiet?: boolean | undefined;
}): JSX.Element {
  const { caption, columns, rows, rowKey, quiet } = given;
  return (
    <section class="table-box" tabindex={0} aria-label={caption}>
      <table class="lines stacks">
        <caption class={{ 'visually-hidden': quiet === true }}>{caption}</caption>
        <thead>
          <tr>
            {columns.map(({ key, title, numeric }) => (
              <th key={key} scope="col" class={{ numeric }}>
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={rowKey(row)}>
              {columns.map(({ key, title, cell, numeric, heads }) =>
                heads === true ? (
                  <th key={key} scope="row">
                    {cell(row)}
                  </th>
                ) : (
                  <td key={key} class={{ numeric }} data-title={title}>
                    {cell(row)}
                  </td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** Below a list that comes in pages: how much of it is shown, and the way to more. */
export function moreOf<T>(paged: Paged<T>): JSX.Element {
  return (
    <>
      <p class="list-foot">
        <span>
          {say(`已显示 ${paged.items.value.length} 条`, `${paged.items.value.length} shown`)}
          {paged.hasMore.value ? '' : say('，已是全部', ', which is all')}
        </span>
        {paged.hasMore.value && (
          <ElButton loading={paged.moreBusy.value} onClick={() => void paged.more()}>
            {say('显示更多', 'Show more')}
          </ElButton>
        )}
      </p>
      <RefusalNote refusal={paged.moreRefusal.value} />
    </>
  );
}
