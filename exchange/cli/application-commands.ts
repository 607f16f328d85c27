import type { Command } from 'commander';
import { type Action, gathered } from './action.ts';
import type { ApplicationListOptions, DecideOptions } from './context.ts';

/** `hufu application …`. What a command does is loaded when it is used. */
export function defineApplication(program: Command, action: Action): void {
  const application = program.command('application').description('共享申请 · applications for shared data');
  application
    .command('list')
    .description('可见的申请及其时限 · those that may be seen, and until when they are due')
    .option('--status <status>', '只列此状态 · in this state only')
    .option('--as <login>', '以哪位人员的身份 · which officer’s credentials')
    .action(
      action(async (context, options: ApplicationListOptions) =>
        (await import('./commands/application.ts')).list(context, options),
      ),
    );
  application
    .command('show <id>')
    .description('一件申请 · one of them')
    .option('--as <login>', '以哪位人员的身份 · which officer’s credentials')
    .action(
      action(async (context, id: string, options: { as?: string }) =>
        (await import('./commands/application.ts')).show(context, id, options),
      ),
    );
  application
    .command('decide <id> <event>')
    .description('提交、审核、退回、拒绝或撤回 · submit, recall, withdraw, approve, return or refuse it')
    .option('--reason <text>', '理由 · why')
    .option('--ground <code>', '不予共享理由代码 · ground of a refusal, a code of the table refusal-ground')
    .option(
      '--refuse-field <field=ground>',
      '不给的信息项及理由代码，可多次给出 · a field not given, and its ground; may be repeated',
      gathered,
    )
    .option(
      '--verify-only <field>',
      '只核验不查询的信息项，可多次给出 · a field to confirm, not to see; may be repeated',
      gathered,
    )
    .option('--as <login>', '以哪位人员的身份 · which officer’s credentials')
    .action(
      action(async (context, id: string, event: string, options: DecideOptions) =>
        (await import('./commands/application.ts')).decide(context, id, event, options),
      ),
    );
}
