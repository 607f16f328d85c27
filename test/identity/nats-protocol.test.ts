import { describe, expect, it } from 'vitest';
import * as protocol from '../../connectors/protocol/index.ts';
import { parseOrganisationId, parseSystemId } from '../../identity/ids.ts';
import {
  connectorInbox,
  connectorQueue,
  healthSubject,
  hubServices,
  isConnectorInbox,
  ordersInBundle,
  querySubjects,
} from '../../identity/nats/subjects.ts';

// Identity grants the subjects, the protocol uses them, and neither may import the other.
describe('the subjects granted to a connector', () => {
  const organisation = parseOrganisationId('police');
  const system = parseSystemId('police-connector');

  it('are those the wire contract speaks on', () => {
    expect(protocol.connectorQueue).toBe(connectorQueue);
    expect({ keys: protocol.keysSubject, schema: protocol.schemaSubject }).toEqual(hubServices);
    expect(protocol.healthSubject(organisation, system)).toBe(healthSubject({ organisation, system }));
    expect(protocol.inboxPrefix(organisation, system)).toBe(connectorInbox({ organisation, system }));
    expect(isConnectorInbox(`${protocol.inboxPrefix(organisation, system)}.a.b`)).toBe(true);
    const granted = querySubjects(organisation).replace(/>$/, '');
    expect(protocol.orderSubject(organisation, 'population.resident').startsWith(granted)).toBe(true);
    expect(protocol.maxBundleMembers).toBe(ordersInBundle);
  });
});
