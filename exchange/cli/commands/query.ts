import { type Claim, type ClientOptions, createClient, type HufuClient } from '../../../connectors/index.ts';
import { readClaims } from '../claims.ts';
import type { Context, QuestionOptions } from '../context.ts';
import type { DemoInfo } from '../demo-info.ts';
import { CommandError, exitCode } from '../exit.ts';
import { print, table } from '../output.ts';
import { readPairs, type Scalar } from '../pairs.ts';
import { chooseProfile, type SystemProfile } from '../profile.ts';

interface BaseQuestion {
  readonly resource: string;
  readonly match: Readonly<Record<string, Scalar>>;
  readonly purpose: { readonly matter: string; readonly case: string };
  readonly onBehalfOf?: string | undefined;
  readonly officer?: string | undefined;
}

/** `hufu query RESOURCE …` */
export async function query(context: Context, resource: string, options: QuestionOptions): Promise<number> {
  const { client, base, wanted } = prepare(context, resource, options);
  if ('fields' in wanted) {
    const answer = await client.query({ ...base, ...wanted });
    print(context.output, answer, ({ rows, provider, receipt, quota }) => [
      ...(rows.length === 0
        ? ['没有符合条件的记录 · no record']
        : rows.flatMap((row) => table(Object.entries(row).map(([field, value]) => [field, text(value)])))),
      '',
      `由 ${provider.system} 应答 · answered by ${provider.system}；存证 · record ${String(receipt.id)}；余额 · left today ${quota.remaining}/${quota.limit}，重新计数 · anew at ${quota.reset}`,
    ]);
    return exitCode.done;
  }
  const answer = await client.verify({ ...base, ...wanted });
  print(context.output, answer, ({ matched, verdicts, provider, receipt }) => [
    ...(matched ? [] : ['没有符合条件的记录 · no record']),
    ...table(
      Object.entries(verdicts).map(([field, verdict]) => [
        field,
        verdict === null ? '不知道 · unknown' : verdict ? '一致 · true' : '不一致 · false',
      ]),
    ),
    '',
    `由 ${provider.system} 应答 · answered by ${provider.system}；存证 · record ${String(receipt.id)}`,
  ]);
  return exitCode.done;
}

/** `hufu query explain RESOURCE …`: exit 0 when it would be permitted, 1 when it would be refused. */
export async function explain(context: Context, resource: string, options: QuestionOptions): Promise<number> {
  const { client, base, wanted } = prepare(context, resource, options);
  const explanation = await client.explain({ ...base, ...wanted });
  print(context.output, explanation, ({ links, problem }) => [
    ...table(links.map(({ passed, title, reference }) => [passed ? '✓' : '✗', title, reference ?? ''])),
    ...(problem === undefined
      ? []
      : [
          '',
          `${problem.code}: ${problem.detail}`,
          `  理由 · reason: ${problem.reason}`,
          `  办法 · remedy: ${problem.remedy}`,
        ]),
  ]);
  return explanation.allowed ? exitCode.done : exitCode.refused;
}

function prepare(
  context: Context,
  resource: string,
  options: QuestionOptions,
): {
  client: HufuClient;
  base: BaseQuestion;
  wanted: { fields: readonly string[] } | { claims: Readonly<Record<string, Claim>> };
} {
  const { fields, verify, match, matter, case: caseNumber } = options;
  if (match === undefined || matter === undefined || caseNumber === undefined) {
    const missing = (['match', 'matter', 'case'] as const).filter((name) => options[name] === undefined);
    const names = missing.map((name) => `--${name}`).join(', ');
    throw new CommandError(`缺少 ${names} · ${names} missing`, exitCode.usage);
  }
  if ((fields === undefined) === (verify === undefined)) {
    throw new CommandError(
      '说明要什么：--fields 或 --verify 之一 · say what is wanted: either --fields or --verify',
      exitCode.usage,
    );
  }
  const wanted = fields === undefined ? { claims: readClaims(verify ?? []) } : { fields: namesIn(fields) };
  const base: BaseQuestion = {
    resource,
    match: readPairs(match, '--match'),
    purpose: { matter, case: caseNumber },
    onBehalfOf: options.onBehalfOf,
    officer: options.officer,
  };
  return {
    client: systemClient({ context, as: options.as, fitting: (demo) => consumerOf(demo, matter) }),
    base,
    wanted,
  };
}

function namesIn(list: string): readonly string[] {
  const names = list
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  if (names.length === 0)
    throw new CommandError('--fields 至少要有一个字段名 · --fields takes at least one name', exitCode.usage);
  return names;
}

/** A client of a system's credentials. @throws CommandError (64) when they are an officer's, or of no use */
export function systemClient(options: {
  context: Context;
  as: string | undefined;
  fitting: (demo: DemoInfo) => string | undefined;
}): HufuClient {
  const { context, as, fitting } = options;
  const profile = chooseProfile({ env: context.env, as, fitting });
  if (profile.kind !== 'system')
    throw new CommandError(
      '这里需要系统的凭证，而不是人员的 · this needs a system’s credentials, not an officer’s',
      exitCode.usage,
    );
  return clientOf(profile, { language: context.language });
}

/** Whoever sits at the terminal sees a refusal at once and decides; programs use the SDK, which tries again by itself. */
function clientOf({ hub, id, kid, privateKey }: SystemProfile, more: Pick<ClientOptions, 'language'>): HufuClient {
  try {
    return createClient({ hub, system: id, kid, key: privateKey, retry: { retries: 0 }, ...more });
  } catch {
    // What is wrong with a key is not repeated, since it might repeat the key.
    throw new CommandError(
      `${id} 的凭证中地址或私钥不可用 · address or key in the credentials of ${id} cannot be used`,
      exitCode.usage,
    );
  }
}

/** The consumer system of the organisation whose matter it is. */
function consumerOf(demo: DemoInfo, matter: string): string | undefined {
  const owner = demo.matters.find((each) => each.code === matter)?.organisation;
  const consumers = demo.systems.filter((each) => each.kind === 'consumer');
  return (consumers.find((each) => each.organisation === owner) ?? consumers[0])?.id;
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
