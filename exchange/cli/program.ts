import { Command, Option } from 'commander';
import type { Environment, Language } from '../../kernel/index.ts';
import { version } from '../version.ts';
import { type Action, gathered } from './action.ts';
import { defineApplication } from './application-commands.ts';
import { defineBackup } from './backup-commands.ts';
import { defineConsent } from './consent-commands.ts';
import type {
  AdministrationOptions,
  Context,
  CopyOptions,
  IssueOptions,
  LicenceImportOptions,
  ListOptions,
  LogOptions,
  QrOptions,
  QuestionOptions,
  ReceiptOptions,
  SignOptions,
  ValidateOptions,
  VerifyOptions,
} from './context.ts';
import { defineDirectory } from './directory-commands.ts';
import { endingOf } from './ending.ts';
import { linesOf } from './exit.ts';
import { defineHolder } from './holder-commands.ts';
import { defineLicenceType } from './licence-type-commands.ts';
import { masked } from './masked.ts';
import type { Output } from './output.ts';
import { defineSeal } from './seal-commands.ts';

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

/**
 * Runs one command line. With `--json`, `out` gets one JSON document (a result or a refusal) or, when the command could not
 * be carried out at all, nothing; everything else goes to `err`.
 * @returns its exit code
 */
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
          // With what a command above took for its own, as `query` does when `query explain` is given the same options.
          ...([...args.slice(0, -2), common] as unknown as A),
        )) ?? 0;
    };
  const program = define(action);
  configure(program, options);
  try {
    await program.parseAsync([...options.args], { from: 'user' });
    return exit;
  } catch (error) {
    const ending = await endingOf(error, language.current);
    const json = options.args.includes('--json');
    if (ending.problem !== undefined) {
      if (json) options.out(`${JSON.stringify(ending.problem, null, 2)}\n`);
      else options.err(`${linesOf(ending.problem).join('\n')}\n`);
    } else if (ending.line !== undefined) {
      options.err(masked(`hufu: ${ending.line}\n`));
    }
    return ending.exit;
  }
}

const licenceImportHelp = `
NDJSON：每行一个 JSON 对象 · an object a line:
  {"issuerReference":"2026-1","data":{"name":"…","unifiedCode":"…","operatingTerm":{"from":"2026-01-01","to":"长期"}}}
工作簿：列名为要素名称，如“营业期限起” · workbook: columns are named as the items, e.g. 名称, unifiedCode, 营业期限止
  业务编号 (issuerReference) 有效期起始日期 有效期截止日期 事项编码 办件编号 来源介质 来源登记簿 原证编号 原证颁发日期
同一文件再次提交不会重复签发 · the same file again issues nothing twice`;

const questionHelp = `
例 · examples:
  hufu query population.resident --match citizenNumber=… --fields name,address --matter HRSS-PENSION-01 --case 2026-1
  hufu query population.resident --match citizenNumber=… --verify name=… --matter HRSS-PENSION-01 --case 2026-1
  hufu query population.resident --match citizenNumber=… --verify birthDate.ageAtLeast=60 --matter HRSS-PENSION-01 --case 2026-1
  hufu query explain population.resident --match citizenNumber=… --fields name --matter HRSS-PENSION-01 --case 2026-1
  name=text 为文本 · gives text; name:=12 或 name:=true 为数值或真假 · gives a number or truth value
  断言 · predicates: name.ageAtLeast=60 name.ageBelow=65 name.division=450721 name.oneOf=A,B name.atLeast=0 name.atMost=9
                     name.onOrAfter=2026-01-01 name.before=2027-01-01，界限须在授权之内 · with bounds of the grant
  可直接粘贴的例子 · examples ready to be pasted: hufu demo info`;

const signHelp = `
例 · example:
  hufu sign-request POST /v1/query --data question.json |
    curl "$HUB/v1/query" -H @- -H 'Content-Type: application/json' --data-binary @question.json`;

