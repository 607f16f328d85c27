import { checkUnifiedCode } from '../../identity/index.ts';
import { canonicalJson, compileSchema, type PointerError } from '../../kernel/index.ts';
import { personalNumbersIn } from '../no-personal-number.ts';
import { checkFetchRules } from './fetch-rule.ts';
import { itemNamePattern, type LicenceItem, schemaOfItems } from './item.ts';
import { type LicenceTypeDefinition, licenceTypeCodePattern, licenceTypeNamePattern } from './licence-type.ts';

const mostItems = 200;
const longestText = 20_000;

/** What is wrong with a definition, as JSON pointers; an empty list means that it can be used. */
export function checkDefinition(definition: LicenceTypeDefinition): readonly PointerError[] {
  const { items, holder, term } = definition;
  const errors: PointerError[] = [];
  const require = (holds: boolean, pointer: string, detail: string) => {
    if (!holds) errors.push({ pointer, detail });
  };
  const itemOf = (name: string) => items.find((item) => item.name === name);
  const isFormed = licenceTypeCodePattern.test(definition.code);
  require(isFormed, '/code', 'must be a unified code and three digits');
  if (isFormed)
    require(isUnifiedCode(definition.code.slice(0, 18)), '/code', 'has a wrong check character in its unified code');
  require(licenceTypeNamePattern.test(definition.name), '/name', 'must be lower-case letters, digits and hyphens');
  require(items.length > 0 && items.length <= mostItems, '/items', `must be 1 to ${mostItems}`);
  require(new Set(items.map(({ name }) => name)).size === items.length, '/items', 'must not name an item twice');
  for (const [index, item] of items.entries()) errors.push(...itemErrors(item, `/items/${index}`));
  require(holder.kinds.length > 0, '/holder/kinds', 'must name at least one kind');
  for (const member of ['number', 'name'] as const) {
    const item = itemOf(holder[member]);
    require(item !== undefined, `/holder/${member}`, 'must be one of the items');
    require(item?.required !== false, `/holder/${member}`, 'must be a required item');
  }
  if (term !== undefined) require(itemOf(term)?.type === 'term', '/term', 'must be an item that is a term');
  // Whoever asks is shown it.
  const { schema, ...written } = definition;
  errors.push(...personalNumbersIn(written));
  errors.push(...checkFetchRules(definition.fetchFrom ?? [], new Set(items.map(({ name }) => name))));
  if (errors.length > 0) return errors;
  require(canonicalJson(schema) ===
    canonicalJson(schemaOfItems(items)), '/schema', 'is not what follows from the items');
  // What follows from items can be compiled, unless there is a kind of item that nobody thought of.
  compileSchema(schema);
  return errors;
}

function itemErrors(item: LicenceItem, pointer: string): readonly PointerError[] {
  const { type, maxLength, values } = item;
  const errors: PointerError[] = [];
  if (!itemNamePattern.test(item.name))
    errors.push({ pointer: `${pointer}/name`, detail: 'must be letters and digits' });
  if (maxLength !== undefined && type !== 'text' && type !== 'list') {
    errors.push({ pointer: `${pointer}/maxLength`, detail: `goes with text and list, not with ${type}` });
  }
  if (maxLength !== undefined && !(Number.isInteger(maxLength) && maxLength > 0 && maxLength <= longestText)) {
    errors.push({ pointer: `${pointer}/maxLength`, detail: `must be 1 to ${longestText}` });
  }
  if ((type === 'choice') !== (values !== undefined && values.length > 0)) {
    errors.push({ pointer: `${pointer}/values`, detail: 'must be there for a choice, and for nothing else' });
  }
  return errors;
}

function isUnifiedCode(text: string): boolean {
  return checkUnifiedCode(text, { origin: 'entered' }).every(({ severity }) => severity === 'warning');
}
