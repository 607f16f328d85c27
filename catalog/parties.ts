import type { IdentityFacts, OrganisationId } from '../identity/index.ts';

/** What the catalogue asks of the register of who may act: is an organisation, system or officer there, whose is it, is it active? */
export type Parties = Pick<IdentityFacts, 'organisation' | 'organisations' | 'system' | 'officer'>;

/** The data administration's organisation. */
export function administrationOf(parties: Parties): OrganisationId {
  const administration = parties.organisations().find((organisation) => organisation.administration);
  if (administration === undefined) throw new Error('no organisation is the data administration');
  return administration.id;
}
