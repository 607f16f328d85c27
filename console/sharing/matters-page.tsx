import './sharing.css';
import { ElButton } from 'element-plus';
import { defineComponent } from 'vue';
import { RouterLink, useRouter } from 'vue-router';
import { call } from '../api/index.ts';
import { say } from '../language/language.ts';
import { PageHeading, useKept } from '../parts/index.ts';
import { has } from '../session/session.ts';
import { FilterSelect } from './filter-select.tsx';
import { usePaged } from './paged.ts';
import { FilterBar, pagedList, statusColumn } from './paged-list.tsx';
import { activeOrganisations, licenceTypeName, organisationName, resourceName, useNames } from './reference.ts';
import { type Matter, statusChoices } from './words.ts';

/** The matters for which data may be asked. */
export const MattersPage = defineComponent({
  setup() {
    useNames();
    const router = useRouter();
    const status = useKept('status');
    const organisation = useKept('organisation');
    const paged = usePaged(
      (cursor, signal) =>
        call('GET /v1/matters', {
          query: {
            ...(status.value === '' ? {} : { status: status.value as Matter['status'] }),
            ...(organisation.value === '' ? {} : { organisation: organisation.value }),
            cursor,
            limit: 50,
          },
          signal,
        }),
      { on: () => [status.value, organisation.value] },
    );
    return () => (
      <>
        <PageHeading
          title={say('办理事项', 'Matters')}
          about={say(
            '数据只为登记的事项而用：事项的所需材料决定可以申请哪些信息项。',
            'Data serves registered matters: what their materials name is what can be applied for.',
          )}
        >
          {has('catalogue-administrator') && (
            <ElButton type="primary" onClick={() => void router.push('/matters/new')}>
              {say('登记事项', 'Register a matter')}
            </ElButton>
          )}
        </PageHeading>
        <FilterBar>
          <FilterSelect
            name="organisation"
            v-model={organisation.value}
            label={say('承办部门', 'Organisation')}
            choices={activeOrganisations().map(({ id, name }) => ({ value: id, label: name }))}
          />
          <FilterSelect
            name="status"
            v-model={status.value}
            label={say('状态', 'State')}
            choices={statusChoices('matter', ['active', 'ended'])}
          />
        </FilterBar>
        {pagedList({
          paged,
          caption: say('事项', 'Matters'),
          rowKey: ({ code }) => code,
          empty: {
            title: say('没有符合条件的事项', 'No matter fits'),
            next: say(
              '登记事项及其所需材料后，才能申请数据。',
              'Register a matter and its materials; then data can be applied for.',
            ),
          },
          columns: [
            {
              key: 'name',
              title: say('事项', 'Matter'),
              heads: true,
              cell: ({ code, name }) => (
                <>
                  <RouterLink to={`/matters/${code}`}>{name}</RouterLink>
                  <small>
                    <code>{code}</code>
                  </small>
                </>
              ),
            },
            {
              key: 'organisation',
              title: say('承办部门', 'Organisation'),
              cell: (row) => organisationName(row.organisation),
            },
            {
              key: 'materials',
              title: say('所需材料', 'Materials'),
              cell: ({ materials }) => materialLines(materials),
            },
            statusColumn('matter', ({ status }: Matter) => status),
          ],
        })}
      </>
    );
  },
});

function materialLines(materials: Matter['materials']) {
  return (
    <>
      {materials.map((material) => (
        <div key={material.kind === 'resource' ? material.resource : material.licenceType}>
          {material.kind === 'resource'
            ? say(
                `${resourceName(material.resource)}：${material.fields.length + (material.predicates ?? []).length} 项`,
                `${resourceName(material.resource)}: ${material.fields.length + (material.predicates ?? []).length}`,
              )
            : say(`证照 ${licenceTypeName(material.licenceType)}`, `Licence ${licenceTypeName(material.licenceType)}`)}
        </div>
      ))}
    </>
  );
}
