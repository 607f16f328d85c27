import './sharing.css';
import { ElButton, ElForm, ElRadioButton, ElRadioGroup } from 'element-plus';
import { defineComponent } from 'vue';
import { RouterLink } from 'vue-router';
import { call, useAsking } from '../api/index.ts';
import { day, several } from '../language/format.ts';
import { say } from '../language/language.ts';
import { Asked, EmptyNote, PageHeading, useKept } from '../parts/index.ts';
import { has } from '../session/session.ts';
import { dataTable } from './data-table.tsx';
import { FilterSelect } from './filter-select.tsx';
import { everyLine } from './paged.ts';
import { activeOrganisations, codeName, organisationName, resourceName, useNames } from './reference.ts';
import { StatusTag } from './status-tag.tsx';

type ListName = 'responsibility' | 'demand' | 'negative';

/** A printed list is whole; this is more than a county has. */
const most = 5000;

/** The three lists of sharing, whole and printable: who shares what, what is demanded, what is not shared by which law. */
export const ListsPage = defineComponent({
  setup() {
    useNames('sharing-type', 'sharing-mode', 'update-cycle', 'wanted-service', 'refusal-ground');
    const chosen = useKept('list', 'responsibility');
    const organisation = useKept('organisation');
    const keeps = () => has('catalogue-administrator') || has('auditor');
    const list = (): ListName =>
      chosen.value === 'negative' ? 'negative' : chosen.value === 'demand' && keeps() ? 'demand' : 'responsibility';
    const asking = useAsking(
      async (signal) => {
        const query = { ...(organisation.value === '' ? {} : { organisation: organisation.value }), limit: 100 };
        switch (list()) {
          case 'responsibility': {
            const lines = await everyLine(
              (cursor) => call('GET /v1/lists/responsibility', { query: { ...query, cursor }, signal }),
              most,
            );
            return { list: 'responsibility', lines } as const;
          }
          case 'negative': {
            const lines = await everyLine(
              (cursor) => call('GET /v1/lists/negative', { query: { ...query, cursor }, signal }),
              most,
            );
            return { list: 'negative', lines } as const;
          }
          case 'demand': {
            const lines = await everyLine(
              (cursor) => call('GET /v1/lists/demand', { query: { ...query, cursor }, signal }),
              most,
            );
            return { list: 'demand', lines } as const;
          }
        }
      },
      { on: () => [list(), organisation.value] },
    );
    const table = () => {
      const found = asking.value.value;
      if (found === undefined) return null;
      const caption = listTitle(found.list);
      if (found.lines.length === 0)
        return (
          <EmptyNote
            title={say(`${caption}为空`, `${caption}: empty`)}
            next={
              found.list === 'negative'
                ? say('没有资源或信息项被定为不予共享。', 'No resource and no item is kept from sharing.')
                : say(
                    '换一个部门，或先发布资源、提出需求。',
                    'Choose another organisation, or publish resources and make demands first.',
                  )
            }
          />
        );
      switch (found.list) {
        case 'responsibility':
          return dataTable({
            caption,
            rows: found.lines,
            rowKey: ({ resource }) => resource,
            columns: [
              { key: 'code', title: say('代码', 'Code'), cell: ({ code }) => <code>{code}</code> },
              {
                key: 'name',
                title: say('资源', 'Resource'),
                heads: true,
                cell: ({ resource, name }) => <RouterLink to={`/directory/${resource}`}>{name}</RouterLink>,
              },
              {
                key: 'provider',
                title: say('责任部门', 'Responsible'),
                cell: ({ provider }) => organisationName(provider),
              },
              {
                key: 'sharing',
                title: say('共享', 'Sharing'),
                cell: ({ sharingType, condition }) => (
                  <>
                    {codeName('sharing-type', sharingType)}
                    {condition !== undefined && <small>{condition}</small>}
                  </>
                ),
              },
              {
                key: 'mode',
                title: say('方式', 'Mode'),
                cell: ({ sharingMode }) => codeName('sharing-mode', sharingMode),
              },
              {
                key: 'cycle',
                title: say('更新周期', 'Update cycle'),
                cell: ({ updateCycle }) => codeName('update-cycle', updateCycle),
              },
              {
                key: 'open',
                title: say('开放', 'Open'),
                cell: ({ open }) => (open ? say('是', 'yes') : say('否', 'no')),
              },
              {
                key: 'published',
                title: say('发布', 'Published'),
                cell: ({ publicationDate }) => <span class="day">{day(publicationDate)}</span>,
              },
            ],
          });
        case 'negative':
          return dataTable({
            caption,
            rows: found.lines,
            rowKey: ({ resource, field }) => `${resource} ${field ?? ''}`,
            columns: [
              { key: 'code', title: say('代码', 'Code'), cell: ({ code }) => <code>{code}</code> },
              {
                key: 'name',
                title: say('资源', 'Resource'),
                heads: true,
                cell: ({ resource, name }) => <RouterLink to={`/directory/${resource}`}>{name}</RouterLink>,
              },
              {
                key: 'item',
                title: say('信息项', 'Item'),
                cell: ({ item, field }) =>
                  field === undefined ? say('整项资源', 'the whole resource') : `${item ?? field}`,
              },
              {
                key: 'provider',
                title: say('责任部门', 'Responsible'),
                cell: ({ provider }) => organisationName(provider),
              },
              { key: 'law', title: say('不予共享的依据', 'Law'), cell: ({ law }) => law ?? '—' },
            ],
          });
        case 'demand':
          return dataTable({
            caption,
            rows: found.lines,
            rowKey: ({ demand }) => demand,
            columns: [
              {
                key: 'title',
                title: say('需求', 'Demand'),
                heads: true,
                cell: ({ demand, title }) => <RouterLink to={`/demands/${demand}`}>{title}</RouterLink>,
              },
              { key: 'by', title: say('提出部门', 'By'), cell: ({ demanding }) => organisationName(demanding) },
              {
                key: 'for',
                title: say('责任部门', 'For'),
                cell: ({ responsible }) =>
                  responsible === undefined ? say('待分派', 'to be assigned') : organisationName(responsible),
              },
              {
                key: 'service',
                title: say('服务方式', 'Wanted as'),
                cell: ({ wantedService }) => codeName('wanted-service', wantedService),
              },
              {
                key: 'cycle',
                title: say('更新周期', 'Cycle'),
                cell: ({ updateCycle }) => codeName('update-cycle', updateCycle),
              },
              {
                key: 'wanted',
                title: say('希望何时', 'Wanted by'),
                cell: ({ wantedBy }) => <span class="day">{day(wantedBy)}</span>,
              },
              {
                key: 'status',
                title: say('状态', 'State'),
                cell: ({ status }) => <StatusTag noun="demand" status={status} />,
              },
              {
                key: 'answer',
                title: say('答复', 'Answer'),
                cell: ({ resource, ground }) =>
                  resource !== undefined ? (
                    <RouterLink to={`/directory/${resource}`}>{resourceName(resource)}</RouterLink>
                  ) : ground !== undefined ? (
                    codeName('refusal-ground', ground)
                  ) : (
                    '—'
                  ),
              },
            ],
          });
      }
    };
    return () => (
      <>
        <PageHeading
          title={say('三张清单', 'The three lists')}
          about={
            keeps()
              ? say(
                  '责任清单、需求清单、负面清单：随目录实时生成，可以打印。',
                  'Responsibility, demand and negative list: as the directory is now; they can be printed.',
                )
              : say(
                  '责任清单和负面清单：随目录实时生成，可以打印。需求清单由目录管理员和审计员查看。',
                  'Responsibility and negative list: as the directory is now; they can be printed. The demand list is for catalogue administrators and auditors.',
                )
          }
        >
          <ElButton class="no-print" onClick={() => window.print()}>
            {say('打印', 'Print')}
          </ElButton>
        </PageHeading>
        <ElForm
          class="filters no-print"
          labelPosition="top"
          {...{ onSubmit: (event: Event) => event.preventDefault() }}
        >
          <ElRadioGroup
            modelValue={list()}
            {...{
              'aria-label': say('清单', 'List'),
              'onUpdate:modelValue': (name: unknown) => (chosen.value = String(name)),
            }}
          >
            <ElRadioButton value="responsibility">{listTitle('responsibility')}</ElRadioButton>
            {keeps() && <ElRadioButton value="demand">{listTitle('demand')}</ElRadioButton>}
            <ElRadioButton value="negative">{listTitle('negative')}</ElRadioButton>
          </ElRadioGroup>
          <FilterSelect
            name="organisation"
            v-model={organisation.value}
            label={say('部门', 'Organisation')}
            choices={activeOrganisations().map(({ id, name }) => ({ value: id, label: name }))}
          />
        </ElForm>
        <Asked of={asking}>
          {() => (
            <>
              {table()}
              <p class="list-foot">
                {say(
                  `共 ${asking.value.value?.lines.length ?? 0} 条，${day(new Date())} 生成`,
                  `${several(asking.value.value?.lines.length ?? 0, 'line')}, as of ${day(new Date())}`,
                )}
              </p>
            </>
          )}
        </Asked>
      </>
    );
  },
});

function listTitle(list: ListName): string {
  switch (list) {
    case 'responsibility':
      return say('责任清单', 'Responsibility list');
    case 'demand':
      return say('需求清单', 'Demand list');
    case 'negative':
      return say('负面清单', 'Negative list');
  }
}
