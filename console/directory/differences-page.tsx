import './directory.css';
import { computed, defineComponent } from 'vue';
import { RouterLink, useRoute } from 'vue-router';
import { type Answer, call, useAsking } from '../api/index.ts';
import { moment, number } from '../language/format.ts';
import { say, sayBoth } from '../language/language.ts';
import { Asked, EmptyNote, PageHeading, useKept } from '../parts/index.ts';
import { nameOf, readReference } from './reference.ts';
import { Tag } from './tag.tsx';
import { valueWord } from './value-word.ts';
import { type Effect, effectMeaning, effectWord, memberWord, revisionStatusWord } from './words.ts';

type Difference = Answer<'GET /v1/resources/{id}/editions/{edition}/differences'>['items'][number];

/** From what stops programs to what touches nobody. */
const effects: readonly Effect[] = ['breaking', 'decision', 'extending', 'editorial'];

const tones = { breaking: 'danger', decision: 'warning', extending: 'primary', editorial: 'info' } as const;
const signs = { breaking: '✕', decision: '⚠', extending: '＋', editorial: '✎' } as const;

/** The place of a difference within the whole, as the first column says it. */
function place({ pointer, before, after }: Difference): string {
  const [member = '', , part] = pointer.split('/').slice(1);
  if (member === 'items' && part === undefined) {
    const item = (after ?? before) as { name?: string } | undefined;
    return say(`信息项“${item?.name ?? ''}”`, `Item “${item?.name ?? ''}”`);
  }
  if (member === 'rowSchema') return memberWord('rowSchema');
  return member === 'items' ? `${memberWord('items')} · ${memberWord(part ?? '')}` : memberWord(member);
}

function side({ pointer }: Difference, value: unknown) {
  if (value === undefined) return <span class="hint">{say('（没有）', '(not there)')}</span>;
  const parts = pointer.split('/').slice(1);
  if (parts[0] === 'rowSchema') return <code class="long-text">{JSON.stringify(value)}</code>;
  const member = parts.at(-1) ?? '';
  return <span class="long-text">{valueWord(value, /^\d+$/.test(member) ? '' : member, parts.at(-2) ?? '')}</span>;
}

