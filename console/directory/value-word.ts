import { day, moment } from '../language/format.ts';
import { say } from '../language/language.ts';
import { actorWord } from '../session/officer-names.ts';
import { organisationName, type TableName, word } from './reference.ts';
import { memberWord, type Sensitivity, type Status, sensitivityWord, statusWord } from './words.ts';

const tableOfMember: Readonly<Record<string, TableName>> = {
  updateCycle: 'update-cycle',
  category: 'class-category',
  mode: 'sharing-mode',
};

/** A value of a record in words: codes by their tables, items by their names, what is nested in brackets. */
export function valueWord(value: unknown, member = '', parent = ''): string {
  if (value === undefined || value === null || value === '') return '—';
  if (typeof value === 'boolean') return value ? say('是', 'yes') : say('否', 'no');
  if (typeof value === 'number') return String(value);
  if (typeof value === 'string') {
    if (member === 'status') return statusWord(value as Status);
    if (member === 'sensitivity') return sensitivityWord(value as Sensitivity);
    if (member === 'provider') return organisationName(value);
    if (member === 'category' && parent === 'format') return word('format', value);
    if (member === 'type') return word(parent === 'sharing' ? 'sharing-type' : 'item-type', value);
    if (/^(officer|system):/.test(value)) return actorWord(value);
    if (/^\d{4}-\d{2}-\d{2}$/.test(value)) return day(value);
    if (/^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/.test(value)) return moment(value);
    const table = tableOfMember[member];
    return table === undefined ? value : word(table, value);
  }
  if (Array.isArray(value)) {
    if (value.length === 0) return say('（无）', '(none)');
    return value.map((each) => (isNamed(each) ? each.name : valueWord(each))).join(say('、', ', '));
  }
  const entries = Object.entries(value);
  if (entries.length === 0) return say('（无）', '(none)');
  return entries.map(([name, each]) => `${memberWord(name)} ${valueWord(each, name, member)}`).join(say('；', '; '));
}

function isNamed(value: unknown): value is { name: string } {
  return typeof value === 'object' && value !== null && typeof (value as { name?: unknown }).name === 'string';
}
