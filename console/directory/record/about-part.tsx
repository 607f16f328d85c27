import { defineComponent, type PropType } from 'vue';
import { type Answer, call, useAsking } from '../../api/index.ts';
import { day, exactMoment, number } from '../../language/format.ts';
import { say } from '../../language/language.ts';
import { Asked } from '../../parts/index.ts';
import { actorWord } from '../../session/officer-names.ts';
import { FindingList } from '../finding-list.tsx';
import { organisationName, word } from '../reference.ts';
import { memberWord } from '../words.ts';

type Resource = Answer<'GET /v1/resources/{id}'>;
type Figures = NonNullable<NonNullable<Resource['census']>['storageGigabytes']>;

const Fact = (props: { name: string }, { slots }: { slots: { default?: () => unknown } }) => (
  <>
    <dt>{props.name}</dt>
    <dd>{slots.default?.()}</dd>
  </>
);

/** All metadata of a resource in words; for those who keep it, what the checks find. */
export const AboutPart = defineComponent({
  props: {
    resource: { type: Object as PropType<Resource>, required: true },
    isKept: { type: Boolean, required: true },
  },
  setup(props) {
    const findings = useAsking(
      async (signal) =>
        props.isKept
          ? (await call('GET /v1/resources/{id}/findings', { params: { id: props.resource.id }, signal })).items
          : [],
      { on: () => [props.resource.id, props.resource.version] },
    );
    const figures = (given: Figures | undefined) =>
      given === undefined
        ? '—'
        : [
            say(`总量 ${number(given.total, 4)}`, `total ${number(given.total, 4)}`),
            given.shared === undefined
              ? ''
              : say(`已共享 ${number(given.shared, 4)}`, `shared ${number(given.shared, 4)}`),
            given.open === undefined ? '' : say(`已开放 ${number(given.open, 4)}`, `open ${number(given.open, 4)}`),
          ]
            .filter((text) => text !== '')
            .join(say('，', ', '));
    return () => {
      const { resource } = props;
      const { census, sharing, openness } = resource;
      return (
        <>
          {props.isKept && (
            <Asked of={findings}>
              {() =>
                (findings.value.value ?? []).length > 0 && (
                  <section aria-labelledby="findings-title">
                    <h2 id="findings-title">{say('检查发现', 'What the checks find')}</h2>
                    <FindingList
                      findings={findings.value.value ?? []}
                      itemName={(index: number) => resource.items[index]?.name}
                    />
                  </section>
                )
              }
            </Asked>
          )}
          <h2>{say('基本信息', 'What it is')}</h2>
          <dl class="facts">
            <Fact name={memberWord('abstract')}>
              <span class="long-text">{resource.abstract}</span>
            </Fact>
            <Fact name={memberWord('provider')}>
              {organisationName(resource.provider)} <code>{resource.provider}</code>
            </Fact>
            <Fact name={memberWord('class')}>
              {[
                word('class-category', resource.class.category),
                resource.class.section,
                resource.class.item,
                resource.class.subItem ?? '',
              ]
                .filter((text) => text !== '')
                .join(' › ')}
            </Fact>
            <Fact name={memberWord('code')}>
              <code>{resource.code}</code>
            </Fact>
            <Fact name={memberWord('format')}>
              {word('format', resource.format.category)} · {resource.format.concrete}
            </Fact>
            <Fact name={memberWord('updateCycle')}>{word('update-cycle', resource.updateCycle)}</Fact>
            <Fact name={memberWord('publicationDate')}>{day(resource.publicationDate)}</Fact>
          </dl>
          <h2>{say('共享与开放', 'Sharing and openness')}</h2>
          <dl class="facts">
            <Fact name={say('共享类型', 'Sharing type')}>{word('sharing-type', sharing.type)}</Fact>
            {sharing.condition !== undefined && <Fact name={say('共享条件', 'Condition')}>{sharing.condition}</Fact>}
            {sharing.lawBasis !== undefined && <Fact name={memberWord('lawBasis')}>{sharing.lawBasis}</Fact>}
            <Fact name={memberWord('mode')}>{word('sharing-mode', sharing.mode)}</Fact>
            <Fact name={memberWord('openness')}>
              {openness.open ? say('向社会开放', 'Open to the public') : say('不向社会开放', 'Not open to the public')}
              {openness.condition !== undefined &&
                say(`；条件：${openness.condition}`, `; condition: ${openness.condition}`)}
            </Fact>
          </dl>
          <h2>{memberWord('census')}</h2>
          {census === undefined ? (
            <p class="hint">{say('没有填写普查数据。', 'No census figures are given.')}</p>
          ) : (
            <dl class="facts">
              <Fact name={memberWord('system')}>{census.system}</Fact>
              <Fact name={memberWord('duty')}>{census.duty ?? '—'}</Fact>
              <Fact name={memberWord('asOf')}>{day(census.asOf)}</Fact>
              <Fact name={memberWord('storageGigabytes')}>{figures(census.storageGigabytes)}</Fact>
              <Fact name={memberWord('recordsTenThousand')}>{figures(census.recordsTenThousand)}</Fact>
            </dl>
          )}
          {Object.keys(resource.extension).length > 0 && (
            <>
              <h2>{memberWord('extension')}</h2>
              <dl class="facts">
                {Object.entries(resource.extension).map(([name, text]) => (
                  <Fact name={name} key={name}>
                    {text}
                  </Fact>
                ))}
              </dl>
            </>
          )}
          <h2>{say('登记', 'The record')}</h2>
          <dl class="facts">
            <Fact name={memberWord('edition')}>
              {resource.edition === 0
                ? say('尚未发布', 'not published yet')
                : say(`第 ${resource.edition} 版`, `edition ${resource.edition}`)}
            </Fact>
            <Fact name={memberWord('schemaVersion')}>{resource.schemaVersion}</Fact>
            <Fact name={say('登记时间', 'Entered')}>{exactMoment(resource.createdAt)}</Fact>
            <Fact name={say('最近修改', 'Last changed')}>
              {exactMoment(resource.updatedAt)} · {actorWord(resource.updatedBy)}
            </Fact>
          </dl>
        </>
      );
    };
  },
});
