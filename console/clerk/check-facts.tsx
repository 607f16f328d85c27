import { defineComponent, type PropType } from 'vue';
import { day, moment } from '../language/format.ts';
import { say, sayBoth } from '../language/language.ts';
import { type Check, saidBy } from './checks.ts';
import type { LicenceTypes } from './licence-types.ts';
import { copyWords, endsTold, faceValue, whatTold, whoTold } from './told.ts';

/** Who, what, until when; of a copy and of a QR also for whom. */
export const CheckFacts = defineComponent({
  props: {
    check: { type: Object as PropType<Check>, required: true },
    types: { type: Object as PropType<LicenceTypes | undefined>, default: undefined },
  },
  setup(props) {
    return () => {
      const { check, types } = props;
      const { verdict } = check;
      if (verdict === undefined) return null;
      const said = saidBy(check);
      const named = types?.ofIdentifier(said.identifier);
      const { statement } = verdict;
      const copy = copyWords(verdict);
      const ends = endsTold(check);
      const isKnown = said.holder !== undefined || statement !== undefined;
      return (
        <dl class="facts check-facts">
          {verdict.indication !== 'TOTAL_PASSED' && isKnown && (
            <>
              <dt>{say('注意', 'Mind')}</dt>
              <dd>
                <span class="bad-word">
                  {say('以下为文件自述，未经证实', 'What follows is the file’s own word, not proved')}
                </span>
              </dd>
            </>
          )}
          <dt>{say('谁', 'Who')}</dt>
          <dd class="fact-main">{whoTold(check)}</dd>
          <dt>{say('什么证照', 'What')}</dt>
          <dd class="fact-main">{whatTold(check, types)}</dd>
          <dt>{ends.main.label}</dt>
          <dd class="fact-main">{ends.main.end}</dd>
          {ends.licence !== undefined && (
            <>
              <dt>{ends.licence.label}</dt>
              <dd>{ends.licence.end}</dd>
            </>
          )}
          {said.issuer !== undefined && (
            <>
              <dt>{say('颁发机构', 'Issuer')}</dt>
              <dd>{said.issuer}</dd>
            </>
          )}
          {said.issuedOn !== undefined && (
            <>
              <dt>{say('颁发日期', 'Issued on')}</dt>
              <dd>{day(said.issuedOn)}</dd>
            </>
          )}
          {said.identifier !== undefined && (
            <>
              <dt>{say('证照标识', 'Identifier')}</dt>
              <dd>
                <code>{said.identifier}</code>
              </dd>
            </>
          )}
          {verdict.assurance === 'stock' && (
            <>
              <dt>{say('来历', 'Origin')}</dt>
              <dd>
                {say(
                  '存量证照补录，保证程度较低',
                  'Made of a record of a licence that was there before: of lower assurance',
                )}
              </dd>
            </>
          )}
          {copy !== undefined && (
            <>
              <dt>{say('加注件', 'Copy for one purpose')}</dt>
              <dd>{copy}</dd>
            </>
          )}
          {statement !== undefined && (
            <>
              {Object.entries(statement.face).map(([name, value]) => (
                <>
                  <dt>{sayBoth(named?.items.find((item) => item.name === name)?.title ?? { zh: name, en: name })}</dt>
                  <dd>{faceValue(value)}</dd>
                </>
              ))}
              <dt>{say('二维码有效至', 'The code holds until')}</dt>
              <dd>{moment(statement.expiresAt)}</dd>
            </>
          )}
        </dl>
      );
    };
  },
});
