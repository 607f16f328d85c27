import { ElButton } from 'element-plus';
import { defineComponent, type PropType, reactive } from 'vue';
import { say } from '../../language/language.ts';
import { valueWord } from '../value-word.ts';
import { memberWord } from '../words.ts';
import type { Meeting, Unit } from './merge.ts';

const unitWord = ({ key, base, theirs, mine }: Unit) => {
  if (!key.startsWith('items/')) return memberWord(key);
  const named = [mine, theirs, base].find((each) => each !== undefined) as { name?: string } | undefined;
  return say(`信息项“${named?.name ?? key}”`, `Item “${named?.name ?? key}”`);
};

const shown = (key: string, value: unknown) =>
  value === undefined ? say('（没有）', '(not there)') : valueWord(value, key.startsWith('items/') ? '' : key);

/** Somebody saved meanwhile: what they changed comes over, and where both changed one thing, one is chosen. */
export const MergePanel = defineComponent({
  props: { meeting: { type: Object as PropType<Meeting>, required: true } },
  emits: { merge: (_choice: (key: string) => 'mine' | 'theirs') => true },
  setup(props, { emit }) {
    const choice = reactive<Record<string, 'mine' | 'theirs'>>({});
    return () => (
      <div class="merge">
        {props.meeting.theirs.length > 0 && (
          <>
            <h3>{say('对方改了、您没动：合并时取对方的', 'Changed by them alone: taken over')}</h3>
            <ul>
              {props.meeting.theirs.map((unit) => (
                <li key={unit.key}>
                  <strong>{unitWord(unit)}</strong>
                  {say('：', ': ')}
                  <del>{shown(unit.key, unit.base)}</del> → <ins>{shown(unit.key, unit.theirs)}</ins>
                </li>
              ))}
            </ul>
          </>
        )}
        {props.meeting.both.length > 0 && (
          <>
            <h3>{say('双方都改了：请选一个', 'Changed by both: choose one')}</h3>
            {props.meeting.both.map((unit) => (
              <fieldset key={unit.key} class="merge-choice">
                <legend>{unitWord(unit)}</legend>
                {(['mine', 'theirs'] as const).map((side) => (
                  <label key={side}>
                    <input
                      type="radio"
                      name={`merge-${unit.key}`}
                      checked={(choice[unit.key] ?? 'mine') === side}
                      onChange={() => (choice[unit.key] = side)}
                    />{' '}
                    {side === 'mine' ? say('我的：', 'Mine: ') : say('对方的：', 'Theirs: ')}
                    {shown(unit.key, unit[side])}
                  </label>
                ))}
              </fieldset>
            ))}
          </>
        )}
        <p>
          <ElButton type="primary" onClick={() => emit('merge', (key: string) => choice[key] ?? 'mine')}>
            {say('合并到我的内容', 'Merge into mine')}
          </ElButton>{' '}
          <span class="hint">{say('合并后请核对，再保存。', 'Look it over, then save again.')}</span>
        </p>
      </div>
    );
  },
});
