import type { LicenceTypeDraft as DraftJson, LicenceType as LicenceTypeJson } from '../generated/schemas.ts';
import type { LicenceType, LicenceTypeDefinition } from './licence-type.ts';

/** A type as callers see it. */
export function licenceTypeJson(type: LicenceType): LicenceTypeJson {
  const { status, schema, issuers, edition, template, revision, version } = type;
  return {
    ...draftJson(type),
    status,
    schema,
    issuers: [...issuers],
    edition,
    ...(template === undefined ? {} : { template }),
    ...(revision === undefined ? {} : { revision: draftJson(revision.definition) }),
    version,
  };
}

function draftJson(definition: LicenceTypeDefinition): DraftJson {
  const { code, name, title, definingAuthority, kind, holder, term, items, fetchFrom } = definition;
  return {
    ...{ code, name, title, definingAuthority, kind },
    holder: { ...holder, kinds: [...holder.kinds] },
    ...(term === undefined ? {} : { term }),
    items: items.map((item) => ({ ...item, ...(item.values === undefined ? {} : { values: [...item.values] }) })),
    ...(fetchFrom === undefined
      ? {}
      : {
          fetchFrom: fetchFrom.map(({ resource, match, map }) => ({ resource, match: { ...match }, map: { ...map } })),
        }),
  } as DraftJson;
}
