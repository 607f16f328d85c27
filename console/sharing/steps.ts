/**
 * Who may take what on its way, for the buttons of the pages and the reasons beside them. The hub decides each step again;
 * what stands here is what it would say, and a test holds the two against each other.
 */

/** Who is at the console. */
export interface Who {
  readonly id: string;
  readonly organisation: string;
  readonly administration: boolean;
  readonly roles: readonly string[];
}

export type Reason = readonly [zh: string, en: string];

/** An event that the state allows to somebody. */
export interface Step<E extends string = string> {
  readonly event: E;
  /** Why whoever is logged in may not. */
  readonly because?: Reason | undefined;
}

type Side = 'consumer' | 'provider' | 'administration' | 'demanding' | 'responsible' | 'raiser' | 'handler';

const sideReasons: Readonly<Record<Side, Reason>> = {
  consumer: ['由申请部门办理', 'for the organisation that applies'],
  provider: ['由提供部门办理', 'for the provider'],
  administration: ['由数据主管部门办理', 'for the data administration'],
  demanding: ['由提出需求的部门办理', 'for the organisation that demands'],
  responsible: ['由责任部门办理', 'for the organisation that is responsible'],
  raiser: ['由提出异议的部门办理', 'for the organisation that raised it'],
  handler: ['由处理部门办理', 'for the organisation that handles it'],
};

const roleNeeded: Reason = ['需要目录管理员角色', 'takes the role of catalogue administrator'];

type Table<S extends string, E extends string> = Readonly<Record<S, Partial<Record<E, Side>>>>;

export const applicationTable = {
  draft: { submit: 'consumer', withdraw: 'consumer' },
  submitted: {
    approve: 'provider',
    return: 'provider',
    refuse: 'provider',
    recall: 'consumer',
    withdraw: 'consumer',
  },
  providerReviewed: {
    approve: 'administration',
    return: 'administration',
    refuse: 'administration',
    withdraw: 'consumer',
  },
  granted: {},
  refused: {},
  withdrawn: {},
  expired: {},
} as const satisfies Table<string, string>;

export const demandTable = {
  open: { assign: 'administration', refuse: 'administration', withdraw: 'demanding' },
  assigned: { answer: 'responsible', forward: 'responsible', refuse: 'responsible', withdraw: 'demanding' },
  answered: {},
  refused: {},
  withdrawn: {},
} as const satisfies Table<string, string>;

export const objectionTable = {
  reviewing: { accept: 'administration', reject: 'administration', withdraw: 'raiser' },
  rejected: { resubmit: 'raiser' },
  withdrawn: {},
  handling: { handle: 'handler', forward: 'handler', withdraw: 'raiser' },
  handled: { rate: 'raiser', resubmit: 'raiser' },
  rated: { resubmit: 'raiser' },
} as const satisfies Table<string, string>;

type SideOf = Partial<Record<Side, string | undefined>>;

function stepsFrom(
  row: Readonly<Record<string, Side>>,
  who: Who,
  { sides, roles }: { sides: SideOf; roles: (event: string) => readonly string[] },
): Step[] {
  return Object.entries(row).map(([event, side]) => {
    if (!roles(event).some((role) => who.roles.includes(role))) return { event, because: roleNeeded };
    const acts = who.administration || (sides[side] !== undefined && sides[side] === who.organisation);
    return acts ? { event } : { event, because: sideReasons[side] };
  });
}

const writers = ['catalogue-administrator'] as const;

/** The steps of an application from where it stands. */
export function applicationSteps(
  application: {
    readonly status: keyof typeof applicationTable;
    readonly provider: string;
    readonly form: { readonly consumer: { readonly organisation: string } };
    readonly submittedBy?: string | undefined;
    readonly reviews: readonly { readonly officer: string }[];
  },
  who: Who,
): Step[] {
  const { status, provider, form, submittedBy, reviews } = application;
  const me = `officer:${who.id}`;
  const sides = { consumer: form.consumer.organisation, provider };
  return stepsFrom(applicationTable[status], who, { sides, roles: () => writers }).map((step) => {
    if (step.because !== undefined || step.event !== 'approve') return step;
    if (submittedBy === me)
      return { ...step, because: ['您提交的申请须由他人审核', 'somebody else reviews what you submitted'] };
    if (reviews.some(({ officer }) => officer === me))
      return {
        ...step,
        because: ['您已代提供部门审核，须由另一人审核', 'you reviewed it for the provider; now another does'],
      };
    return step;
  });
}

/** The steps of a demand from where it stands. */
export function demandSteps(
  demand: {
    readonly status: keyof typeof demandTable;
    readonly form: { readonly demanding: string };
    readonly responsible?: string | undefined;
  },
  who: Who,
): Step[] {
  const sides = { demanding: demand.form.demanding, responsible: demand.responsible };
  return stepsFrom(demandTable[demand.status], who, { sides, roles: () => writers });
}

/** What whoever raised it does, clerks may do too. */
const ofRaisers: ReadonlySet<string> = new Set(['withdraw', 'resubmit', 'rate']);
const objectors = ['catalogue-administrator', 'approval-clerk'] as const;

/** The steps of an objection from where it stands. */
export function objectionSteps(
  objection: {
    readonly status: keyof typeof objectionTable;
    readonly raisedBy: string;
    readonly handler?: string | undefined;
    readonly rating?: { readonly solved: boolean } | undefined;
  },
  who: Who,
): Step[] {
  const { status, raisedBy, handler, rating } = objection;
  // What was called solved is over.
  if (status === 'rated' && rating?.solved === true) return [];
  const sides = { raiser: raisedBy, handler };
  const roles = (event: string) => (ofRaisers.has(event) ? objectors : writers);
  return stepsFrom(objectionTable[status], who, { sides, roles });
}

/** Where a grant stands now: its state, and whether its time has come or gone. */
export function grantStanding(
  grant: { readonly status: string; readonly validFrom: string; readonly validUntil: string },
  now: number = Date.now(),
): string {
  if (grant.status === 'revoked') return 'revoked';
  if (Date.parse(grant.validUntil) <= now) return 'over';
  if (grant.status === 'suspended') return 'suspended';
  return Date.parse(grant.validFrom) > now ? 'coming' : 'active';
}

/** The steps of a grant: its provider's. */
export function grantSteps(
  grant: {
    readonly status: 'active' | 'suspended' | 'revoked';
    readonly provider: string;
    readonly validFrom: string;
    readonly validUntil: string;
  },
  who: Who,
  now: number = Date.now(),
): Step[] {
  const rows = { active: ['suspend', 'revoke'], suspended: ['resume', 'revoke'], revoked: [] } as const;
  const row = Object.fromEntries(rows[grant.status].map((event) => [event, 'provider' as const]));
  return stepsFrom(row, who, { sides: { provider: grant.provider }, roles: () => writers }).map((step) =>
    step.because === undefined && step.event === 'resume' && grantStanding(grant, now) === 'over'
      ? { ...step, because: ['授权已到期，请续期或重新申请', 'its time is over: renew it or apply anew'] }
      : step,
  );
}

/** The steps of a matter: of the organisation that handles it. */
export function matterSteps(
  matter: { readonly status: 'active' | 'ended'; readonly organisation: string },
  who: Who,
): Step[] {
  const [event] = matter.status === 'active' ? ['end'] : ['reopen'];
  const reason: Reason = ['由承办部门办理', 'for the organisation that handles the matter'];
  if (!who.roles.includes('catalogue-administrator')) return [{ event, because: roleNeeded }];
  return [who.administration || who.organisation === matter.organisation ? { event } : { event, because: reason }];
}
