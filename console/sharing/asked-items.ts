import type { Application, Grant, Item, Matter, Resource } from './words.ts';

type Form =
  | Pick<Application['form'], 'fields' | 'verifyFields' | 'predicates'>
  | Pick<Grant, 'fields' | 'verifyFields' | 'predicates'>;

/** One item that is asked for: how, what the directory says of it, and for which matters it is needed. */
export interface AskedItem {
  readonly field: string;
  readonly item: Item | undefined;
  readonly seen: boolean;
  readonly confirmed: boolean;
  readonly predicates: readonly { readonly kind: string; readonly allowed: readonly (string | number | boolean)[] }[];
  /** Codes of the matters whose materials name it. */
  readonly neededBy: readonly string[];
}

/** The items of a form, in the order of the resource. */
export function askedItems(
  form: Form,
  { resource, matters }: { resource: Resource | undefined; matters: readonly Matter[] },
): readonly AskedItem[] {
  const { fields = [], verifyFields = [], predicates = [] } = form;
  const order = resource?.items.map(({ field }) => field) ?? [];
  const asked = [...new Set([...fields, ...verifyFields, ...predicates.map(({ field }) => field)])];
  const place = (field: string) => (order.includes(field) ? order.indexOf(field) : order.length);
  return asked
    .sort((a, b) => place(a) - place(b))
    .map((field) => ({
      field,
      item: resource?.items.find((each) => each.field === field),
      seen: fields.includes(field),
      confirmed: verifyFields.includes(field),
      predicates: predicates.filter((each) => each.field === field),
      neededBy: matters.filter((matter) => needs(matter, resource?.id, field)).map(({ code }) => code),
    }));
}

/** Do the materials of a matter name this field of the resource, or something to be known about it? */
export function needs(matter: Matter, resource: string | undefined, field: string): boolean {
  return matter.materials.some(
    (material) =>
      material.kind === 'resource' &&
      material.resource === resource &&
      (material.fields.includes(field) || (material.predicates ?? []).some((each) => each.field === field)),
  );
}

/** How an item is shared: by its own decision, or the resource's. */
export function sharingOf(item: Item | undefined, resource: Resource | undefined) {
  return item?.sharing ?? resource?.sharing;
}
