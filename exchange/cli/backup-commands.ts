import type { Command } from 'commander';
import type { Action } from './action.ts';

const help = `
数据库取自 DATABASE_URL，否则为本机演示的；登记人取自 --as 或 HUFU_PROFILE（数据主管部门的运行管理员）
The database is DATABASE_URL's, else the local demonstration's; who records it: --as or HUFU_PROFILE, an operator of the data administration
须有不旧于服务器的 pg_dump 和 pg_restore · takes a pg_dump and pg_restore not older than the server
恢复见 ops/runbooks/backup.md · restoring: ops/runbooks/backup.md`;

/** `hufu backup …`. What a command does is loaded when it is used. */
export function defineBackup(program: Command, action: Action): void {
  const backup = program.command('backup').description('数据库备份 · backups of the database');
  backup
    .command('create <folder>')
    .description('备份到目录，核验并向中枢登记 · back up into a folder, verify, and record it with the hub')
    .option('--as <login>', '以哪位人员的身份登记 · which officer records it')
    .option('--no-record', '不向中枢登记 · do not record it with the hub')
    .addHelpText('after', help)
    .action(
      action(async (context, folder: string, options: { as?: string; record: boolean }) =>
        (await import('./commands/backup.ts')).create(context, folder, options),
      ),
    );
  backup
    .command('verify <file>')
    .description(
      '核验一份备份：完整、可读，并记在登记上 · see that a backup is whole and readable, and note it on its record',
    )
    .option('--as <login>', '以哪位人员的身份登记 · which officer notes it')
    .option('--no-record', '不向中枢登记 · do not note it with the hub')
    .addHelpText('after', help)
    .action(
      action(async (context, file: string, options: { as?: string; record: boolean }) =>
        (await import('./commands/backup.ts')).verify(context, file, options),
      ),
    );
}
