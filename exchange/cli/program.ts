import { Command, Option } from 'commander';
import type { Environment, Language } from '../../kernel/index.ts';
import type { Context, IssueOptions, ListOptions, QuestionOptions, VerifyOptions } from './context.ts';
import { endingOf } from './exit.ts';
import type { Output } from './output.ts';

export interface RunOptions {
  readonly args: readonly string[];
  readonly env: Environment;
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
}

interface CommonOptions {
  readonly json?: boolean;
  readonly lang?: Language;
}

/** Runs one command line. @returns its exit code */
export async function run(options: RunOptions): Promise<number> {
  let exit = 0;
  const language: { current: Language } = { current: 'zh' };
  const action =
    <A extends unknown[]>(work: (context: Context, ...args: A) => Promise<number | undefined>) =>
    async (...args: [...A, Command]): Promise<void> => {
      const command = args.at(-1) as Command;
      const common = command.optsWithGlobals<CommonOptions>();
      language.current = common.lang ?? 'zh';
      const output: Output = { json: common.json === true, out: options.out, err: options.err };
      exit =
        (await work(
          { env: options.env, output, language: language.current },
          ...(args.slice(0, -1) as unknown as A),
        )) ?? 0;
    };
  const program = define(action);
  configure(program, options);
  try {
    await program.parseAsync([...options.args], { from: 'user' });
    return exit;
  } catch (error) {
    const ending = endingOf(error, language.current);
    const json = options.args.includes('--json');
    if (ending.problem !== undefined) {
      const { code, detail, reason, remedy, traceId } = ending.problem;
      if (json) options.out(`${JSON.stringify(ending.problem, null, 2)}\n`);
      else
        options.err(
          `${code}: ${detail}\n  理由 · reason: ${reason}\n  办法 · remedy: ${remedy}\n${traceId === null ? '' : `  追踪号 · trace: ${traceId}\n`}`,
        );
    } else if (ending.line !== undefined) {
      options.err(`hufu: ${ending.line}\n`);
    }
    return ending.exit;
  }
}

type Action = <A extends unknown[]>(
  work: (context: Context, ...args: A) => Promise<number | undefined>,
) => (...args: [...A, Command]) => Promise<void>;

const questionHelp = `
例 · examples:
  hufu query population.resident --match citizenNumber=… --fields name,address --matter HRSS-PENSION-01 --case 2026-1
  hufu query population.resident --match citizenNumber=… --verify name=… --matter HRSS-PENSION-01 --case 2026-1
  hufu query explain population.resident --match citizenNumber=… --fields name --matter HRSS-PENSION-01 --case 2026-1
  name=text 为文本 · gives text; name:=12 或 name:=true 为数值或真假 · gives a number or truth value
`;

