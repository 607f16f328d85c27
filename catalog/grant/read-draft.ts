import { parseOrganisationId, parseSystemId } from '../../identity/index.ts';
import { kernelProblems } from '../../kernel/index.ts';
import type { GrantDraft } from '../generated/schemas.ts';
import { parseMatterCode } from '../matter/matter-code.ts';
import { parseResourceId } from '../resource/resource-id.ts';
import { requireStorable } from '../storable.ts';
import type { GrantTerms, RowCondition } from './grant.ts';
import { readPredicates } from './predicate-bounds.ts';
import { grantProblems } from './problems.ts';

/**
 * Makes a grant's terms of what an administrator sent.
 * @throws INVALID_INPUT, ORGANISATION_ID_MALFORMED, SYSTEM_ID_MALFORMED, RESOURCE_ID_MALFORMED, MATTER_CODE_MALFORMED,
 * GRANT_SCOPE_REFUSED for a condition without its value, GRANT_PREDICATE_REFUSED for bounds that are none
 */
export function readGrantDraft(draft: GrantDraft): GrantTerms {
  requireStorable(draft);
  const { organisation, system } = draft.consumer;
  return {
    consumer: {
      organisation: parseOrganisationId(organisation),
      system: system === undefined ? undefined : parseSystemId(system),
    },
    resource: parseResourceId(draft.resource),
    modes: draft.modes,
    fields: draft.fields ?? [],
    verifyFields: draft.verifyFields ?? [],
    predicates: readPredicates(draft.predicates ?? []),
    matchFields: draft.matchFields,
    matters: draft.matters.map(parseMatterCode),
    rowScope: (draft.rowScope ?? []).map(readCondition),
    dailyQuota: draft.dailyQuota,
    matterQuotas: (draft.matterQuotas ?? []).map(({ matter, dailyQuota }) => ({
      matter: parseMatterCode(matter),
      dailyQuota,
    })),
    perSecond: draft.perSecond,
    validFrom: readInstant(draft.validFrom, '/validFrom'),
    validUntil: readInstant(draft.validUntil, '/validUntil'),
    hours: draft.hours,
    requiresOfficer: draft.requiresOfficer ?? false,
    represents: draft.represents ?? [],
    basis: draft.basis,
  };
}

/** A leap second is a right date-time (RFC 3339 §5.6) that JavaScript has no instant for. */
function readInstant(text: string, pointer: string): Date {
  const instant = new Date(text);
  if (Number.isNaN(instant.getTime())) {
    throw kernelProblems.INVALID_INPUT({ count: 1 }, { errors: [{ pointer, detail: 'not a moment' }] });
  }
  return instant;
}

type WrittenCondition = NonNullable<GrantDraft['rowScope']>[number];

function readCondition({ field, op, value, values }: WrittenCondition, index: number): RowCondition {
  const [needed, other] = op === 'in' ? [values, value] : [value, values];
  if (needed === undefined || other !== undefined) {
    const detail = op === 'in' ? 'takes values and no value' : 'takes a value and no values';
    throw grantProblems.GRANT_SCOPE_REFUSED({ count: 1 }, { errors: [{ pointer: `/rowScope/${index}`, detail }] });
  }
  return { field, op, value: needed };
}
