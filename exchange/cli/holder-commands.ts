import type { Command } from 'commander';
import type { Action } from './action.ts';
import type { ConsentOptions, HolderLoginOptions, ObjectOptions, ShowOptions, StopOptions } from './context.ts';

const loginHelp = `
例 · examples:
  hufu holder login                                     演示中的第一个样例主体 · the first sample holder of the demonstration
  hufu holder login --holder-kind 001 --holder NUMBER
  hufu holder login --request ID --code 12345678        收到验证码后 · when the code has come
  演示的验证码自动读取；会话十五分钟 · the demonstration's code is read by itself; a session lasts fifteen minutes`;

/** `hufu holder …`: a person or organisation looks after what is theirs. What a command does is loaded when it is used. */
export function defineHolder(program: Command, action: Action): void {
  const holder = program.command('holder').description('持证主体本人 · a holder, about what is theirs');
  holder
    .command('login')
    .description('以一次性验证码打开会话 · open a session with a one-time code')
    .option('--holder-kind <kind>', '111 公民身份号码，001 统一社会信用代码 · 111 citizen number, 001 unified code')
    .option('--holder <number>', '号码 · the number')
    .option('--hub <url>', '中枢的地址，缺省为本机演示 · address of the hub; left out: the local demonstration')
    .option('--request <id>', '获取验证码时得到的编号 · the id that came when the code was asked for')
    .option('--code <digits>', '收到的八位数字 · the eight digits received')
    .addHelpText('after', loginHelp)
    .action(
      action(async (context, options: HolderLoginOptions) =>
        (await import('./commands/holder-login.ts')).login(context, options),
      ),
    );
  holder
    .command('logout')
    .description('结束会话 · end the session')
    .option('--everywhere', '在各处的全部会话 · every session of this holder')
    .action(
      action(async (context, options: { everywhere?: boolean }) =>
        (await import('./commands/holder-login.ts')).logout(context, options),
      ),
    );
  holder
    .command('licences')
    .description('我的证照及照面 · my licences and what stands on them')
    .action(action(async (context) => (await import('./commands/holder.ts')).licences(context)));
  holder
    .command('usage')
    .description('谁用过我的数据 · who used my data, for what and on what ground')
    .action(action(async (context) => (await import('./commands/holder.ts')).usage(context)));
  holder
    .command('decisions')
    .description('我的同意、停止和异议 · my consents, stops and objections')
    .action(action(async (context) => (await import('./commands/holder.ts')).decisions(context)));
  defineDecisions(holder, action);
  holder
    .command('qr <licence>')
    .description('出示：生成可离线验证的二维码 · show a licence: a QR that verifies offline')
    .requiredOption('-o, --out <file>', 'PNG 文件 · PNG file')
    .option('--items <names>', '照面要素，以逗号分隔 · items of the face, separated by commas')
    .option('--minutes <number>', '有效分钟数，1 至 30 · minutes for which it holds, 1 to 30')
    .action(
      action(async (context, licence: string, options: ShowOptions) =>
        (await import('./commands/holder.ts')).qr(context, licence, options),
      ),
    );
}

function defineDecisions(holder: Command, action: Action): void {
  holder
    .command('consent')
    .description('同意某单位为一个办件使用 · consent to one case of an organisation’s matter')
    .requiredOption('--organisation <id>', '哪个单位 · which organisation')
    .requiredOption('--matter <code>', '它的哪个事项 · which matter of it')
    .requiredOption('--type <type>', '哪类证照 · which type of licence')
    .option('--case <number>', '只限此办件 · for this case alone')
    .option('--until <time>', '至何时（ISO 8601），缺省一天 · until when; left out: one day')
    .action(
      action(async (context, options: ConsentOptions) =>
        (await import('./commands/holder.ts')).consent(context, options),
      ),
    );
  holder
    .command('withdraw <consent>')
    .description('撤回同意 · withdraw a consent')
    .action(action(async (context, id: string) => (await import('./commands/holder.ts')).withdraw(context, id)));
  holder
    .command('stop')
    .description('停止共享；以法律为依据的仍继续 · stop sharing; what rests on law goes on')
    .option('--organisation <id>', '只对此单位 · with this organisation only')
    .option('--type <type>', '只限此类证照 · this type of licence only')
    .action(
      action(async (context, options: StopOptions) => (await import('./commands/holder.ts')).stop(context, options)),
    );
  holder
    .command('resume <stop>')
    .description('恢复共享 · resume sharing')
    .action(action(async (context, id: string) => (await import('./commands/holder.ts')).resume(context, id)));
  holder
    .command('object <receipt>')
    .description('对一次使用提出异议 · object to a use')
    .requiredOption('--words <text>', '哪里不对；不写个人号码 · what is wrong; no personal numbers')
    .option('--stop', '同时停止向该单位共享 · stop sharing with that organisation as well')
    .action(
      action(async (context, receipt: string, options: ObjectOptions) =>
        (await import('./commands/holder.ts')).object(context, receipt, options),
      ),
    );
}
