import type { Context } from '../context.ts';
import { print, table } from '../output.ts';
import { readDemoInfo } from '../profile.ts';

/** `hufu demo info` */
export async function demoInfo({ env, output }: Context): Promise<number> {
  print(output, readDemoInfo(env), (demo) => [
    `控制台 · console  ${demo.console}`,
    '',
    '系统 · systems',
    ...indent(table(demo.systems.map(({ id, organisation, kind }) => [id, organisation, kind]))),
    '',
    '人员 · officers（口令 · password）',
    ...indent(
      table(
        demo.officers.map(({ login, organisation, roles, password }) => [
          login,
          organisation,
          roles.join(', '),
          password,
        ]),
      ),
    ),
    '',
    '事项 · matters',
    ...indent(table(demo.matters.map(({ code, name, organisation }) => [code, organisation, name]))),
    '',
    '资源 · resources',
    ...indent(demo.resources),
    '',
    '示例（生成的模拟数据）· examples (generated data): hufu demo info --json',
  ]);
  return 0;
}

function indent(lines: readonly string[]): string[] {
  return lines.map((line) => `  ${line}`);
}
