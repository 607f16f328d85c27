import { defineComponent, type PropType } from 'vue';
import { exactMoment } from '../language/format.ts';
import { say, sayBoth } from '../language/language.ts';
import { organisationName } from '../session/organisations.ts';
import { session } from '../session/session.ts';
import { commonName } from './check-signers.tsx';
import { type Check, isNumber, nameOf, type Purpose, saidBy } from './checks.ts';
import type { LicenceTypes } from './licence-types.ts';
import { copyWords, endsTold, whatTold, whoTold } from './told.ts';
import { meaningOf, questionOf, readable, resultWords, verdictWords } from './words.ts';

/** The record of a verification, for the case's file: on paper alone, one page of A4. */
export const CheckRecord = defineComponent({
  props: {
    check: { type: Object as PropType<Check>, required: true },
    purpose: { type: Object as PropType<Purpose | undefined>, default: undefined },
    types: { type: Object as PropType<LicenceTypes | undefined>, default: undefined },
  },
  setup(props) {
    return () => {
      const { check, purpose } = props;
      const { verdict } = check;
      if (verdict === undefined) return null;
      const words = verdictWords[verdict.indication];
      const meaning = meaningOf(verdict.subIndication, isNumber(check));
      const said = saidBy(check);
      const ends = endsTold(check);
      const signer = verdict.signatures?.find((one) => one.signer !== undefined)?.signer;
      const officer = session.value?.officer;
      const rows: readonly (readonly [string, string | undefined])[] = [
        [isNumber(check) ? say('号码', 'Number') : say('文件', 'File'), nameOf(check)],
        [say('持证主体', 'Holder'), whoTold(check)],
        [say('证照', 'Licence'), whatTold(check, props.types)],
        [say('证照标识', 'Identifier'), isNumber(check) ? undefined : said.identifier],
        [say('颁发机构', 'Issuer'), said.issuer],
        [ends.main.label, ends.main.end],
        [ends.licence?.label ?? '', ends.licence?.end],
        [say('加注件', 'Copy for one purpose'), copyWords(verdict)],
        [
          say('印章', 'Seal'),
          signer?.seal === undefined || signer.seal === null ? undefined : `${signer.seal.name}（${signer.seal.id}）`,
        ],
        [say('证书路径', 'Certificates'), signer?.certificates.map(({ subject }) => commonName(subject)).join(' ← ')],
        ['SHA-256', verdict.digest],
        [say('验证时间', 'Verified at'), exactMoment(check.at)],
        [
          say('验证人', 'By'),
          officer === undefined ? undefined : `${officer.login} · ${organisationName(officer.organisation)}`,
        ],
        [
          say('事项与办件', 'Matter and case'),
          purpose === undefined ? undefined : `${purpose.matter} · ${purpose.case}`,
        ],
        [
          say('存证回执', 'Receipt'),
          verdict.receipt === undefined
            ? undefined
            : say(
                `${verdict.receipt.id}（日志序号 ${verdict.receipt.index}，${exactMoment(verdict.receipt.at)}）`,
                `${verdict.receipt.id} (number ${verdict.receipt.index} of the log, ${exactMoment(verdict.receipt.at)})`,
              ),
        ],
      ];
      return (
        <article class="record" aria-hidden="true">
          <h1>{say('证照验证记录', 'Record of a verification')}</h1>
          <p class={`record-verdict ${words.look}`}>
            <span>{words.sign}</span> {sayBoth(words)}
            <small>
              {verdict.indication}
              {verdict.subIndication === null ? '' : ` · ${verdict.subIndication}`}
            </small>
          </p>
          {meaning !== undefined && <p>{sayBoth(meaning.is)}</p>}
          <table>
            <tbody>
              {rows.map(([name, value]) =>
                value === undefined || value === '' || value === '—' ? null : (
                  <tr key={name}>
                    <th scope="row">{name}</th>
                    <td>{value}</td>
                  </tr>
                ),
              )}
            </tbody>
          </table>
          <h2>{say('逐步结果', 'Step by step')}</h2>
          <table class="record-steps">
            <tbody>
              {verdict.steps.map(({ step, result, subIndication, details }) => (
                <tr key={step}>
                  <th scope="row">{sayBoth(questionOf(step, isNumber(check)))}</th>
                  <td class="record-result">
                    {resultWords[result].sign} {sayBoth(resultWords[result])}
                  </td>
                  <td>
                    {readable(sayBoth(details))}
                    {subIndication === null ? '' : ` (${subIndication})`}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
          <p class="record-foot">
            {say(
              '本记录由虎符政务数据共享系统生成；凭存证回执可在系统中核对本次验证。',
              'Made by the Hufu data exchange; the receipt proves this verification.',
            )}
          </p>
        </article>
      );
    };
  },
});