const rootHelp = `
退出码 · exit codes:
  0   完成，或 TOTAL_PASSED · done, or TOTAL_PASSED
  1   被拒，或 TOTAL_FAILED · refused, or TOTAL_FAILED
  2   INDETERMINATE
  64  用法有误 · wrong usage
  69  所需的某处不可达 · something it needs is not reachable
  70  本程序的故障 · a fault of ours

以谁的身份 · who is asking:
  --as ID，否则 HUFU_PROFILE 所指的凭证文件，否则本机演示中合适的一个
  --as ID, else the credentials file in HUFU_PROFILE, else the local demonstration's that fit`;

const licenceTrustHelp =
  '信任的证书和吊销列表，验二维码则为公钥集：文件或目录，可多次给出 · certificates to trust and revocation lists, for a QR a key set (JWKS): a file or folder, may be repeated';

const logKeyHelp = '日志公钥文件，缺省为本机演示的 · file with the log’s key; left out: the local demonstration’s';

const titles: Readonly<Record<string, string>> = {
  'Usage:': '用法 · Usage:',
  'Arguments:': '参数 · Arguments:',
  'Options:': '选项 · Options:',
  'Global Options:': '通用选项 · Global options:',
  'Commands:': '命令 · Commands:',
};

/** Every command. What a command does is loaded when it is used, so that each starts quickly. */
function define(action: Action): Command {
  const program = new Command('hufu').description(
    '虎符：政务数据共享交换与电子证照库 · government data-sharing exchange and electronic-licence vault',
  );
  program
    .configureHelp({ showGlobalOptions: true, styleTitle: (title) => titles[title] ?? title })
    .helpOption('-h, --help', '显示用法 · show how it is used')
    .helpCommand('help [command]', '显示某个命令的用法 · show how a command is used')
    .version(version, '-V, --version', '显示版本 · show the version')
    .option('--json', '以 JSON 输出结果 · print the result as JSON')
    .addOption(new Option('--lang <language>', '提示语言 · language of messages').choices(['zh', 'en']).default('zh'))
    .addHelpText('after', rootHelp);

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

  query
    .command('replay')
    .description('按追踪号重放被拒查询的裁定 · replay the decision on a refused query from its trace id')
    .argument('<trace>', '拒绝信息中的 traceId · the traceId of the refusal')
    .option('--as <login>', '以哪位人员的身份 · which officer’s credentials')
    .action(
      action(async (context, traceId: string, options: { as?: string }) =>
        (await import('./commands/replay.ts')).replay(context, traceId, options),
      ),
    );

  const receipt = program.command('receipt').description('存证回执 · receipts of the evidence log');
  receipt
    .command('verify <file>')
    .description('离线验证回执，或带回执的整个答复 · verify a receipt, or a whole answer with its receipt, offline')
    .option('--log-key <file>', logKeyHelp)
    .option('--checkpoint <file>', '别处保存的检查点，用于发现分叉 · a checkpoint kept elsewhere, to find a fork')
    .action(
      action(async (context, file: string, options: ReceiptOptions) =>
        (await import('./commands/receipt.ts')).verify(context, file, options),
      ),
    );

  const log = program.command('log').description('存证日志 · the evidence log');
  log
    .command('verify')
    .description('重放整个日志，找出被改动的一条 · replay the whole log and name the leaf that was altered')
    .option(
      '--url <url>',
      '核验中枢公布的日志，而不是数据库（DATABASE_URL）中的 · verify what a hub publishes, not the database',
    )
    .option('--log-key <file>', logKeyHelp)
    .option(
      '--checkpoint <file>',
      '别处保存的检查点或回执，可多次给出 · a checkpoint or receipt kept elsewhere, may be repeated',
      gathered,
    )
    .action(
      action(async (context, options: LogOptions) => (await import('./commands/log.ts')).verify(context, options)),
    );

  program
    .command('sign-request <method> <path>')
    .description('为其他程序（如 curl）签一个请求，一分钟内用一次 · sign one request of another program, such as curl')
    .option('--data <file>', '请求体所在文件，一字不差 · file with the body, to the byte')
    .option('--as <id>', '以谁的身份 · whose credentials')
    .addHelpText('after', signHelp)
    .action(
      action(async (context, method: string, path: string, options: SignOptions) =>
        (await import('./commands/sign-request.ts')).signRequest(context, method, path, options),
      ),
    );

  defineDirectory(program, action);
  defineApplication(program, action);
  defineBackup(program, action);
  defineHolder(program, action);
  defineLicenceType(program, action);

  const licence = program.command('licence').description('电子证照 · electronic licences');
  licence
    .command('issue <type>')
    .description('签发 · issue a licence')
    .requiredOption('--data <file>', '证照数据的 JSON 文件 · JSON file with the data')
    .option('--reference <number>', '签发单位自己的编号；同号同证 · the issuer’s own number: one number, one licence')
    .option('--matter <code>', '事项编码，数据经平台取得时需要 · matter, where data is fetched through the exchange')
    .option('--case <number>', '办件编号 · number of the case')
    .option('--as <id>', '以谁的身份 · whose credentials')
    .action(
      action(async (context, type: string, options: IssueOptions) =>
        (await import('./commands/licence.ts')).issue(context, type, options),
      ),
    );
  licence
    .command('import <file>')
    .description('批量签发或补录存量证照（NDJSON 或 .xlsx）· issue licences by the file, or import stock')
    .requiredOption('--type <type>', '证照类型代码或简称 · code or short name of the type')
    .option('--stock', '存量证照：每行写明来源 · licences that were made before; each row states its origin')
    .option('--matter <code>', '事项编码，数据经平台取得时需要 · matter, where data is fetched through the exchange')
    .option('--case <number>', '办件编号 · number of the case')
    .option('--no-wait', '提交后即返回 · do not wait for its end')
    .option('--as <id>', '以谁的身份 · whose credentials')
    .addHelpText('after', licenceImportHelp)
    .action(
      action(async (context, file: string, options: LicenceImportOptions) =>
        (await import('./commands/licence-import.ts')).importLicences(context, file, options),
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
    .command('copy <licence>')
    .description('为办件制作加注件 · make a copy for one purpose, which dies by itself')
    .requiredOption('--matter <code>', '事项编码 · code of the matter')
    .requiredOption('--case <number>', '办件编号 · number of the case')
    .requiredOption('--cause <text>', '加注事由，印在加注件上 · why; it is printed on the copy')
    .requiredOption('-o, --out <file>', '写入的 OFD 文件 · the OFD file to write')
    .option('--expires <time>', '何时失效（ISO 8601，90 天以内；默认 7 天）· when it ends, within 90 days; else in 7')
    .option('--as <id>', '以谁的身份 · whose credentials')
    .action(
      action(async (context, licence: string, options: CopyOptions) =>
        (await import('./commands/licence-copy.ts')).copy(context, licence, options),
      ),
    );
  licence
    .command('qr <licence>')
    .description('为办件生成二维码 · show a licence as a QR')
    .requiredOption('--matter <code>', '事项编码 · code of the matter')
    .requiredOption('--case <number>', '办件编号 · number of the case')
    .option('--items <names>', '出示的照面要素，逗号分隔 · items of the face to show, separated by commas')
    .option('--minutes <number>', '几分钟内有效（1–30）· minutes for which it holds')
    .option('-o, --out <file>', '存为图片（.png 或 .svg）· write the picture to a file')
    .option('--as <id>', '以谁的身份 · whose credentials')
    .action(
      action(async (context, licence: string, options: QrOptions) =>
        (await import('./commands/licence-qr.ts')).show(context, licence, options),
      ),
    );
  licence
    .command('verify <subject>')
    .description(
      '验证文件、标识、编号，或二维码的文字、照片 · verify a file, an identifier, an id, or a QR as text or picture',
    )
    .option('--trust <path>', licenceTrustHelp, gathered)
    .option('--status-list <file>', '二维码所指的状态列表文件 · the status list that the QR names, as a file')
    .option('--at <time>', '以何时为准（ISO 8601）· as of when')
    .option('--offline', '不联网：在本机验证文件 · ask no hub: verify the file here')
    .option('--as <id>', '以谁的身份 · whose credentials')
    .action(
      action(async (context, subject: string, options: VerifyOptions) =>
        (await import('./commands/licence-verify.ts')).verify(context, subject, options),
      ),
    );

  defineSeal(program, action);
  defineConsent(program, action);

  const pki = program.command('pki').description('证书 · certificates');
  pki
    .command('validate <certificate>')
    .description('离线验证证书路径 · validate a certificate’s path, offline')
    .requiredOption('--anchors <path>', '信任锚：文件或目录 · trust anchors: a file or folder', gathered)
    .option('--intermediates <path...>', '中间证书：文件或目录 · certificates between: files or folders')
    .option('--crls <path...>', '吊销列表：文件或目录 · revocation lists: files or folders')
    .option('--at <time>', '以何时为准（ISO 8601）· as of when')
    .action(
      action(async (context, certificate: string, options: ValidateOptions) =>
        (await import('./commands/pki.ts')).validate(context, certificate, options),
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

  const hub = program.command('hub').description('设立一个中枢 · set up a hub');
  hub
    .command('secrets <folder>')
    .description(
      '生成主密钥、NATS 授权和 nats-server 配置 · make master key, NATS authority and nats-server configuration',
    )
    .action(
      action(async (context, folder: string) => (await import('./commands/hub.ts')).makeSecrets(context, folder)),
    );
  hub
    .command('administration')
    .description(
      '登记数据主管部门及其首位运行管理员（DATABASE_URL）· register the data administration and its first operator',
    )
    .requiredOption('--id <id>', '单位简称，如 data · short id, e.g. data')
    .requiredOption('--name <name>', '单位全称 · full name')
    .requiredOption('--unified-code <code>', '统一社会信用代码 · unified social credit code')
    .requiredOption('--login <login>', '首位管理员的登录名 · login of the first operator')
    .option('--officer-name <name>', '其姓名或岗位，缺省为登录名 · name or post; left out: the login')
    .requiredOption('--password-file <file>', '口令所在文件的第一行 · file whose first line is the password')
    .action(
      action(async (context, options: AdministrationOptions) =>
        (await import('./commands/hub.ts')).makeAdministration(context, options),
      ),
    );
  hub
    .command('rewrap')
    .description(
      '把数据密钥和签名私钥换到 HUFU_KEY_ENCRYPTION_KEY 之下（DATABASE_URL、HUFU_MASTER_KEY）· put data keys and signing keys under the key-encryption key that is set',
    )
    .action(action(async (context) => (await import('./commands/hub.ts')).rewrapKeys(context)));

  program
    .command('config')
    .description('全部设置、来源和含义，秘密已遮盖 · every setting, its source and meaning, secrets masked')
    .action(action(async (context) => (await import('./commands/config.ts')).showConfig(context)));
  return program;
}

/** What is required is checked by the command: commander would ask both `query` and `query explain` for it. */
function withQuestion(command: Command): Command {
  return command
    .option('--match <pair...>', '匹配条件（必填）· by which the record is found, name=value (required)')
    .option('--fields <names>', '要哪些字段，以逗号分隔 · fields wanted, separated by commas')
    .option('--verify <pair...>', '或：要核验的断言 · or: claims to verify, name=value or name.predicate=bound')
    .option('--matter <code>', '事项编码（必填）· code of the matter (required)')
    .option('--case <number>', '办件编号（必填）· number of the case (required)')
    .option('--on-behalf-of <party>', '被代表的单位 · represented organisation')
    .option('--officer <login>', '为哪位经办人查询 · the officer it is made for')
    .option('--as <id>', '以谁的身份 · whose credentials');
}

function configure(command: Command, options: RunOptions): void {
  command.exitOverride();
  command.configureOutput({
    writeOut: options.out,
    writeErr: options.err,
    outputError: (text, write) =>
      write(
        `${masked(text.replace(/^error: /, 'hufu: '))}${text.startsWith('error: ') ? `  用法 · usage: ${nameOf(command)} --help\n` : ''}`,
      ),
  });
  for (const child of command.commands) configure(child, options);
}

/** The command's full name, e.g. `hufu licence list`. */
function nameOf(command: Command): string {
  return command.parent === null ? command.name() : `${nameOf(command.parent)} ${command.name()}`;
}
