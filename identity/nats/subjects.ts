import { type OrganisationId, parseOrganisationId, parseSystemId, type SystemId } from '../ids.ts';

/** Everything the exchange says on NATS begins here. */
export const exchangeSubjects = 'hufu.>';

/** The queue group in which the connectors of one organisation share its orders. */
export const connectorQueue = 'connectors';

/** Orders that one message to a connector holds at most. */
export const ordersInBundle = 256;

/** What connectors may ask of the hub. */
export const hubServices = { keys: 'hufu.hub.keys', schema: 'hufu.hub.schema' } as const;

/** Inbox prefix of every hub replica. No connector's prefix can equal it: theirs have a second underscore. */
export const hubInbox = '_INBOX_hub';

/**
 * Whose subjects. Ids are parsed again where a subject is made of them: a dot or wildcard there would be a way into other
 * departments' traffic.
 */
export interface ConnectorName {
  readonly organisation: OrganisationId;
  readonly system: SystemId;
}

/**
 * All orders for one organisation.
 * @throws Problem ORGANISATION_ID_MALFORMED
 * @example querySubjects(police) // 'hufu.query.police.>'
 */
export function querySubjects(organisation: OrganisationId): string {
  return `hufu.query.${parseOrganisationId(organisation)}.>`;
}

/**
 * Where one connector reports its health.
 * @throws Problem ORGANISATION_ID_MALFORMED, SYSTEM_ID_MALFORMED
 * @example healthSubject({ organisation, system }) // 'hufu.health.police.police-connector'
 */
export function healthSubject({ organisation, system }: ConnectorName): string {
  return `hufu.health.${parseOrganisationId(organisation)}.${parseSystemId(system)}`;
}

/**
 * Inbox prefix of one connector; ids hold no underscore, so two connectors never share one.
 * @throws Problem ORGANISATION_ID_MALFORMED, SYSTEM_ID_MALFORMED
 */
export function connectorInbox({ organisation, system }: ConnectorName): string {
  return `_INBOX_${parseOrganisationId(organisation)}_${parseSystemId(system)}`;
}

/**
 * Whether a reply subject is some connector's inbox. The server checks where a client publishes, not where it asks to be
 * answered; the hub answers into such inboxes alone, so that nobody has it speak on other subjects in its own name.
 */
export function isConnectorInbox(reply: string | undefined): boolean {
  return reply !== undefined && /^_INBOX_[a-z][a-z0-9-]{1,31}_[a-z][a-z0-9-]{1,31}\.[^*>]+$/.test(reply);
}
