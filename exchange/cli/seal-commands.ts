import type { Command } from 'commander';
import { type Action, gathered } from './action.ts';
import type { AsOptions, ChooseSealOptions, TrustOptions } from './context.ts';

const chooseHelp = `
例 · examples:
  hufu seal choose SEAL --organisation police               该单位的证照用此章 · what the police issue bears it
  hufu seal choose SEAL --organisation police --type household-register
  hufu seal choose SEAL --organisation '*'                  全县统一的审批专用章 · the county’s one approval seal
  hufu seal choose none --organisation police               撤回指定 · takes the choice back
  SEAL 为 hufu seal list 所列编号 · SEAL is an id of hufu seal list`;

/** `hufu seal …`. What a command does is loaded when it is used. */
export function defineSeal(program: Command, action: Action): void {
  const seal = program.command('seal').description('电子印章 · electronic seals');
  seal
    .command('list')
    .description('登记的印章 · the seals of the register')
    .option('--as <login>', '以哪位印章管理员的身份 · which seal keeper’s credentials')
    .action(
      action(async (context, options: AsOptions) =>
        (await import('./commands/seal-choice.ts')).seals(context, options),
      ),
    );
  seal
    .command('choices')
    .description('各单位、各类证照用哪枚章 · which seal licences bear, by organisation and type')
    .option('--as <login>', '以哪位印章管理员的身份 · which seal keeper’s credentials')
    .action(
      action(async (context, options: AsOptions) =>
        (await import('./commands/seal-choice.ts')).choices(context, options),
      ),
    );
  seal
    .command('choose <seal>')
    .description('指定证照用章，none 为撤回 · choose the seal that licences bear; none takes it back')
    .requiredOption('--organisation <id>', '哪个单位，* 为全县 · which organisation; * for all that have none')
    .option('--type <type>', '只限此类证照 · for this type of licence only')
    .option('--as <login>', '以哪位印章管理员的身份 · which seal keeper’s credentials')
    .addHelpText('after', chooseHelp)
    .action(
      action(async (context, id: string, options: ChooseSealOptions) =>
        (await import('./commands/seal-choice.ts')).choose(context, id, options),
      ),
    );
  seal
    .command('verify <file>')
    .description('离线验证电子印章（.esl）· verify an electronic seal, offline')
    .option(
      '--trust <path>',
      '信任的证书和吊销列表：文件或目录，可多次给出 · certificates to trust and revocation lists: a file or folder, may be repeated',
      gathered,
    )
    .option('--at <time>', '以何时为准（ISO 8601）· as of when')
    .action(
      action(async (context, file: string, options: TrustOptions) =>
        (await import('./commands/seal.ts')).verify(context, file, options),
      ),
    );
}
