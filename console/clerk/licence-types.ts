import { type Answer, call, useAsking } from '../api/index.ts';

type LicenceType = Answer<'GET /v1/licence-types'>['items'][number];

/** The types of licences that there are, by code and by what names them. */
export interface LicenceTypes {
  readonly all: readonly LicenceType[];
  readonly byCode: (code: string | undefined) => LicenceType | undefined;
  /** A licence identifier holds the code of its type (GB/T 36904). */
  readonly ofIdentifier: (identifier: string | undefined) => LicenceType | undefined;
}

/** The county's types, for the names of types and items. */
export function useLicenceTypes() {
  return useAsking(async (signal): Promise<LicenceTypes> => {
    const { items } = await call('GET /v1/licence-types', { signal });
    const byCode = (code: string | undefined) => items.find((type) => type.code === code || type.name === code);
    return {
      all: items,
      byCode,
      ofIdentifier: (identifier) => items.find(({ code }) => identifier?.split('.').includes(code) === true),
    };
  });
}
