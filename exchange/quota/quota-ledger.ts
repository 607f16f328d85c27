import {
  type Clock,
  type Database,
  Lifecycle,
  type Logger,
  momentText,
  type Problem,
  pause,
} from '../../kernel/index.ts';
import { changedNothing } from '../certain-failure.ts';
import { GroupCommit } from '../group-commit.ts';
import { nextBeijingMidnight } from '../policy/beijing-time.ts';
import { policyProblems } from '../policy/problems.ts';
import { HeldLease, type Unit } from './lease.ts';
import { quotaProblems } from './problems.ts';
import {
  type Account,
  clocksDiffer,
  type LeaseAsk,
  type LeaseReply,
  type LeaseTerms,
  leaseTogether,
  readAccounts,
  settleOldLeases,
} from './quota-store.ts';
import type { QuotaWindow } from './rate-limit.ts';
import { type RateAsk, RateShare, shareTogether } from './rate-share.ts';

/** What of a grant the ledger counts by. */
export interface CountedGrant {
  readonly id: string;
  readonly dailyQuota: number;
  readonly matterQuotas?: readonly { readonly matter: string; readonly dailyQuota: number }[] | undefined;
  readonly perSecond?: number | undefined;
}

/** What is left of a grant's day, as the answer to a query shows it. */
export interface QuotaState {
  readonly limit: number;
  readonly remaining: number;
  /** When the count starts anew: the coming midnight in Beijing, RFC 3339. */
  readonly reset: string;
}

/** One query that may be asked. It counts once its evidence is written together with {@link Charge.leases}. */
export interface Charge {
  readonly allowed: true;
  readonly quota: QuotaState;
  readonly windows: readonly QuotaWindow[];
  /** What it is charged to, for `exchange.spend_quota` in the transaction of its evidence. */
  readonly leases: readonly string[];
  /** Nothing was answered, so nothing is charged. Once; writes nothing and cannot fail. */
  giveBack(): void;
  /** Its evidence may stand or not: what is charged is what the database says when the lease has run out. */
  leave(): void;
}

export interface QuotaRefusal {
  readonly allowed: false;
  /** QUOTA_EXHAUSTED, MATTER_QUOTA_EXHAUSTED or RATE_EXCEEDED. */
  readonly problem: Problem;
  readonly windows: readonly QuotaWindow[];
}

/** A day's account, both for who asks and for who provides. */
export interface QuotaAccount {
  readonly limit: number;
  readonly used: number;
  /** Handed out to hubs and not used so far. */
  readonly reserved: number;
  readonly remaining: number;
}

export interface QuotaReport extends QuotaAccount {
  readonly day: string;
  readonly reset: string;
  readonly matters: readonly (QuotaAccount & { readonly matter: string })[];
}

/** Counts queries by grant, matter, day and second, across all hubs. */
export interface QuotaLedger extends AsyncDisposable {
  /**
   * Lets one query through before anything is asked, out of what this hub holds; the database is asked only when that runs low.
   * @throws QUOTA_UNAVAILABLE, or the database's error when it is away and nothing usable is in hand
   */
  take(grant: CountedGrant, matter: string): Promise<Charge | QuotaRefusal>;
  /** The day as all hubs together see it, taking nothing. */
  look(grant: CountedGrant): Promise<QuotaReport>;
  /** Settles what crashed hubs left of days gone by. For upkeep. */
  purge(): Promise<void>;
}

export interface QuotaLedgerOptions {
  readonly database: Database;
  readonly clock: Clock;
  /** This process: a UUID of its own at each start. */
  readonly hub: string;
  readonly logger?: Logger | undefined;
  /** Milliseconds for which a query may be in hand after it was let through; what is unspent is taken back only later. */
  readonly longestQueryMs: number;
  /** Told of each question to the database. */
  readonly observeLease?: ((outcome: 'granted' | 'empty' | 'failed') => void) | undefined;
  /** In the place of the database's clock, and of a clock in milliseconds that nobody sets: for tests that hold time still. */
  readonly databaseClock?: Clock | undefined;
  readonly monotonic?: (() => number) | undefined;
  readonly lifeMs?: number | undefined;
}

/** Milliseconds for which a lease may be used without asking the database again. */
const standardLifeMs = 15_000;
/** Milliseconds that writing evidence may take, and two clocks' rates differ. */
const graceMs = 45_000;
/** Milliseconds by which the clocks of hub and database may differ. */
const toleranceMs = 30_000;
/** Milliseconds after which what is not asked for goes back, so that other hubs have it. */
const idleMs = 2_000;
const tickMs = 1_000;
const largestBatch = 256;

