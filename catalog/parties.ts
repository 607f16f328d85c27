import type { IdentityFacts } from '../identity/index.ts';

/** What the catalogue asks of the register of who may act: is an organisation, system or officer there, whose is it, is it active? */
export type Parties = Pick<IdentityFacts, 'organisation' | 'organisations' | 'system' | 'officer'>;
