import type { Application, ApplicationEvent } from '../../../catalog/index.ts';
import type { ApplicationListOptions, Context, DecideOptions } from '../context.ts';
import type { DemoInfo } from '../demo-info.ts';
import { CommandError, exitCode } from '../exit.ts';
import { type OfficerSession, openOfficerSession } from '../officer-session.ts';
import { print, table } from '../output.ts';
import { chooseProfile } from '../profile.ts';

const events: readonly ApplicationEvent['event'][] = ['submit', 'recall', 'withdraw', 'approve', 'return', 'refuse'];

/** `hufu application list`: what this officer may see, newest first, each with what is left of its time. */
export async function list(context: Context, { as, status }: ApplicationListOptions): Promise<number> {
  await using session = await administratorSession(context, as);
  const query = status === undefined ? '' : `&status=${encodeURIComponent(status)}`;
  const page = (await session.get(`/v1/applications?limit=100${query}`)) as {
    items: Application[];
    next: string | null;
  };
  print(context.output, page, ({ items }) =>
    items.length === 0
      ? ['没有申请 · no applications']
      : table(items.map((one) => [one.id, one.status, one.form.consumer.organisation, one.form.resource, timeOf(one)])),
  );
  return exitCode.done;
}

/** `hufu application show ID` */
export async function show(context: Context, id: string, { as }: { as?: string }): Promise<number> {
  await using session = await administratorSession(context, as);
  const application = (await session.get(`/v1/applications/${encodeURIComponent(id)}`)) as Application;
  print(context.output, application, linesOf);
  return exitCode.done;
}

/** `hufu application decide ID EVENT`: what happens to it next, also field by field. */
export async function decide(context: Context, id: string, event: string, options: DecideOptions): Promise<number> {
  const known = events.find((one) => one === event);
  if (known === undefined) {
    throw new CommandError(
      `不是申请的操作：${event}；可用 · no such event; there are ${events.join(', ')}`,
      exitCode.usage,
    );
  }
  const { reason, ground } = options;
  const decisions: ApplicationEvent['decisions'] = [
    ...(options.refuseField ?? []).map((pair) => {
      const [field = '', fieldGround] = pair.split('=', 2);
      return { field, verdict: 'refuse' as const, ...(fieldGround === undefined ? {} : { ground: fieldGround }) };
    }),
    ...(options.verifyOnly ?? []).map((field) => ({ field, verdict: 'verify-only' as const })),
  ];
  const body: ApplicationEvent = {
    event: known,
    ...(reason === undefined ? {} : { reason }),
    ...(ground === undefined ? {} : { ground }),
    ...(decisions.length === 0 ? {} : { decisions }),
  };
  await using session = await administratorSession(context, options.as);
  const application = (await session.post(`/v1/applications/${encodeURIComponent(id)}/events`, body)) as Application;
  print(context.output, application, linesOf);
  return exitCode.done;
}

function linesOf(application: Application): string[] {
  const { form, refusal, grant } = application;
  const rows = [
    ['编号 · id', application.id],
    ['状态 · status', application.status],
    ['申请单位 · consumer', `${form.consumer.organisation} ${form.consumer.system ?? ''}`.trimEnd()],
    ['资源 · resource', form.resource],
    ['查询 · to see', (form.fields ?? []).join(', ')],
    ['核验 · to verify', (form.verifyFields ?? []).join(', ')],
    ['事项 · matters', form.matters.join(', ')],
    ['依据 · basis', form.basis],
    ['场景 · scenario', form.scenario],
    ['用量 · volume', `${form.callsPerDay} / 日 · day, ${form.days} 天 · days`],
    ['时限 · due', timeOf(application)],
    ...application.reviews.flatMap(({ by, decisions }) =>
      decisions.map(({ field, verdict, ground }) => [`审核 · review (${by})`, `${field}: ${verdict} ${ground ?? ''}`]),
    ),
    ...(refusal === undefined ? [] : [['不予共享 · refused', `${refusal.ground} ${refusal.reason}`]]),
    ...(grant === undefined ? [] : [['授权 · grant', grant]]),
  ];
  return table(rows);
}

function timeOf({ clock }: Application): string {
  if (clock === undefined) return '';
  const provisional = clock.provisional ? '，节假日未录入 · holidays not entered' : '';
  return `${clock.dueOn} (${clock.state}, ${clock.workingDaysLeft} 工作日 · working days${provisional}) ${clock.organisation}`;
}

/** A session of whoever is asking; in the demonstration the data administration's catalogue administrator. */
function administratorSession(context: Context, as: string | undefined): Promise<OfficerSession> {
  const profile = chooseProfile({ env: context.env, as, fitting: administratorOf });
  if (profile.kind !== 'officer')
    throw new CommandError(
      '这里需要人员的凭证，而不是系统的 · this needs an officer’s credentials, not a system’s',
      exitCode.usage,
    );
  return openOfficerSession({ ...profile, language: context.language });
}

function administratorOf(demo: DemoInfo): string | undefined {
  const administrators = demo.officers.filter(({ roles }) => roles.includes('catalogue-administrator'));
  return (administrators.find(({ organisation }) => organisation === 'data') ?? administrators[0])?.login;
}
