import { defineComponent, type PropType } from 'vue';
import { several } from '../language/format.ts';
import { say, sayBoth } from '../language/language.ts';
import type { Finding } from './finding.ts';
import { placeWord } from './words.ts';

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
    const kindOf = ({ code, severity }: Finding) => (code === 'MISSING' ? 'missing' : severity);
    const heading = (kind: Finding['severity'] | 'missing', count: number) => {
      switch (kind) {
        case 'missing':
          return say(`还要填 ${count} 处`, `${count} still to fill in`);
        case 'error':
          return say(
            `错误 ${count} 处（改正后才能提交）`,
            `${several(count, 'error')}: put right before it is submitted`,
          );
        case 'warning':
          return say(`提醒 ${count} 处（可以提交）`, `${several(count, 'warning')}: it can be submitted`);
      }
    };
    const group = (kind: Finding['severity'] | 'missing') => {
      const found = props.findings.filter((finding) => kindOf(finding) === kind);
      if (found.length === 0) return null;
      return (
        <div class={['findings', kind]} key={kind}>
          <h3>
            <span aria-hidden="true">{kind === 'error' ? '✕' : kind === 'warning' ? '⚠' : '✎'}</span>{' '}
            {heading(kind, found.length)}
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
                {finding.code !== '' && kind !== 'missing' && (
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
        {group('missing')}
        {group('warning')}
      </>
    );
  },
});
