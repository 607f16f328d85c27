import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
  createNatsAuthority,
  issueNatsUser,
  type NatsAuthority,
  type NatsUser,
  type OrganisationId,
  parseOrganisationId,
  parseSystemId,
  serverConfiguration,
} from '../../identity/index.ts';
import { systemClock } from '../../kernel/index.ts';
import type { EmbeddedNats } from '../../ops/embedded/index.ts';
import { startOwnNats } from '../support/nats.ts';
import { type TemporaryFolder, temporaryFolder } from '../support/temporary-folder.ts';
import { type Department, openDepartment, residentSchema } from './department.ts';
import { type HubSide, openHubSide } from './hub-side.ts';
import { eventually } from './mapping.ts';
import { newKey, sampleOrder } from './sample.ts';

const hubKey = newKey('hub-1');
const key = newKey('police-connector-1', 'EdDSA');
const order = () => sampleOrder({ match: { citizenNumber: 'A1' }, fields: ['name'] });

let folder: TemporaryFolder;
let nats: EmbeddedNats;
let authority: NatsAuthority;
let hub: HubSide;
let department: Department | undefined;

const credsOf = (user: NatsUser, from: NatsAuthority = authority) =>
  issueNatsUser({ authority: from, clock: systemClock, user }).creds;
const connectorOf = (organisation: string): NatsUser => ({
  kind: 'connector',
  organisation: parseOrganisationId(organisation) as OrganisationId,
  system: parseSystemId('police-connector'),
});

async function openWith(creds: string): Promise<{ department: Department; credentials: string }> {
  const credentials = join(folder.path, 'police.creds');
  await writeFile(credentials, creds, { mode: 0o600 });
  department = await openDepartment({
    natsUrl: nats.url,
    hubKey,
    key,
    config: { nats: { url: nats.url, credentials } },
  });
  return { department, credentials };
}

beforeAll(async () => {
  folder = await temporaryFolder('agent-credentials');
  authority = createNatsAuthority({ clock: systemClock });
  const resolverDirectory = join(folder.path, 'accounts');
  nats = await startOwnNats({
    configuration: { resolverDirectory, extraConfiguration: serverConfiguration(authority, { resolverDirectory }) },
  });
  hub = await openHubSide({
    url: nats.url,
    providerKeys: [key.verification],
    key: hubKey,
    creds: credsOf({ kind: 'hub' }),
  });
  hub.schemas.set('population.resident', { version: 1, schema: residentSchema });
});
afterEach(async () => {
  await department?.[Symbol.asyncDispose]();
  department = undefined;
});
afterAll(async () => {
  await hub[Symbol.asyncDispose]();
  await nats.stop();
  await folder[Symbol.asyncDispose]();
});

describe('a connector with the credentials that the hub issued', () => {
  it('can do all that it has to: orders, keys, schemas, health', async () => {
    hub.keys = [hubKey, newKey('hub-2')];
    const { department: own } = await openWith(credsOf(connectorOf('police')));
    await own.connector.connected;
    expect(await hub.ask(order())).toMatchObject({ status: 'answered', rows: [{ name: '王芳' }] });
    await eventually('the report', () => hub.reports.some(({ resources }) => resources[0]?.ok));
    await eventually('the keys', () => own.lines.some((line) => line.includes('hub keys learnt')));
    expect(own.lines.join()).not.toMatch(/violation|denied/i);
  });

  it('of another organisation hears nothing, and knows it', async () => {
    const { department: own } = await openWith(credsOf(connectorOf('market')));
    await eventually('the refusal', async () => {
      const { resources } = await own.connector.health();
      return resources[0]?.ok === false && resources[0].detail === 'SUBSCRIPTION_DENIED';
    });
    await expect(hub.send(order())).rejects.toThrow('503');
  });

  it('goes on trying when they are refused, and takes up new ones without a restart', async () => {
    const stranger = createNatsAuthority({ clock: systemClock });
    const { department: own, credentials } = await openWith(credsOf(connectorOf('police'), stranger));
    await eventually('the refusal', () => own.lines.some((line) => line.includes('cannot be reached')));
    await writeFile(`${credentials}.new`, credsOf(connectorOf('police')), { mode: 0o600 });
    await rename(`${credentials}.new`, credentials);
    await own.connector.connected;
    expect(await hub.ask(order())).toMatchObject({ status: 'answered' });
  });

  it('is cut off when they expire, and is back when they are renewed in their file', async () => {
    const expiresAt = new Date(Date.now() + 2_000);
    const short = issueNatsUser({ authority, clock: systemClock, user: connectorOf('police'), expiresAt });
    const { department: own, credentials } = await openWith(short.creds);
    await own.connector.connected;
    expect(await hub.ask(order())).toMatchObject({ status: 'answered' });
    await eventually('the end of the credentials', async () => {
      const failed = await hub.send(order()).catch((error: Error) => error);
      return failed instanceof Error && failed.message === '503';
    });
    await writeFile(`${credentials}.new`, credsOf(connectorOf('police')), { mode: 0o600 });
    await rename(`${credentials}.new`, credentials);
    await eventually('the answer', async () => {
      const answer = await hub.ask(order()).catch(() => undefined);
      return answer?.status === 'answered';
    });
  });
});
