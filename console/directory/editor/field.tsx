import { defineComponent, type InjectionKey, inject, provide, type Ref, reactive, useId } from 'vue';
import { say, sayBoth } from '../../language/language.ts';
import type { Finding } from '../finding.ts';
import { missing } from './form.ts';

const findingsKey: InjectionKey<Readonly<Ref<readonly Finding[]>>> = Symbol('findings');

const leftKey: InjectionKey<Set<string>> = Symbol('left');

/** Hands what was found to the fields below, which say that nothing was written there once one has been in them. */
export function provideFindings(findings: Readonly<Ref<readonly Finding[]>>): void {
  provide(findingsKey, findings);
  provide(leftKey, reactive(new Set<string>()));
}

/** What was found at a place or within it. */
export function findingsAt(findings: readonly Finding[], pointer: string): readonly Finding[] {
  return findings.filter((finding) => finding.pointer === pointer || finding.pointer.startsWith(`${pointer}/`));
}

/**
 * One field with its label, what to write there, and beneath it what is amiss: errors and warnings by sign, word and colour.
 * The default slot draws the control with the attributes it is given.
 */
export const Field = defineComponent({
  props: {
    /** Its place in the record. */
    pointer: { type: String, required: true },
    label: { type: String, required: true },
    hint: { type: String, default: '' },
    isNeeded: { type: Boolean, default: false },
    /** A group of choices rather than one control. */
    isGroup: { type: Boolean, default: false },
  },
  setup(props, { slots }) {
    const id = useId();
    const all = inject(findingsKey);
    const left = inject(leftKey);
    const leave = () => void left?.add(props.pointer);
    return () => {
      const found = findingsAt(all?.value ?? [], props.pointer).filter(
        ({ code }) => code !== missing || left?.has(props.pointer) === true,
      );
      const isWrong = found.some(({ severity }) => severity === 'error');
      const said = [props.hint === '' ? '' : `${id}-hint`, found.length === 0 ? '' : `${id}-found`]
        .filter((each) => each !== '')
        .join(' ');
      const label = (
        <>
          {props.label}
          {props.isNeeded && (
            <span class="needed" title={say('必填', 'needed')}>
              {' *'}
            </span>
          )}
        </>
      );
      const attributes = {
        id,
        'aria-invalid': isWrong ? 'true' : undefined,
        'aria-describedby': said === '' ? undefined : said,
      };
      const beneath = (
        <>
          {props.hint !== '' && (
            <p id={`${id}-hint`} class="hint">
              {props.hint}
            </p>
          )}
          {found.length > 0 && (
            <ul id={`${id}-found`} class="field-found">
              {found.map(({ severity, code, pointer, detail, remedy }) => (
                <li key={code + pointer + detail.zh} class={severity}>
                  <span aria-hidden="true">{severity === 'error' ? '✕' : '⚠'}</span>{' '}
                  {severity === 'error' ? say('错误：', 'Error: ') : say('提醒：', 'Warning: ')}
                  {sayBoth(detail)}
                  {say('。', '. ')}
                  {sayBoth(remedy)}
                </li>
              ))}
            </ul>
          )}
        </>
      );
      if (props.isGroup)
        return (
          <fieldset
            class={['field', { wrong: isWrong }]}
            data-pointer={props.pointer}
            aria-describedby={said === '' ? undefined : said}
            onFocusout={leave}
          >
            <legend class="field-label">{label}</legend>
            {slots.default?.(attributes)}
            {beneath}
          </fieldset>
        );
      return (
        <div class={['field', { wrong: isWrong }]} data-pointer={props.pointer} onFocusout={leave}>
          <label for={id} class="field-label">
            {label}
          </label>
          {slots.default?.(attributes)}
          {beneath}
        </div>
      );
    };
  },
});