/** Two editions side by side: what changed, whom it touches, and from when what breaks is in force. */
export const DifferencesPage = defineComponent({
  setup() {
    const route = useRoute();
    const id = computed(() => String(route.params.id));
    const [from, to] = [useKept('from'), useKept('to')];
    const shown = useKept('effect');

    const known = useAsking(
      async (signal) => {
        const params = { id: id.value };
        const [resource, editions] = await Promise.all([
          call('GET /v1/resources/{id}', { params, signal }),
          call('GET /v1/resources/{id}/editions', { params, signal }),
          readReference(),
        ]);
        return { resource, editions };
      },
      { on: () => id.value },
    );
    /** What is compared, where the address does not say it: the last change there is. */
    const pair = computed(() => {
      const editions = known.value.value?.editions;
      if (editions === undefined) return undefined;
      const newest = editions.items[0]?.edition ?? 0;
      const numbers = editions.items.map(({ edition }) => edition);
      const wished = Number(to.value);
      if (to.value === 'revision' || (to.value === '' && editions.revision !== undefined))
        return editions.revision === undefined ? undefined : { from: newest, to: 'revision' as const };
      const later = numbers.includes(wished) ? wished : newest;
      const first = Number(from.value);
      const earlier = numbers.includes(first) && first !== later ? first : later - 1;
      return { from: earlier, to: later };
    });
    const differences = useAsking(
      async (signal) => {
        const compared = pair.value;
        const params = { id: id.value };
        if (compared === undefined || compared.to === 0) return undefined;
        if (compared.to === 'revision') {
          const revision = await call('GET /v1/resources/{id}/revision', { params, signal });
          return { breaking: revision.breaking, items: revision.differences };
        }
        if (compared.from < 1) return { breaking: false, items: [] };
        return call('GET /v1/resources/{id}/editions/{edition}/differences', {
          params: { ...params, edition: compared.to },
          query: { from: compared.from },
          signal,
        });
      },
      { on: () => [pair.value?.from, pair.value?.to] },
    );

    return () => {
      const held = known.value.value;
      const revision = held?.editions.revision;
      const compared = pair.value;
      const editionWord = (edition: number) => say(`第 ${edition} 版`, `Edition ${edition}`);
      const laterWord = compared?.to === 'revision' ? say('修订稿', 'Revision') : editionWord(compared?.to ?? 0);
      const line = held?.editions.items.find(({ edition }) => edition === compared?.to);
      const found = differences.value.value?.items ?? [];
      const visible = found.filter(({ effect }) => shown.value === '' || effect === shown.value);
      return (
        <>
          <p class="way-back">
            <RouterLink to={{ name: 'directory-record', params: { id: id.value } }}>
              {say('← 资源', '← The resource')}
            </RouterLink>
          </p>
          <PageHeading
            title={say('版本差异', 'Differences')}
            about={held === undefined ? '' : `${nameOf(held.resource)} · ${held.resource.code}`}
          />
          <Asked of={known}>
            {() => {
              const editions = held?.editions.items ?? [];
              if (editions.length === 0)
                return (
                  <EmptyNote
                    title={say('还没有发布过，没有可比较的版本', 'Not published yet: there are no editions to compare')}
                    next={say(
                      '首次发布后，每次改动都可在这里并排看。',
                      'After the first publication each change is seen here side by side.',
                    )}
                  />
                );
              const options = editions.map(({ edition }) => edition);
              return (
                <>
                  <div class="compare-choice">
                    <label>
                      {say('前：', 'Before: ')}
                      <select
                        class="choice as-wide-as-text"
                        value={String(compared?.from ?? '')}
                        onChange={(event: Event) => (from.value = (event.target as HTMLSelectElement).value)}
                      >
                        {options
                          .filter((edition) =>
                            compared?.to === 'revision' ? edition === options[0] : edition !== compared?.to,
                          )
                          .map((edition) => (
                            <option key={edition} value={String(edition)}>
                              {editionWord(edition)}
                            </option>
                          ))}
                        {compared?.from === 0 && (
                          <option value="0">{say('（首次发布之前）', '(before the first)')}</option>
                        )}
                      </select>
                    </label>
                    <label>
                      {say('后：', 'After: ')}
                      <select
                        class="choice as-wide-as-text"
                        value={String(compared?.to ?? '')}
                        onChange={(event: Event) => (to.value = (event.target as HTMLSelectElement).value)}
                      >
                        {revision !== undefined && (
                          <option value="revision">{revisionStatusWord(revision.status)}</option>
                        )}
                        {options.map((edition) => (
                          <option key={edition} value={String(edition)}>
                            {editionWord(edition)}
                          </option>
                        ))}
                      </select>
                    </label>
                  </div>
                  <Asked of={differences}>
                    {() => (
                      <>
                        {differences.value.value?.breaking === true && (
                          <p class="breaking-note" role="note">
                            <strong>
                              <span aria-hidden="true">✕</span> {say('有不兼容的改动。', 'There are breaking changes.')}
                            </strong>{' '}
                            {compared?.to === 'revision'
                              ? revision?.effectiveFrom === undefined
                                ? say(
                                    '生效时间在发布时确定：有授权依赖或已开放的，宽限期满才生效。',
                                    'When it takes effect is fixed at publication: after the grace period, where grants or the public rely on the resource.',
                                  )
                                : say(
                                    `宽限期到 ${moment(revision.effectiveFrom)} 为止，届时生效。`,
                                    `The grace period ends on ${moment(revision.effectiveFrom)}, when it takes effect.`,
                                  )
                              : say(
                                  `自 ${moment(line?.effectiveFrom)} 起生效。`,
                                  `In force from ${moment(line?.effectiveFrom)}.`,
                                )}
                          </p>
                        )}
                        {found.length === 0 ? (
                          <EmptyNote
                            title={
                              compared?.from === 0
                                ? say(
                                    '这是首次发布，没有更早的版本',
                                    'This is the first publication; there is nothing before it',
                                  )
                                : say('没有差异', 'No differences')
                            }
                            next={
                              compared?.from === 0 && options.length === 1
                                ? say(
                                    '修订发布后，可在这里与本版比较。',
                                    'Once a revision is published, it is compared with this one here.',
                                  )
                                : say('可在上面另选两个版本。', 'Choose two other editions above.')
                            }
                          />
                        ) : (
                          <>
                            <fieldset class="effect-choice">
                              <legend class="visually-hidden">{say('只看', 'Show only')}</legend>
                              {effects.map((effect) => {
                                const count = found.filter((each) => each.effect === effect).length;
                                if (count === 0) return null;
                                return (
                                  <button
                                    key={effect}
                                    type="button"
                                    class={['effect-button', effect]}
                                    aria-pressed={shown.value === effect}
                                    onClick={() => (shown.value = shown.value === effect ? '' : effect)}
                                  >
                                    <span aria-hidden="true">{signs[effect]}</span> {effectWord(effect)} {number(count)}
                                    <small class="block">{effectMeaning(effect)}</small>
                                  </button>
                                );
                              })}
                            </fieldset>
                            <section
                              class="table-scroll"
                              tabindex={0}
                              aria-label={say('差异表', 'Table of differences')}
                            >
                              <table class="plain-table differences stacks">
                                <caption class="visually-hidden">
                                  {say(
                                    `${editionWord(compared?.from ?? 0)}与${laterWord}的差异`,
                                    `Differences of ${editionWord(compared?.from ?? 0)} and ${laterWord}`,
                                  )}
                                </caption>
                                <thead>
                                  <tr>
                                    <th scope="col">{say('影响', 'Effect')}</th>
                                    <th scope="col">{say('位置', 'Place')}</th>
                                    <th scope="col">{editionWord(compared?.from ?? 0)}</th>
                                    <th scope="col">{laterWord}</th>
                                  </tr>
                                </thead>
                                <tbody>
                                  {[...visible]
                                    .sort((a, b) => effects.indexOf(a.effect) - effects.indexOf(b.effect))
                                    .map((difference) => (
                                      <tr key={difference.kind + difference.pointer} class={difference.effect}>
                                        <td data-title={say('影响', 'Effect')}>
                                          <Tag type={tones[difference.effect]}>
                                            {`${signs[difference.effect]} ${effectWord(difference.effect)}`}
                                          </Tag>
                                        </td>
                                        <th scope="row">
                                          {place(difference)}
                                          <small class="hint block">{sayBoth(difference.text)}</small>
                                        </th>
                                        <td class="before" data-title={editionWord(compared?.from ?? 0)}>
                                          {side(difference, difference.before)}
                                        </td>
                                        <td class="after" data-title={laterWord}>
                                          {side(difference, difference.after)}
                                        </td>
                                      </tr>
                                    ))}
                                </tbody>
                              </table>
                            </section>
                          </>
                        )}
                      </>
                    )}
                  </Asked>
                </>
              );
            }}
          </Asked>
        </>
      );
    };
  },
});
