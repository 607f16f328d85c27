import type { HufuClient, LookupQuestion } from '../../../connectors/index.ts';
import type { AsOptions, Context, QuestionOptions } from '../context.ts';
import { CommandError, exitCode } from '../exit.ts';
import { print } from '../output.ts';
import { linesOfRows, linesOfVerdicts, prepare, systemClient } from './query.ts';

/** `hufu resource types RESOURCE > x.d.ts` */
export async function resourceTypes(context: Context, id: string, options: AsOptions): Promise<number> {
  const types = await anyClient(context, options).get(`${addressOf(id)}/types.d.ts`);
  print(context.output, { resource: id, types: String(types) }, ({ types: text }) => [text.trimEnd()]);
  return exitCode.done;
}

/** `hufu resource schema RESOURCE > x.schema.json` */
export async function resourceSchema(context: Context, id: string, options: AsOptions): Promise<number> {
  return printDocument(context, await anyClient(context, options).get(`${addressOf(id)}/schema`));
}

/** `hufu resource openapi RESOURCE > x.openapi.json` */
export async function resourceOpenApi(context: Context, id: string, options: AsOptions): Promise<number> {
  return printDocument(context, await anyClient(context, options).get(`${addressOf(id)}/openapi.json`));
}

const madeUp = '沙箱：以上为生成的数据，未询问任何单位 · the sandbox: made up, nobody was asked';

/**
 * `hufu resource sandbox RESOURCE --match … --fields … | --verify …`; with nothing but the resource, the question that its
 * OpenAPI document gives as an example.
 */
export async function resourceSandbox(context: Context, id: string, options: QuestionOptions): Promise<number> {
  const { match, fields, verify } = options;
  if ([match, fields, verify].every((given) => given === undefined)) return firstExample(context, id, options);
  // Any matter and case will do where nothing is recorded of them.
  const { client, base, wanted } = prepare(context, id, { matter: 'SAMPLE-01', case: '2026-0001', ...options });
  if ('fields' in wanted) {
    const answer = await client.sandbox({ ...base, ...wanted });
    print(context.output, answer, ({ rows }) => [...linesOfRows(rows), '', madeUp]);
  } else {
    const answer = await client.sandbox({ ...base, ...wanted });
    print(context.output, answer, ({ matched, verdicts }) => [...linesOfVerdicts(matched, verdicts), '', madeUp]);
  }
  return exitCode.done;
}

async function firstExample(context: Context, id: string, options: AsOptions): Promise<number> {
  const client = anyClient(context, options);
  const document = await client.get(`${addressOf(id)}/openapi.json`);
  const question = member(
    document,
    ...['paths', `/v1/resources/${id}/sandbox`, 'post', 'requestBody', 'content', 'application/json', 'examples'],
    ...['lookup', 'value'],
  ) as LookupQuestion | undefined;
  if (question === undefined) {
    throw new CommandError(
      '该资源没有样例，不经接口查询 · this resource has no example: it is not asked by queries',
      exitCode.usage,
    );
  }
  const answer = await client.sandbox(question);
  const { match, fields } = question;
  const pairs = Object.entries(match).map(([name, value]) =>
    typeof value === 'string' ? quoted(`${name}=${value}`) : quoted(`${name}:=${String(value)}`),
  );
  print(context.output, answer, ({ rows }) => [
    ...linesOfRows(rows),
    '',
    madeUp,
    `  hufu resource sandbox ${id} --match ${pairs.join(' ')} --fields ${fields.join(',')}`,
  ]);
  return exitCode.done;
}

function member(value: unknown, ...path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (each, name) => (typeof each === 'object' && each !== null ? (each as Record<string, unknown>)[name] : undefined),
    value,
  );
}

/** As a shell takes it for one word. */
function quoted(word: string): string {
  return /^[\w=:.+-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

function anyClient(context: Context, { as }: AsOptions): HufuClient {
  return systemClient({
    context,
    as,
    fitting: (demo) => demo.systems.find((each) => each.kind === 'consumer')?.id,
  });
}

function addressOf(id: string): string {
  return `/v1/resources/${encodeURIComponent(id)}`;
}

/** A JSON document for a file: the same with `--json` and without. */
function printDocument(context: Context, document: unknown): number {
  print(context.output, document, (whole) => [JSON.stringify(whole, null, 2)]);
  return exitCode.done;
}
