import type { OrganisationId } from '../../identity/index.ts';
import type { Clock, Database } from '../../kernel/index.ts';
import { checkDefinition } from './check-definition.ts';
import { keepEdition, writeType } from './edition-store.ts';
import type { LicenceTypeDefinition } from './licence-type.ts';
import { insertIssuers, insertLicenceType, readLicenceType } from './licence-type-store.ts';
import { checkTemplate } from './template/check-template.ts';
import { readTemplate } from './template/read-template.ts';
import { keepTemplate } from './template/template-store.ts';

/**
 * Puts a type that comes with the program or with a deployment into the directory, and appoints its first issuers.
 * May be repeated at every start: a type that is there is left as the deployment has it, issuers only come to it, and the
 * template comes to one that has none and was never revised.
 * @returns true when the type was new
 * @throws Error when the definition contradicts itself or its template, or its short name belongs to another type
 */
export async function registerLicenceType(options: {
  database: Database;
  clock: Clock;
  definition: LicenceTypeDefinition;
  /** SVG that its licences are printed on. */
  template?: string | undefined;
  issuers?: readonly OrganisationId[] | undefined;
}): Promise<boolean> {
  const { definition, template: svg } = options;
  const { code, name, status } = definition;
  const template = svg === undefined ? undefined : readTemplate(Buffer.from(svg));
  const errors = [
    ...checkDefinition(definition),
    ...(template?.findings ?? []),
    ...(template?.template === undefined ? [] : checkTemplate(template.template, definition)),
  ];
  if (errors.length > 0) {
    throw new Error(
      `the licence type ${name} cannot be used: ${errors.map((e) => `${e.pointer} ${e.detail}`).join('; ')}`,
    );
  }
  const digest = template?.template?.digest;
  const publishedAt = options.clock.now();
  return options.database.transaction(async (tx) => {
    if (svg !== undefined && digest !== undefined) await keepTemplate(tx, svg, digest);
    const isNew = await insertLicenceType(tx, definition, publishedAt, digest);
    const type = await readLicenceType(tx, code);
    if (type === undefined) throw new Error(`another licence type is called ${name} already`);
    const edition = { definition, template: digest, publishedBy: 'deployment', publishedAt };
    if (isNew && status === 'published') await keepEdition(tx, code, { ...edition, edition: type.edition });
    const isBare = type.template === undefined && type.edition === 1 && type.revision === undefined;
    if (!isNew && digest !== undefined && isBare && type.status === 'published') {
      await writeType(tx, code, { edition: 2, inForce: edition });
      await keepEdition(tx, code, { ...edition, edition: 2 });
    }
    await insertIssuers(tx, code, options.issuers ?? []);
    return isNew;
  });
}
