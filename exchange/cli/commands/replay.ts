import type { DecisionReplay } from '../../generated/schemas.ts';
import type { Context } from '../context.ts';
import type { DemoInfo } from '../demo-info.ts';
import { CommandError, exitCode } from '../exit.ts';
import { openOfficerSession } from '../officer-session.ts';
import { print, table } from '../output.ts';
import { chooseProfile } from '../profile.ts';

/** `hufu query replay TRACEID`: exit 0 when every query of the trace would be permitted now, 1 when one would still be refused. */
export async function replay(context: Context, traceId: string, { as }: { readonly as?: string }): Promise<number> {
  if (!/^[0-9a-f]{32}$/.test(traceId))
    throw new CommandError(
      '追踪号为 32 位小写十六进制数，见拒绝信息中的 traceId · a trace id has 32 lower-case hexadecimal digits: the traceId of the refusal',
      exitCode.usage,
    );
  const profile = chooseProfile({ env: context.env, as, fitting: auditorOf });
  if (profile.kind !== 'officer')
    throw new CommandError(
      '这里需要人员的凭证，而不是系统的 · this needs an officer’s credentials, not a system’s',
      exitCode.usage,
    );
  await using session = await openOfficerSession({ ...profile, language: context.language });
  const found = (await session.get(`/v1/decisions/${traceId}`)) as DecisionReplay;
  print(context.output, found, ({ items }) => items.flatMap(linesOf));
  return found.items.every(({ now }) => now.allowed) ? exitCode.done : exitCode.refused;
}

function linesOf(item: DecisionReplay['items'][number]): string[] {
  const { now } = item;
  const mark = (passed: boolean) => (passed ? '✓' : '✗');
  const links = (list: typeof item.links) =>
    table(list.map(({ passed, title, reference }) => [mark(passed), title, reference ?? '']));
  return [
    `${item.at}  ${item.consumer.system} → ${item.resource ?? '–'}  ${item.matter} ${item.case}  ${item.code}`,
    ...links(item.links),
    '',
    now.allowed ? '现在会放行 · now it would be permitted' : '现在仍会被拒 · now it would still be refused',
    ...(now.problem === undefined
      ? []
      : [
          `${now.problem.code}: ${now.problem.detail}`,
          `  理由 · reason: ${now.problem.reason}`,
          `  办法 · remedy: ${now.problem.remedy}`,
        ]),
    ...table(item.differs.map(({ link, before, now: after }) => [link, before, '→', after])),
    ...table(item.changes.map(({ at, kind, subject, event, version }) => [at, kind, subject, event, `v${version}`])),
    '',
  ];
}

/** Somebody of the data administration sees every decision. */
function auditorOf(demo: DemoInfo): string | undefined {
  const administration = demo.officers.filter(({ organisation }) => organisation === 'data');
  return (administration.find(({ roles }) => roles.includes('auditor')) ?? administration[0])?.login;
}
