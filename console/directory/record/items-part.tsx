import { defineComponent, type PropType } from 'vue';
import type { Answer } from '../../api/index.ts';
import { number } from '../../language/format.ts';
import { say } from '../../language/language.ts';
import { bothNames, word } from '../reference.ts';
import { Tag } from '../tag.tsx';
import { memberWord, sensitivityWord } from '../words.ts';

type Content = Pick<Answer<'GET /v1/resources/{id}'>, 'items' | 'matchKeys' | 'sharing' | 'openness'>;
type Item = Content['items'][number];

function sizeOf({ length, scale, unit }: Item): string {
  const size = length === undefined ? '' : scale === undefined ? number(length) : `${number(length)}, ${scale}`;
  return [size, unit ?? ''].filter((text) => text !== '').join(' ') || '—';
}

/** The information items of a resource and the combinations of them by which rows are looked up. */
export const ItemsPart = defineComponent({
  props: { content: { type: Object as PropType<Content>, required: true } },
  setup(props) {
    return () => {
      const { items, matchKeys } = props.content;
      const names = new Map(items.map((item) => [item.field, item]));
      return (
        <>
          <section class="table-scroll" tabindex={0} aria-label={say('信息项表', 'Table of items')}>
            <table class="plain-table stacks">
              <caption class="visually-hidden">{say('信息项', 'Items')}</caption>
              <thead>
                <tr>
                  <th scope="col">#</th>
                  <th scope="col">{memberWord('name')}</th>
                  <th scope="col">{memberWord('field')}</th>
                  <th scope="col">{memberWord('type')}</th>
                  <th scope="col">{say('长度、单位', 'Length, unit')}</th>
                  <th scope="col">{memberWord('codeTable')}</th>
                  <th scope="col">{memberWord('sensitivity')}</th>
                  <th scope="col">{say('共享', 'Shared')}</th>
                  <th scope="col">{say('开放', 'Open')}</th>
                  <th scope="col">{memberWord('description')}</th>
                </tr>
              </thead>
              <tbody>
                {items.map((item, index) => {
                  const [name, other] = bothNames(item);
                  const isSensitive = item.sensitivity === 'sensitive' || item.sensitivity === 'personal';
                  return (
                    <tr key={item.field}>
                      <td data-title="#">{index + 1}</td>
                      <th scope="row">
                        {name}
                        {other !== '' && <small class="hint block">{other}</small>}
                      </th>
                      <td data-title={memberWord('field')}>
                        <code>{item.field}</code>
                        {item.matchable && <small class="block">{say('可匹配', 'matchable')}</small>}
                      </td>
                      <td data-title={memberWord('type')}>{word('item-type', item.type)}</td>
                      <td data-title={say('长度、单位', 'Length, unit')}>{sizeOf(item)}</td>
                      <td data-title={memberWord('codeTable')}>{item.codeTable ?? '—'}</td>
                      <td data-title={memberWord('sensitivity')}>
                        <Tag type={isSensitive ? 'warning' : 'info'}>{sensitivityWord(item.sensitivity)}</Tag>
                      </td>
                      <td data-title={say('共享', 'Shared')}>
                        {item.sharing === undefined ? (
                          <span class="hint">{say('同资源', 'as the resource')}</span>
                        ) : (
                          <>
                            {word('sharing-type', item.sharing.type)}
                            <small class="block">{item.sharing.condition ?? item.sharing.lawBasis ?? ''}</small>
                          </>
                        )}
                      </td>
                      <td data-title={say('开放', 'Open')}>
                        {item.openness === undefined ? (
                          <span class="hint">{say('同资源', 'as the resource')}</span>
                        ) : item.openness.open ? (
                          say('开放', 'open')
                        ) : (
                          say('不开放', 'not open')
                        )}
                      </td>
                      <td class="long-text" data-title={memberWord('description')}>
                        {item.description ?? '—'}
                      </td>
                    </tr>
                  );
                })}
              </tbody>
            </table>
          </section>
          <h2>{memberWord('matchKeys')}</h2>
          {matchKeys.length === 0 ? (
            <p class="hint">
              {say(
                '没有匹配组合：按文件共享，不能逐条查询。',
                'None: it is shared as files and cannot be looked up row by row.',
              )}
            </p>
          ) : (
            <ul>
              {matchKeys.map((key) => (
                <li key={key.join(' ')}>
                  {key.map((field) => bothNames(names.get(field) ?? { name: field, nameEn: field })[0]).join(' + ')}{' '}
                  <code>{key.join(' + ')}</code>
                </li>
              ))}
            </ul>
          )}
        </>
      );
    };
  },
});
