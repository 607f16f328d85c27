import { type Command, Option } from 'commander';
import type { Action } from './action.ts';
import type {
  CodeExportOptions,
  CodeImportOptions,
  ExportOptions,
  ImportOptions,
  QuestionOptions,
  SearchOptions,
} from './context.ts';

const sandboxHelp = `
例 · examples:
  hufu resource sandbox population.resident                          第一个样例 · the first example
  hufu resource sandbox population.resident --match citizenNumber=… --fields name,address
  hufu resource sandbox population.resident --match citizenNumber=… --verify birthDate.ageAtLeast=60
  正确的号码都查到一个生成的人，同一号码总是同一人；校验码不对的号码查无此人
  any right number finds somebody made up, always the same; one with a wrong check digit finds nobody`;

const searchHelp = `
例 · examples:
  hufu catalog search 养老保险 缴费
  hufu catalog search 101001/
  hufu catalog search 公安局 户籍 --sharing 2 --json
  没有含全部词的资源时略去一个词并说明 · when nothing has all the words, one is left out and named`;

/** `hufu resource …` and `hufu catalog …`: one resource, and the directory. What a command does is loaded when it is used. */
export function defineDirectory(program: Command, action: Action): void {
  const resource = program.command('resource').description('资源目录 · the resource directory');
  const described = [
    ['types', 'TypeScript 类型（.d.ts）· TypeScript types of a resource', 'resourceTypes'],
    ['schema', '数据行的 JSON Schema · JSON Schema of a resource’s rows', 'resourceSchema'],
    ['openapi', '该资源的 OpenAPI 3.1 文件 · OpenAPI 3.1 document of one resource', 'resourceOpenApi'],
  ] as const;
  for (const [name, description, work] of described) {
    resource
      .command(`${name} <resource>`)
      .description(description)
      .option('--as <id>', '以谁的身份 · whose credentials')
      .action(
        action(async (context, id: string, options: { as?: string }) =>
          (await import('./commands/resource.ts'))[work](context, id, options),
        ),
      );
  }
  resource
    .command('sandbox')
    .description('以生成的数据试查，无须授权 · ask for made-up data, without a grant')
    .argument('<resource>', '资源标识 · id in the directory')
    .option('--match <pair...>', '匹配条件 · by which the record is found, name=value')
    .option('--fields <names>', '要哪些字段，以逗号分隔 · fields wanted, separated by commas')
    .option('--verify <pair...>', '或：要核验的断言 · or: claims to verify, name=value or name.predicate=bound')
    .option('--as <id>', '以谁的身份 · whose credentials')
    .addHelpText('after', sandboxHelp)
    .action(
      action(async (context, id: string, options: QuestionOptions) =>
        (await import('./commands/resource.ts')).resourceSandbox(context, id, options),
      ),
    );

  const catalog = program
    .command('catalog')
    .description('资源目录：检索与工作簿 · the directory: searching it, and as a workbook');
  catalog
    .command('search [words...]')
    .description(
      '检索目录：名称、信息项、提供单位、分类、代码开头 · search names, items, providers, classes, code prefixes',
    )
    .option('--provider <id>', '提供单位短标识 · short id of the provider')
    .option('--class <digits>', '代码的开头 · beginning of the code')
    .option('--sharing <type>', '共享类型：1 无条件，2 有条件，3 不予 · sharing type')
    .option('--limit <number>', '一页几项，至多 100 · resources on a page, 100 at most')
    .option('--cursor <cursor>', '上一页给出的下一页 · the next page, as the page before gave it')
    .option('--as <id>', '以谁的身份 · whose credentials')
    .addHelpText('after', searchHelp)
    .action(
      action(async (context, words: readonly string[], options: SearchOptions) =>
        (await import('./commands/catalog-search.ts')).searchCatalog(context, words, options),
      ),
    );

  catalog
    .command('import <file>')
    .description('导入目录工作簿（.xlsx），要么全部导入，要么完全不导入 · import a workbook, as a whole or not at all')
    .option(
      '--dry-run',
      '只核对，不写入，并写出带“核对结果”列的工作簿 · check only, and write the workbook with its findings',
    )
    .option('--findings <file>', '核对结果写到哪里，缺省为 FILE.findings.xlsx · where the findings go')
    .option('--as <login>', '以哪位人员的身份 · which officer’s credentials')
    .action(
      action(async (context, file: string, options: ImportOptions) =>
        (await import('./commands/catalog.ts')).importCatalog(context, file, options),
      ),
    );
  catalog
    .command('export [file]')
    .description(
      '导出所见的目录；dcat 和 json 不给文件则写到标准输出 · export what may be seen; dcat and json without a file to standard output',
    )
    .addOption(new Option('--format <format>', '格式 · format').choices(['xlsx', 'dcat', 'json']).default('xlsx'))
    .option('--provider <organisation>', '仅某单位的，dcat 不分单位 · of one organisation alone; not of dcat')
    .option('--as <login>', '以哪位人员的身份 · which officer’s credentials')
    .action(
      action(async (context, file: string | undefined, options: ExportOptions) =>
        (await import('./commands/catalog.ts')).exportCatalog(context, file, options),
      ),
    );

  const codeTable = program.command('code-table').description('代码表，CSV 进出 · code tables, in and out as CSV');
  codeTable
    .command('export <table> [file]')
    .description('导出代码表；不给文件则写到标准输出 · a code table as CSV, without a file to standard output')
    .option('--table-version <number>', '哪一版，缺省为现行版 · which version; default: the current one')
    .option('--as <login>', '以哪位人员的身份 · which officer’s credentials')
    .action(
      action(async (context, name: string, file: string | undefined, options: CodeExportOptions) =>
        (await import('./commands/code-table.ts')).exportCodeTable(context, name, file, options),
      ),
    );
  codeTable
    .command('import <table> <file>')
    .description(
      '导入代码表（UTF-8 或 GB 18030 的 CSV），成为新表或下一版 · import CSV as a new table or the next version',
    )
    .option('--title <text>', '标题，新表须有 · title, needed for a new table')
    .option('--title-en <text>', '英文标题 · title in English')
    .option('--standard <text>', '所依标准 · the standard that fixes the codes')
    .option('--as <login>', '以哪位人员的身份 · which officer’s credentials')
    .action(
      action(async (context, name: string, file: string, options: CodeImportOptions) =>
        (await import('./commands/code-table.ts')).importCodeTable(context, name, file, options),
      ),
    );
}
