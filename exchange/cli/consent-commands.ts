import type { Command } from 'commander';
import type { Action } from './action.ts';
import type { AskConsentOptions, ConfirmConsentOptions } from './context.ts';

/** `hufu consent …`: a counter asks a holder for their yes. What a command does is loaded when it is used. */
export function defineConsent(program: Command, action: Action): void {
  const consent = program
    .command('consent')
    .description('在窗口征得持证主体同意 · a holder’s consent, asked at a counter');
  consent
    .command('ask')
    .description('请持证主体同意为一个办件使用一类证照，验证码发给本人 · ask; the holder gets a code')
    .requiredOption(
      '--holder-kind <kind>',
      '111 公民身份号码，001 统一社会信用代码 · 111 citizen number, 001 unified code',
    )
    .requiredOption('--holder <number>', '号码 · the number')
    .requiredOption('--type <type>', '哪类证照 · which type of licence')
    .requiredOption('--matter <code>', '事项编码 · code of the matter')
    .requiredOption('--case <number>', '办件编号 · number of the case')
    .option('--as <login>', '以哪位经办人员的身份 · which clerk’s credentials')
    .action(
      action(async (context, options: AskConsentOptions) =>
        (await import('./commands/consent.ts')).ask(context, options),
      ),
    );
  consent
    .command('confirm <request>')
    .description('持证主体交来验证码，即为同意 · the code that the holder hands over is their yes')
    .requiredOption('--code <digits>', '八位数字 · the eight digits')
    .option('--as <login>', '以哪位经办人员的身份 · which clerk’s credentials')
    .action(
      action(async (context, request: string, options: ConfirmConsentOptions) =>
        (await import('./commands/consent.ts')).confirm(context, request, options),
      ),
    );
}
