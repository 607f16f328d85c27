import { defineComponent, type PropType } from 'vue';
import { RouterLink } from 'vue-router';
import type { Answer } from '../../api/index.ts';
import { moment } from '../../language/format.ts';
import { say } from '../../language/language.ts';
import { EmptyNote } from '../../parts/index.ts';
import { Tag } from '../tag.tsx';
import { revisionStatusWord } from '../words.ts';

type Editions = Answer<'GET /v1/resources/{id}/editions'>;

/** What was published of the resource, newest first, and what is on its way. */
export const EditionsPart = defineComponent({
  props: {
    id: { type: String, required: true },
    editions: { type: Object as PropType<Editions>, required: true },
  },
  setup(props) {
    const differences = (query: Readonly<Record<string, string>>) => ({
      name: 'directory-differences',
      params: { id: props.id },
      query,
    });
    return () => {
      const { items, revision } = props.editions;
      if (items.length === 0 && revision === undefined)
        return (
          <EmptyNote
            title={say('还没有发布过', 'Not published yet')}
            next={say(
              '提交、审核、发布后，第 1 版出现在这里。',
              'Once submitted, reviewed and published, edition 1 is here.',
            )}
          />
        );
      return (
        <section class="table-scroll" tabindex={0} aria-label={say('版本表', 'Table of editions')}>
          <table class="plain-table stacks">
            <caption class="visually-hidden">{say('版本', 'Editions')}</caption>
            <thead>
              <tr>
                <th scope="col">{say('版本', 'Edition')}</th>
                <th scope="col">{say('生效时间', 'In force from')}</th>
                <th scope="col">{say('结构版本', 'Schema version')}</th>
                <th scope="col">{say('兼容', 'Compatible')}</th>
                <th scope="col">{say('差异', 'Differences')}</th>
              </tr>
            </thead>
            <tbody>
              {revision !== undefined && (
                <tr>
                  <th scope="row">{revisionStatusWord(revision.status)}</th>
                  <td data-title={say('生效时间', 'In force from')}>
                    {revision.effectiveFrom === undefined
                      ? say('发布时确定', 'said at publication')
                      : moment(revision.effectiveFrom)}
                  </td>
                  <td data-title={say('结构版本', 'Schema version')}>—</td>
                  <td data-title={say('兼容', 'Compatible')}>{breakingTag(revision.breaking)}</td>
                  <td data-title={say('差异', 'Differences')}>
                    <RouterLink to={differences({ to: 'revision' })}>
                      {say('与现行版本比较', 'Compare with the edition in force')}
                    </RouterLink>
                  </td>
                </tr>
              )}
              {items.map(({ edition, effectiveFrom, schemaVersion, breaking }) => (
                <tr key={edition}>
                  <th scope="row">{say(`第 ${edition} 版`, `Edition ${edition}`)}</th>
                  <td data-title={say('生效时间', 'In force from')}>{moment(effectiveFrom)}</td>
                  <td data-title={say('结构版本', 'Schema version')}>{schemaVersion}</td>
                  <td data-title={say('兼容', 'Compatible')}>{edition === 1 ? '—' : breakingTag(breaking)}</td>
                  <td data-title={say('差异', 'Differences')}>
                    {edition > 1 ? (
                      <RouterLink to={differences({ from: String(edition - 1), to: String(edition) })}>
                        {say(`与第 ${edition - 1} 版比较`, `Compare with edition ${edition - 1}`)}
                      </RouterLink>
                    ) : (
                      <span class="hint">{say('首次发布', 'first publication')}</span>
                    )}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      );
    };
  },
});

const breakingTag = (breaking: boolean) =>
  breaking ? (
    <Tag type="danger">{say('✕ 不兼容', '✕ breaking')}</Tag>
  ) : (
    <Tag type="success">{say('✓ 兼容', '✓ compatible')}</Tag>
  );
