import { ElButton, ElOption, ElSelect } from 'element-plus';
import { defineComponent } from 'vue';
import { RouterLink } from 'vue-router';
import { call, useAsking } from '../api/index.ts';
import { day } from '../language/format.ts';
import { say } from '../language/language.ts';
import { Asked, EmptyNote, PageHeading, useKept } from '../parts/index.ts';
import { organisationName } from '../session/organisations.ts';
import { has } from '../session/session.ts';
import './seal.css';
import { SealPicture } from './seal-picture.tsx';
import { type SealState, stateSign, states, stateWord } from './words.ts';

/** The seals within reach, each with its impression and state; those that wait for a decision come first. */
export const SealsPage = defineComponent({
  setup() {
    const state = useKept('state');
    const seals = useAsking(
      (signal) =>
        call('GET /v1/seals', {
          query: { limit: 100, state: (state.value || undefined) as SealState | undefined },
          signal,
        }),
      { on: () => state.value },
    );
    const waiting = (each: SealState) => (each === 'applied' ? 0 : each === 'approved' ? 1 : 2);
    return () => {
      const items = [...(seals.value.value?.items ?? [])].sort((a, b) => waiting(a.state) - waiting(b.state));
      return (
        <>
          <PageHeading
            title={say('印章目录', 'Seals')}
            about={say('待批准和待制作的排在前面。', 'Those that wait for approval or making stand first.')}
          >
            {has('seal-keeper') && (
              <RouterLink class="el-button el-button--primary" to={{ name: 'seal-new' }}>
                {say('申请印章', 'Apply for a seal')}
              </RouterLink>
            )}
          </PageHeading>
          <p>
            <label for="seal-state">{say('状态', 'State')}</label>{' '}
            <ElSelect
              id="seal-state"
              class="seal-filter"
              v-model={state.value}
              clearable
              placeholder={say('全部', 'All')}
            >
              {states.map((each) => (
                <ElOption key={each} value={each} label={stateWord(each)} />
              ))}
            </ElSelect>
          </p>
          <Asked of={seals}>
            {() =>
              items.length === 0 ? (
                <EmptyNote
                  title={
                    state.value === ''
                      ? say('还没有印章', 'There is no seal yet')
                      : say('没有此状态的印章', 'None in this state')
                  }
                  next={
                    has('seal-keeper')
                      ? say(
                          '先申请，再由数据主管部门另一人批准，然后制作。',
                          'Apply first; somebody else approves; then it is made.',
                        )
                      : say('由印章管理岗申请。', 'A seal keeper applies for it.')
                  }
                >
                  {state.value !== '' && (
                    <ElButton
                      onClick={() => {
                        state.value = '';
                      }}
                    >
                      {say('看全部', 'Show all')}
                    </ElButton>
                  )}
                </EmptyNote>
              ) : (
                <ul class="seal-list">
                  {items.map((seal) => (
                    <li key={seal.id} class="card">
                      <SealPicture seal={seal.id} name={seal.name} />
                      <div>
                        <RouterLink to={{ name: 'seal', params: { id: seal.id } }}>{seal.name}</RouterLink>
                        <p class={`seal-state seal-${seal.state}`}>
                          <span aria-hidden="true">{stateSign(seal.state)}</span> {stateWord(seal.state)}
                        </p>
                        <p class="hint">
                          {organisationName(seal.organisation)} · {say('有效至', 'valid to')} {day(seal.validTo)}
                        </p>
                      </div>
                    </li>
                  ))}
                </ul>
              )
            }
          </Asked>
        </>
      );
    };
  },
});
