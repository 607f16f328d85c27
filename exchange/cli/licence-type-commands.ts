import type { Command } from 'commander';
import type { Action } from './action.ts';
import type { AsOptions, TemplateCheckOptions } from './context.ts';

const templateHelp = `
例 · examples:
  hufu licence-type template show business-licence > page.svg
  hufu licence-type template check page.svg --type business-licence
  不带 --type 时只检查文件本身，不需要中枢 · without --type the file alone is checked, and no hub is needed
  退出码 0 可用，1 有误 · exit 0 it can be used, 1 it cannot`;

const asHelp = '以谁的身份 · whose credentials';

/** `hufu licence-type …`: the directory of licence types. What a command does is loaded when it is used. */
export function defineLicenceType(program: Command, action: Action): void {
  const type = program.command('licence-type').description('证照类型目录 · the directory of licence types');
  type
    .command('list')
    .description('全部证照类型 · every type of the directory')
    .option('--as <id>', asHelp)
    .action(
      action(async (context, options: AsOptions) =>
        (await import('./commands/licence-type.ts')).list(context, options),
      ),
    );
  type
    .command('show <type>')
    .description('一个类型及其要素 · one type and its items')
    .option('--as <id>', asHelp)
    .action(
      action(async (context, name: string, options: AsOptions) =>
        (await import('./commands/licence-type.ts')).show(context, name, options),
      ),
    );
  type
    .command('schema <type>')
    .description('证照数据的 JSON Schema · the JSON Schema of the data')
    .option('--as <id>', asHelp)
    .action(
      action(async (context, name: string, options: AsOptions) =>
        (await import('./commands/licence-type.ts')).schema(context, name, options),
      ),
    );
  const template = type.command('template').description('证照模板（SVG）· the page that licences are printed on');
  template
    .command('show <type>')
    .description('输出模板 · print the template')
    .option('--as <id>', asHelp)
    .action(
      action(async (context, name: string, options: AsOptions) =>
        (await import('./commands/licence-type.ts')).showTemplate(context, name, options),
      ),
    );
  template
    .command('check <file>')
    .description('检查模板文件 · look at a template before it is submitted')
    .option('--type <type>', '按哪个类型检查要素 · the type whose items it has to show')
    .option('--as <id>', asHelp)
    .addHelpText('after', templateHelp)
    .action(
      action(async (context, file: string, options: TemplateCheckOptions) =>
        (await import('./commands/licence-type.ts')).checkTemplateFile(context, file, options),
      ),
    );
}
