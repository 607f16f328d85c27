import { ElButton } from 'element-plus';
import { defineComponent, type PropType } from 'vue';
import { say } from '../language/language.ts';
import { RefusalNote, useAct } from '../parts/index.ts';
import { CheckFacts } from './check-facts.tsx';
import { CheckRecord } from './check-record.tsx';
import { CheckSigners } from './check-signers.tsx';
import { CheckSteps } from './check-steps.tsx';
import { type Check, isNumber, type Presented, type Purpose, saidBy } from './checks.ts';
import { LicenceLook } from './licence-look.tsx';
import type { LicenceTypes } from './licence-types.ts';
import { findByIdentifier, pagesFor } from './vault.ts';
import { VerdictBanner } from './verdict-banner.tsx';

/** Everything about one verification: verdict, who and what, the steps, who sealed it, and how it looks. */
export const CheckDetails = defineComponent({
  props: {
    check: { type: Object as PropType<Check>, required: true },
    types: { type: Object as PropType<LicenceTypes | undefined>, default: undefined },
    purpose: { type: Object as PropType<Purpose | undefined>, default: undefined },
    /** May what a number names be fetched from the vault? */
    mayFetch: { type: Boolean, default: false },
  },
  emits: { again: () => true, present: (_things: readonly Presented[]) => true, purpose: () => true },
  setup(props, { emit }) {
    const fetching = useAct(async () => {
      const { purpose, check } = props;
      const { identifier } = saidBy(check);
      if (purpose === undefined || identifier === undefined) return;
      const licence = await findByIdentifier(identifier, purpose);
      if (licence !== undefined) emit('present', [await pagesFor(licence, purpose)]);
    });
    const print = () => window.print();
    return () => {
      const { check, purpose } = props;
      const { verdict, refusal, state, presented } = check;
      if (state === 'waiting' || (state === 'asking' && verdict === undefined)) {
        return (
          <p class="verifying" role="status">
            {say('正在验证…', 'Verifying…')}
          </p>
        );
      }
      if (verdict === undefined) {
        return (
          <RefusalNote refusal={refusal}>
            <ElButton onClick={() => emit('again')}>{say('重试', 'Try again')}</ElButton>
          </RefusalNote>
        );
      }
      const { signatures = [] } = verdict;
      const isOurs = verdict.subIndication !== 'SIGNED_DATA_NOT_FOUND' && verdict.subIndication !== 'FORMAT_FAILURE';
      const isFetchable = props.mayFetch && 'text' in presented && isOurs && saidBy(check).identifier !== undefined;
      return (
        <div class="check-details">
          <VerdictBanner check={check} />
          <div class="check-deeds no-print">
            <ElButton onClick={print}>
              {say('打印验证记录', 'Print the record')} <kbd>Ctrl+P</kbd>
            </ElButton>
            <ElButton loading={state === 'asking'} onClick={() => emit('again')}>
              {say('再验一次', 'Verify again')}
            </ElButton>
            {isFetchable &&
              (purpose === undefined ? (
                <ElButton onClick={() => emit('purpose')}>
                  {say('填写办件后调取证照', 'Name the case to fetch the licence')}
                </ElButton>
              ) : (
                <ElButton type="primary" loading={fetching.busy.value} onClick={() => void fetching.act()}>
                  {say('为本办件调取证照', 'Fetch the licence for this case')}
                </ElButton>
              ))}
          </div>
          <RefusalNote refusal={fetching.refusal.value} />
          <div class="check-columns no-print">
            <div>
              <CheckFacts check={check} types={props.types} />
              <h3>{say('逐步核验', 'Step by step')}</h3>
              <CheckSteps steps={verdict.steps} isNumber={isNumber(check)} />
              {signatures.length > 0 && (
                <>
                  <h3>{say('印章与证书', 'Seal and certificates')}</h3>
                  <CheckSigners signatures={signatures} />
                </>
              )}
            </div>
            <LicenceLook check={check} types={props.types} />
          </div>
          <CheckRecord check={check} purpose={purpose} types={props.types} />
        </div>
      );
    };
  },
});
