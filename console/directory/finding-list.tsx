import { defineComponent, type PropType } from 'vue';
import type { Answer } from '../api/index.ts';
import { say, sayBoth } from '../language/language.ts';
import { placeWord } from './words.ts';

export type Finding = Answer<'POST /v1/resource-checks'>['items'][number];

/** What the checks find, errors and warnings apart: where, what is wrong, and how to put it right. */
export const FindingList = defineComponent({
  props: {
    findings: { type: Array as PropType<readonly Finding[]>, required: true },
    itemName: { type: Function as PropType<(index: number) => string | undefined>, default: undefined },
    /** Where places can be gone to. */
    canGo: { type: Boolean, default: false },
  },
  emits: { go: (_pointer: string) => true },
  setup(props, { emit }) {
    const group = (severity: Finding['severity']) => {
      const found = props.findings.filter((finding) => finding.severity === severity);
      if (found.length === 0) return null;
      const isError = severity === 'error';
      return (
        <div class={['findings', severity]} key={severity}>
          <h3>
            <span aria-hidden="true">{isError ? '✕' : '⚠'}</span>{' '}
            {isError
              ? say(
                  `错误 ${found.length} 处（改正后才能提交）`,
                  `${found.length} error(s): put right before it is submitted`,
                )
              : say(`提醒 ${found.length} 处（可以提交）`, `${found.length} warning(s): it can be submitted`)}
          </h3>
          <ul>
            {found.map((finding, index) => (
              <li key={`${finding.code}${finding.pointer}${index}`}>
                {props.canGo ? (
                  <button type="button" class="place-link" onClick={() => emit('go', finding.pointer)}>
                    {placeWord(finding.pointer, props.itemName)}
                  </button>
                ) : (
                  <strong>{placeWord(finding.pointer, props.itemName)}</strong>
                )}
                {say('：', ': ')}
                {sayBoth(finding.detail)}
                {say('。', '. ')}
                <span class="finding-remedy">{sayBoth(finding.remedy)}</span>
                {finding.code !== '' && (
                  <details>
                    <summary>{say('规则', 'Rule')}</summary>
                    {sayBoth(finding.title)}
                    {say('：', ': ')}
                    {sayBoth(finding.reason)} <code>{finding.code}</code>
                  </details>
                )}
              </li>
            ))}
          </ul>
        </div>
      );
    };
    return () => (
      <>
        {group('error')}
        {group('warning')}
      </>
    );
  },
});
