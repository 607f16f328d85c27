import { isAbsolute, relative } from 'node:path';
import type { Context } from '../context.ts';
import { type DemoInfo, type DemoQuery, readDemoInfo } from '../demo-info.ts';
import { print, table } from '../output.ts';

/** `hufu demo info` */
export async function demoInfo({ env, output }: Context): Promise<number> {
  print(output, readDemoInfo(env), (demo) => [
    `控制台 · console  ${demo.console}`,
    ...block('系统 · systems', table(demo.systems.map(({ id, organisation, kind }) => [id, organisation, kind]))),
    ...block(
      '人员 · officers（口令 · password）',
      table(
        demo.officers.map(({ login, organisation, roles, password }) => [
          login,
          organisation,
          roles.join(', '),
          password,
        ]),
      ),
    ),
    ...block('事项 · matters', table(demo.matters.map(({ code, name, organisation }) => [code, organisation, name]))),
    ...block('资源 · resources', demo.resources),
    ...block(
      '样例持证主体及其证照 · sample holders and their licences',
      demo.holders.flatMap(({ kind, number, licences }) => [`${kind} ${number}`, ...licences.map((id) => `  ${id}`)]),
    ),
    ...(demo.codes === undefined
      ? []
      : block('持证主体的一次性验证码 · one-time codes for holders', [shortPath(demo.codes)])),
    ...block('可直接粘贴的例子（模拟数据）· examples ready to be pasted (generated data)', examplesOf(demo)),
  ]);
  return 0;
}

function block(title: string, lines: readonly string[]): readonly string[] {
  return ['', title, ...lines.map((line) => `  ${line}`)];
}

function examplesOf({ examples: { query, verify, refused }, holders, files }: DemoInfo): readonly string[] {
  const fields = (names: readonly string[]) => `--fields ${names.join(',')}`;
  const [holder] = holders;
  return [
    `npx hufu query ${asked(query)} ${fields(query.fields)}`,
    `npx hufu query ${asked(verify)} --verify ${pairs(verify.verify)}`,
    `npx hufu query ${asked(refused)} ${fields(refused.fields)}`,
    `npx hufu query explain ${asked(refused)} ${fields(refused.fields)}`,
    ...(holder === undefined
      ? []
      : [
          `npx hufu licence list --holder-kind ${holder.kind} --holder ${holder.number} --matter APPROVAL-FOOD-01 --case 2026-LS-000002`,
          ...holder.licences.slice(0, 1).map((identifier) => `npx hufu licence verify ${identifier}`),
          `npx hufu holder login --holder-kind ${holder.kind} --holder ${holder.number}`,
          'npx hufu holder usage',
        ]),
    // A description written by an earlier version names no files.
    ...(files ? verificationsOf(files) : []),
  ];
}

function verificationsOf({ licence, seal, trust }: NonNullable<DemoInfo['files']>): readonly string[] {
  const [file, alone, believed] = [licence, seal, trust].map(shortPath);
  return [
    `npx hufu licence verify ${file}`,
    `npx hufu licence verify ${file} --trust ${believed} --offline`,
    `npx hufu seal verify ${alone} --trust ${believed}`,
  ];
}

/** From here, where that is shorter. */
function shortPath(path: string): string {
  const near = relative(process.cwd(), path);
  return near.startsWith('..') || isAbsolute(near) ? path : near;
}

function asked({ resource, match, matter, case: caseNumber }: DemoQuery): string {
  return `${resource} --match ${pairs(match)} --matter ${matter} --case ${caseNumber}`;
}

function pairs(values: Readonly<Record<string, string>>): string {
  return Object.entries(values)
    .map(([name, value]) => `${name}=${value}`)
    .join(' ');
}
