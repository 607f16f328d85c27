import { ElDatePicker, ElInput } from 'element-plus';
import { dayPattern } from '../../language/format.ts';
import { say } from '../../language/language.ts';
import type { CodeRow } from '../reference.ts';
import { nameOf } from '../reference.ts';

type Attributes = Readonly<Record<string, unknown>>;

/** A line, or several, of text. */
export function textControl(
  attributes: Attributes,
  text: string,
  take: (text: string) => void,
  more: {
    readonly longest: number;
    readonly lines?: number;
    readonly placeholder?: string;
    readonly list?: string;
    readonly isFixed?: boolean;
  },
) {
  return (
    <ElInput
      {...{
        ...attributes,
        type: more.lines === undefined ? 'text' : 'textarea',
        maxlength: more.longest,
        list: more.list,
        readonly: more.isFixed,
      }}
      rows={more.lines ?? 1}
      placeholder={more.placeholder ?? ''}
      modelValue={text}
      onUpdate:modelValue={take}
    />
  );
}

/** A choice of one, as the browser has it: it works with keys, voices and small screens as people know it. */
export function choiceControl(
  attributes: Attributes,
  chosen: string,
  take: (value: string) => void,
  options: readonly { readonly value: string; readonly label: string }[],
) {
  const isKnown = chosen === '' || options.some(({ value }) => value === chosen);
  return (
    <select
      {...attributes}
      class="choice"
      value={chosen}
      onChange={(event: Event) => take((event.target as HTMLSelectElement).value)}
    >
      <option value="">{say('请选择', 'Please choose')}</option>
      {!isKnown && <option value={chosen}>{chosen}</option>}
      {options.map(({ value, label }) => (
        <option key={value} value={value}>
          {label}
        </option>
      ))}
    </select>
  );
}

/** A day, shown and typed as the pages write days; nothing is the empty text. */
export function dateControl(attributes: Attributes, day: string, take: (day: string) => void) {
  return (
    <ElDatePicker
      {...attributes}
      type="date"
      format={dayPattern()}
      valueFormat="YYYY-MM-DD"
      modelValue={day}
      onUpdate:modelValue={(chosen: string | null) => take(chosen ?? '')}
    />
  );
}

export function optionsOf(rows: readonly CodeRow[]): readonly { readonly value: string; readonly label: string }[] {
  return rows.map((row) => ({
    value: row.code,
    label: /^[\w.]{1,3}$/.test(row.code) ? `${row.code} ${nameOf(row)}` : nameOf(row),
  }));
}

/** One of few, each with what it means. */
export function radioControl(
  name: string,
  chosen: string,
  take: (value: string) => void,
  options: readonly {
    readonly value: string;
    readonly label: string;
    readonly hint: string;
    readonly because?: string | undefined;
  }[],
) {
  return (
    <div class="radios">
      {options.map(({ value, label, hint, because }) => (
        <label key={value} class={['radio', { chosen: chosen === value, closed: because !== undefined }]}>
          <input
            type="radio"
            name={name}
            value={value}
            checked={chosen === value}
            aria-disabled={because !== undefined}
            onClick={(event: MouseEvent) => {
              if (because !== undefined) event.preventDefault();
            }}
            onChange={() => {
              if (because === undefined) take(value);
            }}
          />
          <span>
            <strong>{label}</strong>
            <small class="hint block">{because ?? hint}</small>
          </span>
        </label>
      ))}
    </div>
  );
}
