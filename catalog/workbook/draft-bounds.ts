import { compileSchema, type JsonSchema, placeText, type Text } from '../../kernel/index.ts';
import { type ResourceDraft, schemas } from '../generated/schemas.ts';
import { standaloneSchema } from '../standalone-schema.ts';

/** Everything in which a draft is not as the interface takes it: too long, out of range. */
export function draftBounds(draft: ResourceDraft): readonly { readonly pointer: string; readonly detail: Text }[] {
  return check(draft).map((error) => ({ pointer: error.pointer, detail: placeText(error) }));
}

const check = compileSchema(standaloneSchema(schemas.ResourceDraft) as JsonSchema);
