import { isResourceId, isShortId } from './grammar.ts';

/** Queue group in which the connectors of one organisation share its orders. */
export const connectorQueue = 'connectors';

/** Request here for the hub's keys; see `HubKeysRequest` and `HubKeys`. */
export const keysSubject = 'hufu.hub.keys';

/** Request here for a resource's JSON Schema; see `HubSchemaRequest` and `HubSchema`. */
export const schemaSubject = 'hufu.hub.schema';

/** What a hub listens on to hear of every connector. */
export const healthSubjects = 'hufu.health.*.*';

/** NATS header with the detached JWS over the bytes of a message that is signed by itself. */
export const signatureHeader = 'Hufu-Signature';

/**
 * Where orders for one resource of one organisation go.
 * @throws TypeError for anything outside the grammar: a wildcard, a blank or a stray dot would reach other traffic
 * @example orderSubject('police', 'population.resident') // 'hufu.query.police.population.resident'
 */
export function orderSubject(organisation: string, resource: string): string {
  return `hufu.query.${token(organisation)}.${resourceTokens(resource)}`;
}

/**
 * Where one system's connectors report their health.
 * @throws TypeError for anything outside the grammar
 * @example healthSubject('police', 'police-connector') // 'hufu.health.police.police-connector'
 */
export function healthSubject(organisation: string, system: string): string {
  return `hufu.health.${token(organisation)}.${token(system)}`;
}

/**
 * The prefix of every inbox of one system's connectors. Ids hold no underscore, so two systems never share one.
 * @throws TypeError for anything outside the grammar
 * @example inboxPrefix('police', 'police-connector') // '_INBOX_police_police-connector'
 */
export function inboxPrefix(organisation: string, system: string): string {
  return `_INBOX_${token(organisation)}_${token(system)}`;
}

/** Whose health report arrived on this subject; undefined for any other subject. */
export function parseHealthSubject(subject: string): { organisation: string; system: string } | undefined {
  const [root, kind, organisation, system, ...rest] = subject.split('.');
  if (root !== 'hufu' || kind !== 'health' || rest.length > 0) return undefined;
  return isShortId(organisation) && isShortId(system) ? { organisation, system } : undefined;
}

// The offending text is not repeated: somebody may have put a personal number where an id belongs.
function token(id: string): string {
  if (!isShortId(id)) throw new TypeError('not an organisation or system id: it cannot stand in a subject');
  return id;
}

function resourceTokens(id: string): string {
  if (!isResourceId(id)) throw new TypeError('not a resource id: it cannot stand in a subject');
  return id;
}
