import { call } from '../api/index.ts';
import { say } from '../language/language.ts';
import { has, session } from '../session/session.ts';
import { everyLine } from './paged.ts';
import { resourceName } from './reference.ts';
import { type Clock, stageWord } from './words.ts';

/** What waits for somebody: a line of the inbox. */
export interface Waiting {
  readonly kind: 'application' | 'demand' | 'objection' | 'resource' | 'revision';
  readonly id: string;
  /** Said while drawing. */
  readonly title: () => string;
  /** Whom it comes from. */
  readonly from: string | undefined;
  /** Who is to act. */
  readonly organisation: string;
  /** What is waited for, said while drawing. */
  readonly what: () => string;
  readonly clock: Clock | undefined;
  readonly since: string;
  readonly to: string;
}

/** More in an inbox is worked off first. */
const most = 300;

/**
 * Everything that waits for the organisation of whoever is logged in, and for the data administration also what waits for
 * others: the first due first, what has no clock last.
 */
export async function readWaiting(signal?: AbortSignal): Promise<readonly Waiting[]> {
  const officer = session.value?.officer;
  if (officer === undefined) return [];
  const keeps = has('catalogue-administrator') || has('auditor');
  const writes = has('catalogue-administrator');
  const page = { limit: 100 };
  const [clocks, applications, demands, objections, submitted, reviewed, revisions] = await Promise.all([
    everyLine((cursor) => call('GET /v1/clocks', { query: { ...page, cursor }, signal }), most),
    keeps
      ? running((status, cursor) => call('GET /v1/applications', { query: { ...page, status, cursor }, signal }), [
          'submitted',
          'providerReviewed',
        ] as const)
      : [],
    keeps
      ? running((status, cursor) => call('GET /v1/demands', { query: { ...page, status, cursor }, signal }), [
          'open',
          'assigned',
        ] as const)
      : [],
    running((status, cursor) => call('GET /v1/objections', { query: { ...page, status, cursor }, signal }), [
      'reviewing',
      'handling',
    ] as const),
    writes && officer.administration
      ? everyLine(
          (cursor) => call('GET /v1/resources', { query: { ...page, status: 'submitted', cursor }, signal }),
          most,
        )
      : [],
    writes
      ? everyLine(
          (cursor) => call('GET /v1/resources', { query: { ...page, status: 'reviewed', cursor }, signal }),
          most,
        )
      : [],
    writes ? everyLine((cursor) => call('GET /v1/revisions', { query: { ...page, cursor }, signal }), most) : [],
  ]);
  const titles = new Map<string, { title: () => string; from: string | undefined }>([
    ...applications.map(
      ({ id, form }) => [id, { title: () => resourceName(form.resource), from: form.consumer.organisation }] as const,
    ),
    ...demands.map(({ id, form }) => [id, { title: () => form.title, from: form.demanding }] as const),
    ...objections.map(({ id, form, raisedBy }) => [id, { title: () => form.title, from: raisedBy }] as const),
  ]);
  const paths = { application: 'applications', demand: 'demands', objection: 'objections' } as const;
  // Applications and demands are for those who keep the directory; others could not open them.
  const own = clocks.filter(({ noun }) => keeps || noun === 'objection');
  const clocked = own.map(
    (clock): Waiting => ({
      kind: clock.noun,
      id: clock.subject,
      title: titles.get(clock.subject)?.title ?? (() => clock.subject),
      from: titles.get(clock.subject)?.from,
      organisation: clock.organisation,
      what: () => stageWord(clock.stage),
      clock,
      since: clock.startedAt,
      to: `/${paths[clock.noun]}/${clock.subject}`,
    }),
  );
  const records = [
    ...submitted.map((line) => ({
      line,
      organisation: officer.organisation,
      what: () => say('审核资源登记', 'review of the record'),
    })),
    ...reviewed
      .filter((line) => officer.administration || line.provider === officer.organisation)
      .map((line) => ({ line, organisation: line.provider, what: () => say('发布已审核的资源', 'publication') })),
  ].map(
    ({ line, organisation, what }): Waiting => ({
      ...{ kind: 'resource', id: line.id, title: () => line.name, from: line.provider, organisation, what },
      ...{ clock: undefined, since: line.updatedAt, to: `/directory/${line.id}` },
    }),
  );
  const revised = revisions
    .filter(({ status, provider }) =>
      status === 'submitted'
        ? officer.administration
        : status === 'reviewed' && (officer.administration || provider === officer.organisation),
    )
    .map(
      (line): Waiting => ({
        ...{ kind: 'revision', id: line.resource, title: () => line.name, from: line.provider },
        organisation: line.status === 'submitted' ? officer.organisation : line.provider,
        what: () =>
          line.status === 'submitted'
            ? say('审核修订', 'review of the revision')
            : say('发布已审核的修订', 'publication of the revision'),
        ...{ clock: undefined, since: line.updatedAt, to: `/directory/${line.resource}` },
      }),
    );
  return [...clocked, ...records, ...revised];
}

/** What a notice may be about. */
export type NoticeNoun = 'application' | 'demand' | 'objection' | 'grant';

/** What these are about, by their ids; each said while drawing. Those out of sight are not in it. */
export async function readTitles(
  nouns: ReadonlySet<NoticeNoun>,
  signal?: AbortSignal,
): Promise<ReadonlyMap<string, () => string>> {
  const keeps = has('catalogue-administrator') || has('auditor');
  const reads = <T>(noun: NoticeNoun, may: boolean, ask: Parameters<typeof everyLine<T>>[0]) =>
    nouns.has(noun) && may ? everyLine(ask, most) : [];
  const [applications, demands, objections, grants] = await Promise.all([
    reads('application', keeps, (cursor) => call('GET /v1/applications', { query: { limit: 100, cursor }, signal })),
    reads('demand', keeps, (cursor) => call('GET /v1/demands', { query: { limit: 100, cursor }, signal })),
    reads('objection', true, (cursor) => call('GET /v1/objections', { query: { limit: 100, cursor }, signal })),
    reads('grant', keeps || has('approval-clerk'), (cursor) =>
      call('GET /v1/grants', { query: { limit: 100, cursor }, signal }),
    ),
  ]);
  return new Map<string, () => string>([
    ...applications.map(({ id, form }) => [id, () => resourceName(form.resource)] as const),
    ...grants.map(({ id, resource }) => [id, () => resourceName(resource)] as const),
    ...[...demands, ...objections].map(({ id, form }) => [id, () => form.title] as const),
  ]);
}

/** Every line in one of these states. */
async function running<T, S extends string>(
  ask: (status: S, cursor: string | undefined) => Promise<{ items: readonly T[]; next: string | null }>,
  statuses: readonly S[],
): Promise<readonly T[]> {
  return (await Promise.all(statuses.map((status) => everyLine((cursor) => ask(status, cursor), most)))).flat();
}
