import type { CatalogFacts } from '../catalog/index.ts';
import { type IdentityFacts, isOrganisationId } from '../identity/index.ts';
import type { Text } from '../kernel/index.ts';

/** What organisations, matters and resources are called, for whoever shows their ids; undefined for what is not there. */
export interface KnownNames {
  readonly organisation: (id: string) => string | undefined;
  readonly matter: (code: string) => string | undefined;
  readonly resource: (
    id: string,
  ) => { readonly title: Text; readonly fields: Readonly<Record<string, Text>> } | undefined;
}

export function knownNames({ catalog, identity }: { catalog: CatalogFacts; identity: IdentityFacts }): KnownNames {
  return {
    organisation: (id) => (isOrganisationId(id) ? identity.organisation(id)?.name : undefined),
    matter: (code) => catalog.matter(code)?.name,
    resource(id) {
      const resource = catalog.resource(id);
      if (resource === undefined) return undefined;
      const text = ({ name, nameEn }: { readonly name: string; readonly nameEn: string }) => ({ zh: name, en: nameEn });
      return {
        title: text(resource),
        fields: Object.fromEntries(resource.items.map((item) => [item.field, text(item)])),
      };
    },
  };
}
