import './developer.css';
import { ElButton, ElForm, ElFormItem, ElInput, ElOption, ElSelect } from 'element-plus';
import { computed, defineComponent, shallowRef, watch } from 'vue';
import { RouterLink } from 'vue-router';
import { type Answer, call, useAsking } from '../api/index.ts';
import { exactMoment, number } from '../language/format.ts';
import { language, say } from '../language/language.ts';
import { Asked, EmptyNote, PageHeading, RefusalNote, useAct, useKept } from '../parts/index.ts';
import { announce } from '../shell/announce.ts';
import { DecisionChain, type DecisionLink } from './decision-chain.tsx';
import { NextStep } from './next-step.tsx';
import { useOwnSystems } from './own-systems.ts';
import { bodyOf, isWhole, type Missing, missingOf, newQuestion, offeredItems } from './question.ts';
import { QuestionForm, useMatters } from './question-form.tsx';

type Explanation = Answer<'POST /v1/query/explain'>;

/** Would a query of one of the own systems be allowed? Nobody is asked, nothing is charged and no value is needed. */
export const ExplainPage = defineComponent({
  setup() {
    const systemKept = useKept('system');
    const resourceKept = useKept('resource');
    const systems = useOwnSystems('consumer');
    const matters = useMatters();
    const state = newQuestion();
    const missing = shallowRef<Missing>();
    const explanation = shallowRef<Explanation>();
    const system = computed({
      get: () =>
        systems.value.value?.find(({ id }) => id === systemKept.value)?.id ?? systems.value.value?.[0]?.id ?? '',
      set: (id: string) => {
        systemKept.value = id;
      },
    });
    const words = shallowRef('');
    const found = useAsking(
      async (signal) => {
        const query = { status: 'published' as const, limit: 20, ...(words.value === '' ? {} : { q: words.value }) };
        return (await call('GET /v1/resources', { query, signal })).items;
      },
      { on: () => words.value },
    );
    const resource = useAsking(
      async (signal) =>
        resourceKept.value === ''
          ? undefined
          : call('GET /v1/resources/{id}', { params: { id: resourceKept.value }, signal }),
      { on: () => resourceKept.value },
    );
    watch(
      () => resource.value.value,
      (now, before) => {
        if (now === undefined || now.id === before?.id) return;
        Object.assign(state, {
          key: 0,
          claims: [],
          fields: offeredItems(now)
            .map(({ field }) => field)
            .filter((field) => !now.matchKeys[0]?.includes(field))
            .slice(0, 1),
        });
        explanation.value = undefined;
        missing.value = undefined;
      },
    );
    watch(
      () => matters.value.value,
      (list) => {
        if (state.matter === '') state.matter = list?.[0]?.code ?? '';
      },
    );
    const explain = async () => {
      const record = resource.value.value;
      if (record === undefined || system.value === '') return;
      const gaps = missingOf(record, state, false);
      missing.value = gaps;
      if (!isWhole(gaps)) return;
      explanation.value = await call('POST /v1/query/explain', {
        query: { system: system.value },
        body: bodyOf(record, state, false),
      });
    };
    const explaining = useAct(async () => {
      await explain();
      const { allowed } = explanation.value ?? {};
      if (allowed !== undefined)
        announce(allowed ? say('会获准。', 'It would be allowed.') : say('会被拒。', 'It would be refused.'));
    });
    // The rules come in the language that was asked for.
    watch(language, () => {
      if (explanation.value !== undefined) void explaining.act();
    });
    watch(state, () => {
      const record = resource.value.value;
      if (missing.value !== undefined && record !== undefined) missing.value = missingOf(record, state, false);
    });
    const submit = (event: Event) => {
      event.preventDefault();
      void explaining.act();
    };
    const outcome = ({ allowed, links, problem, grant, quota }: Explanation) => (
      <section aria-labelledby="explained">
        <div class={['outcome', allowed ? 'allowed' : 'refused']}>
          <h2 id="explained" class="outcome-word">
            {allowed ? say('✓ 会获准', '✓ It would be allowed') : say('✕ 会被拒', '✕ It would be refused')}
          </h2>
          {grant !== undefined && (
            <p>
              {say('依据授权 ', 'By the grant ')}
              <code>{grant}</code>
            </p>
          )}
          {quota !== undefined && (
            <p>
              {say(
                `今日剩 ${number(quota.remaining)} / ${number(quota.limit)} 次，${exactMoment(quota.reset)} 重新计数。`,
                `${number(quota.remaining)} of ${number(quota.limit)} left today; counts anew ${exactMoment(quota.reset)}.`,
              )}
            </p>
          )}
          {problem !== undefined && (
            <dl class="facts">
              <dt>{say('拒绝', 'Refusal')}</dt>
              <dd>
                <code>{problem.code}</code> {problem.detail}
              </dd>
              <dt>{say('规则', 'Rule')}</dt>
              <dd>{problem.reason}</dd>
              <dt>{say('办法', 'Remedy')}</dt>
              <dd>{problem.remedy}</dd>
            </dl>
          )}
        </div>
        <DecisionChain links={links} label={say('逐步裁定', 'Step by step')}>
          {{
            failed: (link: DecisionLink) => (
              <p>
                <strong>{say('接下来：', 'Next: ')}</strong>
                <NextStep
                  refused={{
                    link: link.link,
                    resource: resourceKept.value,
                    system: system.value,
                    matter: state.matter,
                  }}
                />
              </p>
            ),
          }}
        </DecisionChain>
      </section>
    );
    const chooseSystem = () => (
      <ElFormItem label={say('哪个系统来查', 'Which system would ask')} for="explain-system">
        <ElSelect
          id="explain-system"
          v-model={system.value}
          filterable
          {...{ 'aria-label': say('哪个系统来查', 'Which system would ask') }}
        >
          {systems.value.value?.map(({ id, name }) => (
            <ElOption key={id} value={id} label={`${id} ${name}`} />
          ))}
        </ElSelect>
      </ElFormItem>
    );
    const options = () => {
      const list = found.value.value ?? [];
      const chosen = resource.value.value;
      return chosen === undefined || list.some(({ id }) => id === chosen.id) ? list : [chosen, ...list];
    };
    const chooseResource = () => (
      <ElFormItem label={say('查哪个资源', 'Which resource')} for="explain-resource">
        <ElSelect
          id="explain-resource"
          v-model={resourceKept.value}
          filterable
          remote
          remoteMethod={(text: string) => {
            words.value = text.trim();
          }}
          placeholder={say('输入名称、字段或单位查找', 'Type a name, a field or a provider')}
          {...{ 'aria-label': say('查哪个资源', 'Which resource') }}
        >
          {options().map(({ id, name, nameEn }) => (
            <ElOption key={id} value={id} label={`${say(name, nameEn)} ${id}`} />
          ))}
        </ElSelect>
      </ElFormItem>
    );
    return () => (
      <>
        <PageHeading
          title={say('预演裁定', 'Would it be allowed?')}
          about={say(
            '不发出查询，看它会不会获准、凭哪份授权、还剩多少额度。不询问任何单位，不计额度，也不需要任何人的号码。',
            'See, without asking, whether a query would be allowed, by which grant, and what is left. Nobody is asked, nothing is charged, and nobody’s number is needed.',
          )}
        />
        <Asked of={systems}>
          {() =>
            (systems.value.value?.length ?? 0) === 0 ? (
              <EmptyNote
                title={say('本单位还没有使用方系统', 'Your organisation has no consumer system yet')}
                next={say('先登记一个，再来预演。', 'Register one first.')}
              >
                <RouterLink to={{ name: 'develop-systems' }}>{say('系统与密钥', 'Systems and keys')}</RouterLink>
              </EmptyNote>
            ) : (
              <ElForm labelPosition="top" class="wizard" {...{ onSubmit: submit, novalidate: true }}>
                <div class="two-columns">
                  {chooseSystem()}
                  {chooseResource()}
                </div>
                <RefusalNote refusal={resource.refusal.value} />
                {resource.value.value === undefined ? (
                  <p class="hint">{say('先选资源，再说明要什么。', 'Choose the resource first.')}</p>
                ) : (
                  <>
                    <QuestionForm
                      resource={resource.value.value}
                      state={state}
                      matters={matters}
                      values={false}
                      missing={missing.value}
                    />
                    <ElFormItem
                      label={say('经办人登录名（授权要求时）', 'Officer’s login (where the grant asks for one)')}
                      for="explain-officer"
                    >
                      <ElInput id="explain-officer" class="form-narrow" v-model={state.officer} autocomplete="off" />
                    </ElFormItem>
                    <ElButton type="primary" nativeType="submit" loading={explaining.busy.value}>
                      {say('会不会获准', 'Would it be allowed?')}
                    </ElButton>
                  </>
                )}
              </ElForm>
            )
          }
        </Asked>
        <RefusalNote refusal={explaining.refusal.value} />
        <div aria-live="polite">{explanation.value !== undefined && outcome(explanation.value)}</div>
      </>
    );
  },
});
