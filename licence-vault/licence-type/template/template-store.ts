import type { Database } from '../../../kernel/index.ts';
import type { LicenceType } from '../licence-type.ts';
import type { LicenceTemplate } from './licence-template.ts';
import { readTemplate } from './read-template.ts';

export interface LicenceTemplateTables {
  'vault.licence_template': { digest: Buffer; svg: string };
}

/** Reading one takes longer than issuing a licence; a template never changes, and a deployment has few. */
const known = new Map<string, LicenceTemplate>();
const mostKnown = 256;

/** The template that licences of a type are printed on; undefined: it has none, and they are plain pages. */
export async function templateOf(
  database: Database,
  type: Pick<LicenceType, 'template'>,
): Promise<LicenceTemplate | undefined> {
  if (type.template === undefined) return undefined;
  const remembered = known.get(type.template);
  if (remembered !== undefined) return remembered;
  const svg = await readTemplateSvg(database, type.template);
  const template = svg === undefined ? undefined : readTemplate(Buffer.from(svg)).template;
  // What is stored was read before, by the same rules.
  if (template === undefined) throw new Error('a template of the directory cannot be read');
  if (known.size >= mostKnown) known.clear();
  known.set(type.template, template);
  return template;
}

/** The SVG with this digest, hexadecimal. */
export async function readTemplateSvg(database: Database, digest: string): Promise<string | undefined> {
  const row = await database
    .tables<LicenceTemplateTables>()
    .selectFrom('vault.licence_template')
    .select('svg')
    .where('digest', '=', Buffer.from(digest, 'hex'))
    .executeTakeFirst();
  return row?.svg;
}

/** Keeps a template; one that is there already is the same. */
export async function keepTemplate(database: Database, svg: string, digest: string): Promise<void> {
  await database
    .tables<LicenceTemplateTables>()
    .insertInto('vault.licence_template')
    .values({ digest: Buffer.from(digest, 'hex'), svg })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}
