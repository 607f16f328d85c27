import { ElButton, ElForm } from 'element-plus';
import { defineComponent } from 'vue';
import type { JSX } from 'vue/jsx-runtime';
import { RouterLink } from 'vue-router';
import { say } from '../language/language.ts';
import { Asked, EmptyNote } from '../parts/index.ts';
import { ClockNote } from './clock-note.tsx';
import { type Column, dataTable, moreOf } from './data-table.tsx';
import type { Paged } from './paged.ts';
import { resourceName } from './reference.ts';
import { StatusTag } from './status-tag.tsx';
import type { Clock, Noun } from './words.ts';

/** The filters above a list; what is chosen counts at once. */
export const FilterBar = defineComponent({
  setup(_, { slots }) {
    return () => (
      <ElForm class="filters" labelPosition="top" {...{ onSubmit: (event: Event) => event.preventDefault() }}>
        {slots.default?.()}
      </ElForm>
    );
  },
});

/** Says that a list is of one resource alone, as the address has it, and lifts that. */
export const OnlyResource = defineComponent({
  props: { modelValue: { type: String, default: '' } },
  emits: { 'update:modelValue': (_: string) => true },
  setup(props, { emit }) {
    return () => {
      if (props.modelValue === '') return null;
      const name = resourceName(props.modelValue);
      return (
        <ElButton onClick={() => emit('update:modelValue', '')}>
          {say(`只看“${name}”：取消`, `Only “${name}”: show all`)}
        </ElButton>
      );
    };
  },
});

/** A list that comes in pages, as a table with the way to more; empty, it says what to do next. */
export function pagedList<T>(given: {
  readonly paged: Paged<T>;
  readonly caption: string;
  readonly rowKey: (row: T) => string;
  readonly columns: readonly Column<T>[];
  readonly empty: {
    readonly title: string;
    readonly next: string;
    readonly link?: { readonly to: string; readonly words: string };
  };
}): JSX.Element {
  const { paged, caption, rowKey, columns, empty } = given;
  return (
    <Asked of={paged.asking}>
      {() =>
        paged.items.value.length === 0 ? (
          <EmptyNote title={empty.title} next={empty.next}>
            {empty.link !== undefined && <RouterLink to={empty.link.to}>{empty.link.words}</RouterLink>}
          </EmptyNote>
        ) : (
          <>
            {dataTable({ caption, quiet: true, rows: paged.items.value, rowKey, columns })}
            {moreOf(paged)}
          </>
        )
      }
    </Asked>
  );
}

/** The column that says where something stands. */
export function statusColumn<T>(noun: Noun, statusOf: (row: T) => string): Column<T> {
  return {
    key: 'status',
    title: say('状态', 'State'),
    cell: (row) => <StatusTag noun={noun} status={statusOf(row)} />,
  };
}

/** The column that says until when somebody has to act. */
export function clockColumn<T extends { readonly clock?: Clock | undefined }>(): Column<T> {
  return {
    key: 'clock',
    title: say('时限', 'Clock'),
    cell: ({ clock }) => (clock === undefined ? '—' : <ClockNote clock={clock} short />),
  };
}
