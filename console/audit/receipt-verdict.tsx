import { defineComponent, type PropType } from 'vue';
import { number } from '../language/format.ts';
import { say } from '../language/language.ts';
import type { ReceiptStep, ReceiptVerdict, StepName } from './log/verify-receipt.ts';
import { meaningOf, memberWord, partWord } from './words.ts';

const words = {
  TOTAL_PASSED: { sign: '✓', zh: '验证通过', en: 'Verified', tone: 'good' },
  TOTAL_FAILED: { sign: '✕', zh: '验证不通过', en: 'Does not verify', tone: 'bad' },
  INDETERMINATE: { sign: '?', zh: '无法判定', en: 'Cannot be decided', tone: 'unsure' },
} as const;

const steps: Readonly<
  Record<StepName, { readonly zh: string; readonly en: string; readonly bad: readonly [string, string] }>
> = {
  form: {
    zh: '回执的格式',
    en: 'The receipt’s form',
    bad: ['不是回执，或有缺失、改动。', 'It is no receipt, or something is missing or changed.'],
  },
  origin: {
    zh: '属于这份日志',
    en: 'It is of this log',
    bad: ['是另一份日志的回执。', 'It is a receipt of another log.'],
  },
  disclosures: {
    zh: '所披露内容与叶一致',
    en: 'What is disclosed is what the leaf commits to',
    bad: ['披露的内容被改动过。', 'What is disclosed was changed.'],
  },
  path: {
    zh: '路径通向检查点的根',
    en: 'The path leads to the checkpoint’s root',
    bad: ['路径不通：该记录不在这份日志里。', 'It does not: the record is not in this log.'],
  },
  signature: {
    zh: '检查点由日志签名',
    en: 'The log signed the checkpoint',
    bad: ['签名与日志的公钥不符。', 'The signature is not by the log’s key.'],
  },
};

/** A value as it is on record, after what it means where it is a code. */
function recorded(member: string, value: unknown) {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  const meaning = meaningOf(member, value);
  if (meaning === undefined || meaning === text) return <code>{text}</code>;
  return (
    <>
      {meaning} <code>{text}</code>
    </>
  );
}

/** A disclosed part: texts by themselves, objects member by member. */
function valueView(name: string, value: unknown) {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return recorded(name, value);
  const members = Object.entries(value);
  if (members.length === 0) return say('未说明', 'not stated');
  return (
    <ul class="members">
      {members.map(([member, inner]) => (
        <li key={member}>
          {/* A part that has its one member's name has said it already. */}
          {member !== name && <span title={member}>{memberWord(member)}</span>} {recorded(member, inner)}
        </li>
      ))}
    </ul>
  );
}

/** The result of verifying a receipt in this browser: the verdict, each step, and what the record says. */
export const ReceiptVerdictView = defineComponent({
  props: { verdict: { type: Object as PropType<ReceiptVerdict>, required: true } },
  setup(props) {
    const step = ({ step: name, result }: ReceiptStep) => {
      const { zh, en, bad } = steps[name];
      const sign = { PASSED: '✓', FAILED: '✕', SKIPPED: '–' }[result];
      const word = {
        PASSED: say('通过', 'passed'),
        FAILED: say('不通过', 'failed'),
        SKIPPED: say('未检查', 'not checked'),
      }[result];
      return (
        <li key={name} class={`step step-${result.toLowerCase()}`}>
          <span aria-hidden="true">{sign}</span> {say(zh, en)}
          {say('：', ': ')}
          <strong>{word}</strong>
          {result === 'FAILED' && <p>{say(...bad)}</p>}
        </li>
      );
    };
    return () => {
      const { indication, index, checkpoint, opened, closed } = props.verdict;
      const { sign, zh, en, tone } = words[indication];
      return (
        <section class={`receipt-verdict tone-${tone}`} aria-label={say('验证结果', 'Result of the verification')}>
          <p class="receipt-indication" role="status">
            <span aria-hidden="true">{sign}</span> {say(zh, en)}
          </p>
          {indication === 'TOTAL_FAILED' && (
            <p>
              {say(
                '不要采信这份回执。请向给出它的一方索取原文件，或按回执编号从中枢重新取得，再验证一次。',
                'Do not rely on it. Ask whoever gave it to you for the original file, or fetch it from the hub by its number, and verify that.',
              )}
            </p>
          )}
          <ol class="receipt-steps">{props.verdict.steps.map(step)}</ol>
          {checkpoint !== undefined && (
            <dl class="facts">
              <dt>{say('日志', 'Log')}</dt>
              <dd>{checkpoint.origin}</dd>
              <dt>{say('位置', 'Place')}</dt>
              <dd>
                {say(
                  `第 ${number(index)} 条，检查点共 ${number(checkpoint.size)} 条`,
                  `leaf ${number(index)} of the ${number(checkpoint.size)} of the checkpoint`,
                )}
              </dd>
            </dl>
          )}
          {opened.size > 0 && (
            <>
              <h2>{say('记录的内容', 'What the record says')}</h2>
              <dl class="facts">
                {[...opened].map(([name, value]) => (
                  <>
                    <dt key={name}>{partWord(name)}</dt>
                    <dd>{valueView(name, value)}</dd>
                  </>
                ))}
              </dl>
            </>
          )}
          {closed.length > 0 && (
            <p class="hint">
              {say('记录还固定了未在此披露的：', 'The record commits to more, which is not disclosed here: ')}
              {closed.map(partWord).join(say('、', ', '))}
            </p>
          )}
        </section>
      );
    };
  },
});
