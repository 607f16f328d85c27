import { defineComponent, type PropType } from 'vue';
import { day, number } from '../language/format.ts';
import { say } from '../language/language.ts';
import { organisationName } from './reference.ts';
import { type Clock, stageWord } from './words.ts';

/** A clock in words and a sign: who is to do what, in how many working days, or how late it is. */
export const ClockNote = defineComponent({
  props: {
    clock: { type: Object as PropType<Clock>, required: true },
    /** In a line of a table: without whose turn it is, which the table says. */
    short: { type: Boolean, default: false },
  },
  setup(props) {
    return () => {
      const { clock } = props;
      const { sign, text, tone } = clockWords(clock);
      const running = clock.state === 'running' || clock.state === 'overdue';
      return (
        <span class={['clock-note', `tone-${tone}`]}>
          <span aria-hidden="true">{sign} </span>
          <strong>{text}</strong>
          {running && (
            <span class="clock-rest">
              {' '}
              {say(`${day(clock.dueOn)}前`, `by ${day(clock.dueOn)}`)}
              {!props.short &&
                say(
                  ` · ${organisationName(clock.organisation)}：${stageWord(clock.stage)}`,
                  ` · ${organisationName(clock.organisation)}: ${stageWord(clock.stage)}`,
                )}
            </span>
          )}
        </span>
      );
    };
  },
});

/** What a clock says. Less than three working days left is worth a warning. */
export function clockWords(clock: Clock): { sign: string; text: string; tone: 'good' | 'care' | 'bad' | 'over' } {
  const left = clock.workingDaysLeft;
  switch (clock.state) {
    case 'overdue':
      return {
        sign: '⚠',
        tone: 'bad',
        text: say(`已超期 ${number(-left)} 个工作日`, `Overdue by ${workingDays(-left)}`),
      };
    case 'met':
      return { sign: '✓', tone: 'good', text: say('按时办结', 'Answered in time') };
    case 'late':
      return {
        sign: '✕',
        tone: 'bad',
        text: say(`超期 ${number(-left)} 个工作日办结`, `Answered ${workingDays(-left)} late`),
      };
    case 'void':
      return { sign: '–', tone: 'over', text: say('不再计时', 'No longer running') };
    default:
      return left <= 1
        ? {
            sign: '◔',
            tone: 'care',
            text: left <= 0 ? say('今日到期', 'Due today') : say('仅剩 1 个工作日', '1 working day left'),
          }
        : {
            sign: '◷',
            tone: left <= 3 ? 'care' : 'good',
            text: say(`还有 ${number(left)} 个工作日`, `${workingDays(left)} left`),
          };
  }
}

function workingDays(count: number): string {
  return count === 1 ? '1 working day' : `${number(count)} working days`;
}
