import { ElTabPane, ElTabs } from 'element-plus';
import { computed, defineComponent, shallowRef } from 'vue';
import { call, useAsking } from '../api/index.ts';
import { say, sayBoth } from '../language/language.ts';
import { Asked, useKept } from '../parts/index.ts';
import { everyOrganisation } from '../session/organisations.ts';
import { type Names, OwnConsents, OwnStops } from './own-decisions.tsx';
import { type OwnLicence, OwnLicences } from './own-licences.tsx';
import { OwnObjections } from './own-objections.tsx';
import { OwnUses } from './own-uses.tsx';
import type { Use } from './use-words.ts';

/** What is the holder's: uses, licences, consents, stops, objections. Asked once for a session, and again after each decision. */
export const OwnView = defineComponent({
  setup() {
    const tab = useKept('tab', 'uses');
    const laterUses = shallowRef<readonly Use[]>([]);
    const laterLicences = shallowRef<readonly OwnLicence[]>([]);
    const usesNext = shallowRef<string | null>(null);
    const licencesNext = shallowRef<string | null>(null);
    const uses = useAsking(async (signal) => {
      const page = await call('POST /v1/holder/usage', { body: { limit: 50 }, signal });
      laterUses.value = [];
      usesNext.value = page.next;
      return page.items;
    });
    const licences = useAsking(async (signal) => {
      const page = await call('GET /v1/holder/licences', { query: { limit: 20 }, signal });
      laterLicences.value = [];
      licencesNext.value = page.next;
      return page.items;
    });
    const decisions = useAsking(async (signal) => {
      const [consents, stops, objections] = await Promise.all([
        call('GET /v1/holder/consents', { signal }),
        call('GET /v1/holder/stops', { signal }),
        call('GET /v1/holder/objections', { signal }),
      ]);
      return { consents: consents.items, stops: stops.items, objections: objections.items };
    });
    // Any of them can be told to stop, met before or not.
    const organisations = useAsking((signal) => everyOrganisation(signal, 'holder'));
    const allUses = computed(() => [...(uses.value.value ?? []), ...laterUses.value]);
    const allLicences = computed(() => [...(licences.value.value ?? []), ...laterLicences.value]);
    const names = computed((): Names => {
      const types = new Map(allLicences.value.map(({ licence, title }) => [licence.type, sayBoth(title)]));
      return {
        organisations: (organisations.value.value ?? []).filter(({ status }) => status === 'active'),
        types: [...types].map(([code, title]) => ({ code, title })),
      };
    });
    const moreUses = async () => {
      if (usesNext.value === null) return;
      const page = await call('POST /v1/holder/usage', { body: { cursor: usesNext.value, limit: 50 } });
      laterUses.value = [...laterUses.value, ...page.items];
      usesNext.value = page.next;
    };
    const moreLicences = async () => {
      if (licencesNext.value === null) return;
      const page = await call('GET /v1/holder/licences', { query: { cursor: licencesNext.value, limit: 20 } });
      laterLicences.value = [...laterLicences.value, ...page.items];
      licencesNext.value = page.next;
    };
    const changed = () => {
      void decisions.again();
      void uses.again();
    };
    return () => {
      const decided = decisions.value.value;
      return (
        <ElTabs v-model={tab.value} class="own-tabs">
          <ElTabPane name="uses" label={say('谁用过', 'Who used it')}>
            <h2>{say('谁用过我的数据和证照', 'Who used my data and licences')}</h2>
            <Asked of={uses}>
              {() => (
                <OwnUses
                  uses={allUses.value}
                  objections={decided?.objections ?? []}
                  titles={new Map(names.value.types.map(({ code, title }) => [code, title]))}
                  hasMore={usesNext.value !== null}
                  more={moreUses}
                  onObjected={changed}
                />
              )}
            </Asked>
          </ElTabPane>
          <ElTabPane name="licences" label={say('我的证照', 'My licences')}>
            <h2>{say('我的证照', 'My licences')}</h2>
            <Asked of={licences}>
              {() => (
                <OwnLicences licences={allLicences.value} hasMore={licencesNext.value !== null} more={moreLicences} />
              )}
            </Asked>
          </ElTabPane>
          <ElTabPane name="consents" label={say('我的同意', 'My consents')}>
            <h2>{say('我的同意', 'My consents')}</h2>
            <Asked of={decisions}>
              {() => <OwnConsents consents={decided?.consents ?? []} names={names.value} onChanged={changed} />}
            </Asked>
          </ElTabPane>
          <ElTabPane name="stops" label={say('停止共享', 'What I stopped')}>
            <h2>{say('停止共享', 'What I have stopped')}</h2>
            <Asked of={organisations} />
            <Asked of={decisions}>
              {() => <OwnStops stops={decided?.stops ?? []} names={names.value} onChanged={changed} />}
            </Asked>
          </ElTabPane>
          <ElTabPane name="objections" label={say('我的异议', 'My objections')}>
            <h2>{say('我的异议', 'My objections')}</h2>
            <Asked of={decisions}>{() => <OwnObjections objections={decided?.objections ?? []} />}</Asked>
          </ElTabPane>
        </ElTabs>
      );
    };
  },
});
