import type { Problem } from '../../kernel/index.ts';
import type { StoredLink } from '../decision/decision-store.ts';
import type { Permission } from '../policy/decide.ts';
import { policyProblems } from '../policy/problems.ts';
import { quotaProblems } from '../quota/problems.ts';
import type { QuotaLedger, QuotaState } from '../quota/quota-ledger.ts';

/** How the day's quota stands for what is otherwise permitted: the link, and the refusal that a query would meet. */
export interface QuotaOutlook {
  readonly link: StoredLink;
  readonly state: QuotaState;
  readonly problem: Problem | undefined;
}

/** Looks at the day's quota of the grant, and of the matter where it has one of its own; takes nothing. */
export async function quotaOutlook(
  quota: Pick<QuotaLedger, 'look'>,
  { grant }: Permission,
  matter: string,
): Promise<QuotaOutlook> {
  const { limit, remaining, reset, matters } = await quota.look(grant);
  const own = matters.find((each) => each.matter === matter);
  const problem =
    remaining <= 0
      ? policyProblems.QUOTA_EXHAUSTED({ grant: grant.id, limit, reset })
      : own !== undefined && own.remaining <= 0
        ? quotaProblems.MATTER_QUOTA_EXHAUSTED({ grant: grant.id, matter, limit: own.limit, reset })
        : undefined;
  const link: StoredLink = { link: 'quota', passed: problem === undefined, reference: grant.id };
  return { link, state: { limit, remaining, reset }, problem };
}