/**
 * The ledger over leases. A hub takes blocks of a day's queries from PostgreSQL, sized by its demand, and counts them down
 * by itself; all hubs' blocks together never exceed the quota. The day is the database's, held against the hub's clock.
 */
export function createQuotaLedger(options: QuotaLedgerOptions): QuotaLedger {
  const { database, clock, hub, databaseClock, monotonic = () => performance.now() } = options;
  const lifeMs = options.lifeMs ?? standardLifeMs;
  const lifecycle = new Lifecycle();
  const held = new Map<string, HeldLease>();
  const accounts = new Map<string, Account>();
  const shares = new Map<string, RateShare>();
  const filling = new Map<HeldLease | RateShare, Promise<void>>();

  const terms = (): LeaseTerms => ({
    ...{ database, hub, toleranceMs },
    hubMoment: clock.now(),
    databaseMoment: databaseClock?.now(),
    lifeMs: lifeMs + options.longestQueryMs + graceMs,
  });
  const leases = new GroupCommit<LeaseAsk, LeaseReply>({
    largest: largestBatch,
    write: (asks) => leaseTogether(terms(), asks),
  });
  const rates = new GroupCommit<RateAsk, number>({
    largest: largestBatch,
    write: (asks) => shareTogether({ database, hub, databaseMoment: databaseClock?.now() }, asks),
  });

  /** One question at a time for each account; whoever comes meanwhile waits for the same. */
  const once = (key: HeldLease | RateShare, work: () => Promise<void>): Promise<void> => {
    const under = filling.get(key);
    if (under !== undefined) return under;
    const fresh = work().finally(() => filling.delete(key));
    filling.set(key, fresh);
    return fresh;
  };
  const fill = (lease: HeldLease, account: Account): Promise<void> =>
    once(lease, async () => {
      const askedAt = monotonic();
      try {
        const reply = await leases.add({ ...account, ...lease.ask(askedAt) });
        lease.fill(reply, { askedAt, lifeMs, limit: account.limit });
        options.observeLease?.(reply.granted > 0 ? 'granted' : 'empty');
      } catch (error) {
        lease.failed({ inDoubt: !changedNothing(error) });
        options.observeLease?.('failed');
        throw told(error, options.logger);
      }
    });
  const renew = (grant: string, limit: number, share: RateShare): Promise<void> =>
    once(share, async () => {
      const askedAt = monotonic();
      share.set(await rates.add({ grant, limit, demand: share.demand(askedAt) }), askedAt);
    });

  const heldOf = (account: Account): HeldLease => {
    const key = `${account.grant} ${account.matter}`;
    const known = held.get(key);
    accounts.set(key, account);
    if (known !== undefined) return known;
    const fresh = new HeldLease();
    held.set(key, fresh);
    return fresh;
  };

  /** A unit of the account, or the milliseconds until there are new ones. */
  async function unitOf(account: Account, lease: HeldLease): Promise<Unit | number> {
    const now = monotonic();
    const inHand = lease.take(now);
    if (inHand !== undefined) {
      if (lease.wantsMore(now) && !filling.has(lease)) fill(lease, account).catch(() => {});
      return inHand;
    }
    lease.waiting += 1;
    try {
      for (;;) {
        const spent = lease.exhausted(account.limit, monotonic());
        if (spent !== undefined) return spent;
        await fill(lease, account);
        const unit = lease.take(monotonic());
        if (unit !== undefined) return unit;
      }
    } finally {
      lease.waiting -= 1;
    }
  }

  async function passRate(grant: CountedGrant, limit: number): Promise<RateShare | undefined> {
    const share = shares.get(grant.id) ?? new RateShare();
    shares.set(grant.id, share);
    const now = monotonic();
    let passes = share.take(now);
    if (passes === undefined) {
      await renew(grant.id, limit, share);
      passes = share.take(monotonic());
    } else if (share.needsRenewal(now)) renew(grant.id, limit, share).catch(() => {});
    return passes === true ? share : undefined;
  }

  async function tick(): Promise<void> {
    const now = monotonic();
    const idle: LeaseAsk[] = [];
    for (const [key, lease] of held) {
      const account = accounts.get(key);
      if (account !== undefined && !filling.has(lease) && lease.isIdle(now, idleMs))
        idle.push({ ...account, ...lease.surrender() });
      else if (lease.isOver(now) && !filling.has(lease)) {
        held.delete(key);
        accounts.delete(key);
      }
    }
    for (const [grant, share] of shares) if (share.isForgotten(now)) shares.delete(grant);
    await Promise.allSettled(idle.map((ask) => leases.add(ask)));
  }

  void (async () => {
    while (!lifecycle.signal.aborted) {
      await pause(tickMs, lifecycle.signal);
      if (!lifecycle.signal.aborted) await tick();
    }
  })();
  lifecycle.defer('what is in hand', async () => {
    const asks = [...held].flatMap(([key, lease]) => {
      const account = accounts.get(key);
      const ask = lease.surrender();
      return account === undefined || ask.back === 0 ? [] : [{ ...account, ...ask }];
    });
    // With the database away it comes back when the leases have run out.
    await Promise.allSettled(asks.map((ask) => leases.add(ask)));
  });

  return {
    async take(grant, matter) {
      const windows: QuotaWindow[] = [];
      const matterQuota = grant.matterQuotas?.find((each) => each.matter === matter)?.dailyQuota;
      let share: RateShare | undefined;
      if (grant.perSecond !== undefined) {
        const limit = grant.perSecond;
        share = await passRate(grant, limit);
        const state = share ?? shares.get(grant.id);
        const nextMs = state?.nextMs ?? 1000;
        windows.push({ name: 'second', limit, remaining: state?.remaining ?? 0, resetMs: Math.max(nextMs, 1) });
        if (share === undefined) {
          const retryAfterSeconds = Math.max(1, Math.ceil(nextMs / 1000));
          const problem = quotaProblems.RATE_EXCEEDED({ grant: grant.id, limit }, { retryAfterSeconds });
          return { allowed: false, problem, windows };
        }
      }
      const asked: readonly { name: 'day' | 'matter'; account: Account }[] = [
        { name: 'day', account: { grant: grant.id, matter: '', limit: grant.dailyQuota } },
        ...(matterQuota === undefined
          ? []
          : [{ name: 'matter' as const, account: { grant: grant.id, matter, limit: matterQuota } }]),
      ];
      const units: Unit[] = [];
      const giveBack = () => {
        for (const unit of units.splice(0)) unit.giveBack();
        share?.giveBack();
        share = undefined;
      };
      try {
        for (const { name, account } of asked) {
          const lease = heldOf(account);
          const unit = await unitOf(account, lease);
          const { limit } = account;
          if (typeof unit === 'number') {
            giveBack();
            windows.push({ name, limit, remaining: 0, resetMs: unit });
            return { allowed: false, problem: exhausted({ name, account, resetMs: unit, clock }), windows };
          }
          units.push(unit);
          windows.push({ name, limit, remaining: unit.remaining, resetMs: lease.untilMidnight(monotonic()) });
        }
      } catch (error) {
        giveBack();
        throw error;
      }
      const remaining = units[0]?.remaining ?? 0;
      const reset = momentText(nextBeijingMidnight(clock.now()));
      return {
        allowed: true,
        quota: { limit: grant.dailyQuota, remaining, reset },
        windows,
        leases: units.map((unit) => unit.lease),
        giveBack,
        leave: () => {
          for (const unit of units) unit.leave();
        },
      };
    },
    async look(grant) {
      const read = await readAccounts({ database, grant: grant.id, databaseMoment: databaseClock?.now() });
      const of = (matter: string, limit: number): QuotaAccount => {
        const { used = 0, reserved = 0 } = read.accounts.find((each) => each.matter === matter) ?? {};
        return { limit, used, reserved, remaining: Math.max(0, limit - used) };
      };
      return {
        ...of('', grant.dailyQuota),
        day: read.day,
        reset: nextBeijingMidnight(databaseClock?.now() ?? clock.now()).toISOString(),
        matters: (grant.matterQuotas ?? []).map(({ matter, dailyQuota }) => ({ matter, ...of(matter, dailyQuota) })),
      };
    },
    purge: () => settleOldLeases({ database, databaseMoment: databaseClock?.now() }),
    [Symbol.asyncDispose]: () => lifecycle[Symbol.asyncDispose](),
  };
}

function exhausted(options: { name: 'day' | 'matter'; account: Account; resetMs: number; clock: Clock }): Problem {
  const { name, account, resetMs, clock } = options;
  const { grant, matter, limit } = account;
  const reset = momentText(nextBeijingMidnight(clock.now()));
  const extras = { retryAfterSeconds: Math.ceil(resetMs / 1000) };
  return name === 'day'
    ? policyProblems.QUOTA_EXHAUSTED({ grant, limit, reset }, extras)
    : quotaProblems.MATTER_QUOTA_EXHAUSTED({ grant, matter, limit, reset }, extras);
}

/** The database's words on clocks become a refusal that says what to do; everything else stays what it is. */
function told(error: unknown, logger: Logger | undefined): unknown {
  if (!(error instanceof Error && 'code' in error && error.code === clocksDiffer)) return error;
  logger?.error({ code: clocksDiffer }, 'the clocks of hub and database differ: nothing is let through');
  return quotaProblems.QUOTA_UNAVAILABLE({}, { retryAfterSeconds: 30, cause: error });
}
