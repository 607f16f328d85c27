import { fieldsNeeded, type GrantedPredicate, needsPredicate } from '../../catalog/index.ts';
import { boundsOf } from '../../connectors/protocol/index.ts';
import type { ClaimShape, GrantFact, MatterFact, ResourceFact } from './facts.ts';
import { type Link, linkNames, referenceOf } from './link.ts';

/**
 * A grant for one matter on one resource, made ready for deciding. The grant says what may be asked at all, the matter's
 * list of materials what a case of it needs; what may be asked for a case is what both say.
 */
export interface PurposeForm {
  /** Every link, as it stands in a decision that permits. */
  readonly links: readonly Link[];
  /** The match keys that the grant holds whole. */
  readonly keys: readonly (readonly string[])[];
  /** Fields that the grant lets be seen. */
  readonly seen: ReadonlySet<string>;
  /** Fields whose value may be claimed: what may be seen may also be confirmed without being seen. */
  readonly claimed: ReadonlySet<string>;
  /** Fields whose value a case needs. */
  readonly needed: ReadonlySet<string>;
  /** Does the grant know this kind of predicate on this field? */
  permits(field: string, kind: ClaimShape['kind']): boolean;
  /** May the predicate be claimed with these very bounds? Only those the grant lists tell nothing beyond it. */
  allows(claim: ClaimShape): boolean;
  /** Does a case need to know this of the field? */
  needs(claim: ClaimShape): boolean;
}

interface Entry {
  readonly matter: MatterFact;
  readonly resource: ResourceFact;
  readonly form: PurposeForm;
}

/** Facts are never changed, only replaced; so a form holds for the three objects it was made of, and goes with its grant. */
const forms = new WeakMap<GrantFact, Map<string, Entry>>();

/** The form of a grant for a matter; made once and kept for as long as none of the three is replaced. */
export function purposeForm(grant: GrantFact, matter: MatterFact, resource: ResourceFact): PurposeForm {
  const known = forms.get(grant) ?? new Map<string, Entry>();
  const present = known.get(matter.code);
  if (present !== undefined && present.matter === matter && present.resource === resource) return present.form;
  const form = compile(grant, matter, resource);
  known.set(matter.code, { matter, resource, form });
  forms.set(grant, known);
  return form;
}

function compile(grant: GrantFact, matter: MatterFact, resource: ResourceFact): PurposeForm {
  const granted = new Set(grant.matchFields);
  const seen = new Set(grant.modes.includes('lookup') ? grant.fields : []);
  const predicates = new Map<string, ReadonlySet<string>[]>();
  for (const predicate of grant.predicates) {
    const key = `${predicate.field} ${predicate.kind}`;
    predicates.set(key, [...(predicates.get(key) ?? []), new Set(boundsGranted(predicate))]);
  }
  const on = { resource, grant, matter: matter.code };
  return {
    links: linkNames.map((link) => ({ link, passed: true, reference: referenceOf(link, on) })),
    keys: resource.matchKeys.filter((key) => key.every((field) => granted.has(field))),
    seen,
    claimed: new Set([...seen, ...grant.verifyFields]),
    needed: fieldsNeeded(matter, grant.resource),
    permits: (field, kind) => seen.has(field) || predicates.has(`${field} ${kind}`),
    allows: ({ field, kind, bounds }) => {
      if (seen.has(field)) return true;
      const lists = predicates.get(`${field} ${kind}`) ?? [];
      return lists.some(
        (list) => bounds.every((bound) => list.has(bound)) && (kind !== 'oneOf' || bounds.length === list.size),
      );
    },
    needs: ({ field, kind }) => kind !== 'equals' && needsPredicate(matter, grant.resource, { field, kind }),
  };
}

/** Bounds in the spelling in which a claim's are compared. */
export function boundsGranted({ kind, allowed }: GrantedPredicate): readonly string[] {
  if (kind === 'division') return allowed.flatMap((division) => boundsOf({ division }));
  return boundsOf({ oneOf: [...allowed] });
}
