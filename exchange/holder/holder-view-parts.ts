import { type CatalogDeps, type CatalogFacts, objectionStandings, raiseForHolder } from '../../catalog/index.ts';
import { holdsCitizenNumber, isOrganisationId } from '../../identity/index.ts';
import { kernelProblems } from '../../kernel/index.ts';
import type { HolderViewParts, UseOfHolder, VaultParts } from '../../licence-vault/index.ts';
import type { OpenLog } from '../evidence/evidence-log.ts';
import { findOwnUses, type UsageParts } from '../evidence/usage/show-uses.ts';

/** Joins a holder's own view to the evidence log, which says what was done, and to the register of objections. */
export function holderViewParts(options: {
  readonly vault: VaultParts;
  readonly catalog: CatalogFacts;
  readonly catalogDeps: CatalogDeps;
  readonly log: OpenLog;
  readonly codes: HolderViewParts['codes'];
  readonly resourceTitles: UsageParts['resourceTitles'];
}): HolderViewParts {
  const { vault, catalog, catalogDeps, log, resourceTitles } = options;
  const { database, clock } = vault;
  const { parties, onChange } = catalogDeps;
  return {
    ...vault,
    codes: options.codes,
    isOrganisation: (id) => isOrganisationId(id) && parties.organisation(id) !== undefined,
    usesOf: (index, receipts) => findOwnUses({ database, clock, log, resourceTitles }, { index, receipts }),
    async raise(tx, { use, words }) {
      if (holdsCitizenNumber(words))
        throw kernelProblems.INVALID_INPUT(
          { count: 1 },
          { errors: [{ pointer: '/description', detail: 'holds a personal number' }] },
        );
      const about = use.event === 'query' && use.object !== undefined && catalog.resource(use.object) !== undefined;
      const draft = {
        ...(about ? { kind: useKind, resource: use.object } : { kind: otherKind }),
        title: '持证主体对数据使用的异议 · A holder objects to a use of their data',
        description: [words, '', ...linesOf(use)].join('\n'),
      };
      const { objection, change } = await raiseForHolder(tx, { ...catalogDeps, draft });
      return { id: objection.id, announce: async () => void (await onChange?.(change)) };
    },
    standingOf: (ids) => objectionStandings({ database, clock }, ids),
  };
}

/** Codes of the table objection-kind: 使用异议, and 其他 for what is no resource. */
const useKind = '3';
const otherKind = '9';

/** What the data administration finds the use by; whose it is, is not in it. */
function linesOf(use: UseOfHolder): readonly string[] {
  return [
    `存证回执 · receipt: ${use.receipt}`,
    `时间 · at: ${use.at}`,
    `使用单位 · used by: ${use.organisation ?? '–'}`,
    `事件 · event: ${use.event}`,
    ...(use.matter === undefined ? [] : [`事项 · matter: ${use.matter}`]),
    ...(use.object === undefined ? [] : [`对象 · object: ${use.object}`]),
  ];
}
