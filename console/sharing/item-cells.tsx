import type { JSX } from 'vue/jsx-runtime';
import { say } from '../language/language.ts';
import { type AskedItem, sharingOf } from './asked-items.ts';
import { codeName } from './reference.ts';
import { predicateWord, type Resource, sensitivityWord } from './words.ts';

/** The name of an item with its field below. */
export function itemName({ item, field }: Pick<AskedItem, 'item' | 'field'>): JSX.Element {
  return (
    <>
      {item === undefined ? field : say(item.name, item.nameEn)}
      <small>
        <code>{field}</code>
      </small>
    </>
  );
}

/** How it is asked for: to be seen, confirmed, or judged. */
export function howAsked({ seen, confirmed, predicates }: AskedItem): JSX.Element {
  return (
    <>
      {[seen ? say('查看值', 'see the value') : '', confirmed ? say('核验值', 'confirm a value') : '']
        .filter((part) => part !== '')
        .join(say('、', ', '))}
      {predicates.map(({ kind, allowed }) => (
        <small key={kind}>
          {predicateWord(kind)}
          {say('：', ': ')}
          {allowed.join(say('、', ', '))}
        </small>
      ))}
    </>
  );
}

/** How far the values may travel. */
export function sensitivityCell({ item }: Pick<AskedItem, 'item'>): JSX.Element | string {
  if (item === undefined) return '—';
  const grave = item.sensitivity === 'sensitive' || item.sensitivity === 'personal';
  return (
    <span class={{ 'tone-care': grave }}>
      {grave && <span aria-hidden="true">▲ </span>}
      {sensitivityWord(item.sensitivity)}
    </span>
  );
}

/** What the lists say: shared freely, on a condition, or not at all by a law. */
export function sharingCell({ item }: Pick<AskedItem, 'item'>, resource: Resource | undefined): JSX.Element | string {
  const sharing = sharingOf(item, resource);
  if (sharing === undefined) return '—';
  const held = sharing.type === '3';
  return (
    <>
      <span class={{ 'tone-bad': held }}>
        {held && <span aria-hidden="true">✕ </span>}
        {codeName('sharing-type', sharing.type)}
      </span>
      {item?.sharing !== undefined && <small>{say('本项单独规定', 'decided for this item')}</small>}
      {item?.sharing?.condition !== undefined && <small>{item.sharing.condition}</small>}
      {sharing.lawBasis !== undefined && <small>{sharing.lawBasis}</small>}
    </>
  );
}
