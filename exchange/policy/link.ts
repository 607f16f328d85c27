import type { GrantFact, ResourceFact } from './facts.ts';

/** The links of the chain, in the order they are checked. */
export const linkNames = [
  'resource',
  'system',
  'grant',
  'provider',
  'validity',
  'hours',
  'matter',
  'officer',
  'representation',
  'mode',
  'match',
  'fields',
  'predicates',
  'need',
] as const;
export type LinkName = (typeof linkNames)[number];

/** One link that was looked at. `reference` names what it rests on (a resource, a grant, a matter). */
export interface Link {
  readonly link: LinkName;
  readonly passed: boolean;
  readonly reference: string | null;
}

/** What a link rests on, once there is a grant to speak of. */
export function referenceOf(
  link: LinkName,
  on: { readonly resource: ResourceFact; readonly grant: GrantFact; readonly matter: string },
): string {
  switch (link) {
    case 'resource':
      return on.resource.id;
    case 'system':
      return on.grant.consumer.system ?? on.grant.consumer.organisation;
    case 'provider':
      return on.resource.provider;
    case 'matter':
    case 'need':
      return on.matter;
    default:
      return on.grant.id;
  }
}