/** Every command. What a command does is loaded when it is used, so that each starts quickly. */
function define(action: Action): Command {
  const program = new Command('hufu').description(
    '虎符：政务数据共享交换与电子证照库 · government data-sharing exchange and electronic-licence vault',
  );
  program
    .option('--json', '以 JSON 输出结果 · print the result as JSON')
    .addOption(new Option('--lang <language>', '提示语言 · language of messages').choices(['zh', 'en']).default('zh'));

  const demo = program.command('demo').description('演示县 · the demonstration county');
  demo
    .command('info')
    .description('系统、人员、事项、样例持证主体和示例 · systems, officers, matters, sample holders and examples')
    .action(action(async (context) => (await import('./commands/demo.ts')).demoInfo(context)));

  const query = withQuestion(
    program
      .command('query')
      .description('查询或核验共享数据 · ask for shared data, or verify claims')
      .argument('<resource>', '资源标识 · id in the directory'),
  )
    .addHelpText('after', questionHelp)
    .action(
      action(async (context, resource: string, options: QuestionOptions) =>
        (await import('./commands/query.ts')).query(context, resource, options),
      ),
    );
  withQuestion(
    query
      .command('explain')
      .description('说明会如何裁定，不发出查询 · show every link of the decision, asking nobody')
      .argument('<resource>', '资源标识 · id in the directory'),
  ).action(
    action(async (context, resource: string, options: QuestionOptions) =>
      (await import('./commands/query.ts')).explain(context, resource, options),
    ),
  );

  const resource = program.command('resource').description('资源目录 · the resource directory');
  resource
    .command('types <resource>')
    .description('TypeScript 类型 · TypeScript types of a resource')
    .option('--as <id>', '以谁的身份 · whose credentials')
    .action(
      action(async (context, id: string, options: { as?: string }) =>
        (await import('./commands/resource.ts')).resourceTypes(context, id, options),
      ),
    );

  const licence = program.command('licence').description('电子证照 · electronic licences');
  licence
    .command('issue <type>')
    .description('签发 · issue a licence')
    .requiredOption('--data <file>', '证照数据的 JSON 文件 · JSON file with the data')
    .option('--reference <number>', '签发单位自己的编号；同号同证 · the issuer’s own number: one number, one licence')
    .option('--as <id>', '以谁的身份 · whose credentials')
    .action(
      action(async (context, type: string, options: IssueOptions) =>
        (await import('./commands/licence.ts')).issue(context, type, options),
      ),
    );
  licence
    .command('list')
    .description('按持证主体查找 · find by holder')
    .requiredOption(
      '--holder-kind <kind>',
      '111 公民身份号码，001 统一社会信用代码 · 111 citizen number, 001 unified code',
    )
    .requiredOption('--holder <number>', '号码 · the number')
    .requiredOption('--matter <code>', '事项编码 · code of the matter')
    .requiredOption('--case <number>', '办件编号 · number of the case')
    .option('--as <id>', '以谁的身份 · whose credentials')
    .action(
      action(async (context, options: ListOptions) => (await import('./commands/licence.ts')).list(context, options)),
    );
  licence
    .command('verify <subject>')
    .description('验证文件、标识或编号 · verify a file, an identifier or an id')
    .option('--at <time>', '以何时为准（ISO 8601）· as of when')
    .option('--as <id>', '以谁的身份 · whose credentials')
    .action(
      action(async (context, subject: string, options: VerifyOptions) =>
        (await import('./commands/licence.ts')).verify(context, subject, options),
      ),
    );

  const number = program.command('number').description('号码 · numbers');
  number
    .command('check <number>')
    .description('是什么号码，是否正确，错在何处 · what it is, valid or why not')
    .action(action(async (context, text: string) => (await import('./commands/number.ts')).checkNumber(context, text)));

  const connector = program.command('connector').description('部门连接器 · a department’s connector');
  connector
    .command('run <config>')
    .description('按配置文件运行 · run by a configuration file')
    .action(
      action(async (context, config: string) => (await import('./commands/connector.ts')).runAgent(context, config)),
    );

  program
    .command('config')
    .description('全部设置、来源和含义，秘密已遮盖 · every setting, its source and meaning, secrets masked')
    .action(action(async (context) => (await import('./commands/config.ts')).showConfig(context)));
  return program;
}

function withQuestion(command: Command): Command {
  return command
    .requiredOption('--match <pair...>', '匹配条件 · by which the record is found, name=value')
    .option('--fields <names>', '要哪些字段，以逗号分隔 · fields wanted, separated by commas')
    .option('--verify <pair...>', '要核验的断言 · claims to verify, name=value')
    .requiredOption('--matter <code>', '事项编码 · code of the matter')
    .requiredOption('--case <number>', '办件编号 · number of the case')
    .option('--on-behalf-of <party>', '被代表的单位 · represented organisation')
    .option('--as <id>', '以谁的身份 · whose credentials');
}

function configure(command: Command, options: RunOptions): void {
  command.exitOverride();
  command.configureOutput({ writeOut: options.out, writeErr: options.err });
  for (const child of command.commands) configure(child, options);
}
