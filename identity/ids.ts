import type { Brand } from '../kernel/index.ts';

/** Short id of an organisation (单位), e.g. `police`; it is a NATS subject token and a part of addresses. */
export type OrganisationId = Brand<string, 'OrganisationId'>;
/** Id of a department's system (应用系统), e.g. `hrss-pension`; of the same grammar as an organisation's. */
export type SystemId = Brand<string, 'SystemId'>;
/** UUID of an officer. */
export type OfficerId = Brand<string, 'OfficerId'>;

/** Lower-case letters, digits and hyphens, 2–32 characters: safe as a NATS subject token, in an address and in a log. */
export const shortIdPattern = /^[a-z][a-z0-9-]{1,31}$/;
const uuidPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

export function isOrganisationId(text: string): text is OrganisationId {
  return shortIdPattern.test(text);
}

export function isSystemId(text: string): text is SystemId {
  return shortIdPattern.test(text);
}

export function isOfficerId(text: string): text is OfficerId {
  return uuidPattern.test(text);
}

/** @throws TypeError for text outside the grammar. Input from outside is checked by its schema before it comes here. */
export function organisationId(text: string): OrganisationId {
  if (!isOrganisationId(text)) throw new TypeError('not an organisation id');
  return text;
}

/** @throws TypeError for text outside the grammar. */
export function systemId(text: string): SystemId {
  if (!isSystemId(text)) throw new TypeError('not a system id');
  return text;
}

/** @throws TypeError for text outside the grammar. */
export function officerId(text: string): OfficerId {
  if (!isOfficerId(text)) throw new TypeError('not an officer id');
  return text;
}
