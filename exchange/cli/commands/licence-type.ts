import type { LicenceType } from '../../../licence-vault/generated/schemas.ts';
import type { LicenceTypeDefinition } from '../../../licence-vault/index.ts';
import { clerkSession } from '../clerk-session.ts';
import type { AsOptions, Context, TemplateCheckOptions } from '../context.ts';
import { exitCode } from '../exit.ts';
import { fileBytes } from '../files-at.ts';
import { print, table } from '../output.ts';

/** `hufu licence-type list` */
export async function list(context: Context, { as }: AsOptions): Promise<number> {
  await using session = await clerkSession(context, as);
  const found = (await session.get('/v1/licence-types')) as { items: readonly LicenceType[] };
  print(context.output, found, ({ items }) =>
    table(
      items.map(({ name, code, title, status, edition }) => [
        name,
        code,
        title[context.language],
        status,
        `${edition}`,
      ]),
    ),
  );
  return exitCode.done;
}

/** `hufu licence-type show TYPE` */
export async function show(context: Context, name: string, { as }: AsOptions): Promise<number> {
  await using session = await clerkSession(context, as);
  const type = (await session.get(addressOf(name))) as LicenceType;
  print(context.output, type, ({ title, code, status, edition, issuers, template, items }) => [
    ...table([
      ['type', `${title.zh} · ${title.en}`],
      ['code', code],
      ['status', `${status}, edition ${edition}`],
      ['issuers', issuers.join(', ') || '–'],
      ['template', template ?? '–'],
    ]),
    '',
    ...table(
      items.map(({ name: item, title: words, type: kind, place, required, sensitivity }) => [
        ...[item, words[context.language], kind, place],
        ...[required ? '必填 · required' : '选填 · optional', sensitivity],
      ]),
    ),
  ]);
  return exitCode.done;
}

/** `hufu licence-type schema TYPE > x.schema.json` */
export async function schema(context: Context, name: string, { as }: AsOptions): Promise<number> {
  await using session = await clerkSession(context, as);
  const document = await session.get(`${addressOf(name)}/schema`);
  print(context.output, document, (whole) => [JSON.stringify(whole, null, 2)]);
  return exitCode.done;
}

/** `hufu licence-type template show TYPE > x.svg` */
export async function showTemplate(context: Context, name: string, { as }: AsOptions): Promise<number> {
  await using session = await clerkSession(context, as);
  const svg = String(await session.get(`${addressOf(name)}/template`));
  print(context.output, { type: name, svg }, (shown) => [shown.svg.trimEnd()]);
  return exitCode.done;
}

/**
 * `hufu licence-type template check FILE.svg [--type TYPE]`: by the rules by which the hub takes it. Without a type, the file
 * alone, and nobody is asked.
 */
export async function checkTemplateFile(
  context: Context,
  file: string,
  options: TemplateCheckOptions,
): Promise<number> {
  const { checkTemplate, readTemplate, templateLimits } = await import('../../../licence-vault/index.ts');
  const { template, findings = [] } = readTemplate(fileBytes(file, templateLimits.bytes));
  const definition = template === undefined ? undefined : await typeOf(context, options);
  const all = template === undefined || definition === undefined ? findings : checkTemplate(template, definition);
  const result = {
    usable: all.length === 0,
    ...(template === undefined
      ? {}
      : { digest: template.digest, width: template.width, height: template.height, fields: template.fields.length }),
    findings: all,
  };
  print(context.output, result, ({ usable, findings: wrong, width, height, fields }) =>
    usable
      ? [`可用 · can be used: ${width} × ${height} mm, ${fields} 个取值位置 · fields`]
      : [
          `不可用 · cannot be used (${wrong.length})`,
          ...table(wrong.map(({ pointer, detail }) => [`  ${pointer || '/'}`, detail])),
        ],
  );
  return all.length === 0 ? exitCode.done : exitCode.refused;
}

/** What the template would be printed for: the next edition, where one is written. */
async function typeOf(
  context: Context,
  { type, as }: TemplateCheckOptions,
): Promise<LicenceTypeDefinition | undefined> {
  if (type === undefined) return undefined;
  await using session = await clerkSession(context, as);
  const found = (await session.get(addressOf(type))) as LicenceType;
  return { ...found, ...found.revision } as LicenceTypeDefinition;
}

function addressOf(type: string): string {
  return `/v1/licence-types/${encodeURIComponent(type)}`;
}
