import { compileSchema, type JsonSchema, type Text } from '../../kernel/index.ts';
import { type ResourceDraft, schemas } from '../generated/schemas.ts';
import { standaloneSchema } from '../standalone-schema.ts';

/** Everything in which a draft is not as the interface takes it: too long, out of range. */
export function draftBounds(draft: ResourceDraft): readonly { readonly pointer: string; readonly detail: Text }[] {
  return check(draft).map(({ pointer, detail }) => ({ pointer, detail: { zh: inChinese(detail), en: detail } }));
}

const check = compileSchema(standaloneSchema(schemas.ResourceDraft) as JsonSchema);

/** The few sentences that a draft made of cells can meet. */
function inChinese(detail: string): string {
  const [, fewer, number = ''] = /must NOT have (more|fewer) than (\d+)/.exec(detail) ?? [];
  if (fewer === 'more') return `多于 ${number}`;
  if (fewer === 'fewer') return `少于 ${number}`;
  const [, sign, bound = ''] = /must be ([<>]=) ([\d.e+]+)/.exec(detail) ?? [];
  if (sign !== undefined) return sign === '<=' ? `大于 ${bound}` : `小于 ${bound}`;
  return '格式或内容不符';
}
