import { writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SourceConfig } from '../../connectors/index.ts';
import { citizenCheckCharacter } from '../../identity/index.ts';
import type { EmbeddedNats } from '../../ops/embedded/index.ts';
import { startOwnNats } from '../support/nats.ts';
import { createEmptyDatabase, type TestDatabase } from '../support/postgres.ts';
import { type TemporaryFolder, temporaryFolder } from '../support/temporary-folder.ts';
import { type Department, openDepartment } from './department.ts';
import { type HubSide, openHubSide } from './hub-side.ts';
import { eventually, field, mapping } from './mapping.ts';
import { newKey, sampleOrder } from './sample.ts';

// One register, kept in each of the four kinds of source, and the same questions to each.

const kinds = ['postgres', 'csv', 'geojson', 'http'] as const;
type Kind = (typeof kinds)[number];
const resourceOf = (kind: Kind) => `population.in-${kind}`;

const citizen = (born: string) => {
  const body = `450721${born}001`;
  return body + citizenCheckCharacter(body);
};
/** Two born on two days, and somebody of whom nothing is known. */
const people = [
  { id: 'A1', number: citizen('19661121'), born: '19661121', level: '1', income: '1200.50', town: '450721101000' },
  { id: 'A2', number: citizen('19661122'), born: '19661122', level: '2', income: '800', town: '450722000000' },
  { id: 'A3', number: '', born: '', level: '', income: '', town: '' },
];
const schema = {
  type: 'object',
  additionalProperties: false,
  required: ['id'],
  properties: {
    id: { type: 'string' },
    number: { type: ['string', 'null'] },
    bornOn: { type: ['string', 'null'], format: 'date' },
    level: { type: ['string', 'null'] },
    income: { type: ['number', 'null'] },
    town: { type: ['string', 'null'] },
  },
};
const columns = ['id', 'number', 'born', 'level', 'income', 'town'] as const;
const resource = (kind: Kind) =>
  mapping({
    id: resourceOf(kind),
    source: kind,
    ...(kind === 'postgres' ? { from: 'people' } : {}),
    match: ['id'],
    fields: {
      id: 'id',
      number: 'number',
      bornOn: field('born', { date: 'yyyyMMdd' }),
      level: field('level', {
        codes: new Map([
          ['1', '低保'],
          ['2', '特困'],
          ['', '无'],
        ]),
      }),
      income: field('income', { type: 'number' }),
      town: 'town',
    },
  });

let nats: EmbeddedNats;
let db: TestDatabase;
let folder: TemporaryFolder;
let service: Server;
let hub: HubSide;
let department: Department;

beforeAll(async () => {
  nats = await startOwnNats();
  db = await createEmptyDatabase();
  folder = await temporaryFolder('predicates');
  await db.database.pool.query(`create table people (${columns.map((name) => `${name} text`).join()})`);
  for (const person of people)
    await db.database.pool.query(
      'insert into people values ($1, $2, $3, $4, $5, $6)',
      columns.map((name) => person[name]),
    );
  const csv = join(folder.path, 'people.csv');
  await writeFile(
    csv,
    [columns, ...people.map((one) => columns.map((name) => one[name]))].map((row) => row.join()).join('\n'),
  );
  const geojson = join(folder.path, 'people.geojson');
  const features = people.map((properties) => ({ type: 'Feature', properties, geometry: null }));
  await writeFile(geojson, JSON.stringify({ type: 'FeatureCollection', features }));
  service = createServer((request, response) => {
    const found = people.find(({ id }) => request.url === `/people/${id}`);
    response.writeHead(found === undefined ? 404 : 200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(found ?? {}));
  });
  await new Promise<void>((resolve) => service.listen(0, '127.0.0.1', resolve));
  const { port } = service.address() as AddressInfo;
  const sources: Record<Kind, SourceConfig> = {
    postgres: { kind: 'postgres', url: db.url },
    csv: { kind: 'csv', path: csv },
    geojson: { kind: 'geojson', path: geojson },
    http: { kind: 'http', url: `http://127.0.0.1:${port}/people/{id}` },
  };
  const hubKey = newKey('hub-1');
  const key = newKey('police-connector-1', 'EdDSA');
  hub = await openHubSide({ url: nats.url, providerKeys: [key.verification], key: hubKey });
  for (const kind of kinds) hub.schemas.set(resourceOf(kind), { version: 1, schema });
  department = await openDepartment({
    natsUrl: nats.url,
    hubKey,
    key,
    config: { sources, resources: kinds.map(resource) },
  });
  await department.connector.connected;
  // Files are read after the start.
  for (const kind of kinds)
    await eventually(`${kind} answers`, async () => (await ask(kind, 'A1', { town: 'x' })).status === 'answered');
});
afterAll(async () => {
  await department[Symbol.asyncDispose]();
  await hub[Symbol.asyncDispose]();
  service.closeAllConnections();
  service.close();
  await folder[Symbol.asyncDispose]();
  await db[Symbol.asyncDispose]();
  await nats.stop();
});

const ask = (kind: Kind, id: string, claims: ReturnType<typeof sampleOrder>['claims']) =>
  hub.ask(sampleOrder({ resource: resourceOf(kind), mode: 'verify', match: { id }, fields: [], claims }));
const today = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10);
const age = (born: string) => {
  const iso = `${born.slice(0, 4)}-${born.slice(4, 6)}-${born.slice(6)}`;
  return Number(today.slice(0, 4)) - Number(iso.slice(0, 4)) - (today.slice(5) < iso.slice(5) ? 1 : 0);
};

describe.each(kinds)('a predicate over a %s source', (kind) => {
  it('is judged for each of the kinds, and nothing but the verdict leaves', async () => {
    const [first] = people;
    const years = age(first!.born);
    const { verdicts, rows } = await ask(kind, 'A1', {
      bornOn: { ageAtLeast: years, ageBelow: years + 1 },
      number: { ageAtLeast: years + 1 },
      level: { oneOf: ['低保', '特困'] },
      income: { atLeast: 1200.5, atMost: 1300 },
      town: { division: '450721' },
    });
    expect(verdicts).toEqual({ bornOn: true, number: false, level: true, income: true, town: true });
    expect(rows).toBeUndefined();
    const other = await ask(kind, 'A2', {
      bornOn: { before: '1966-11-22' },
      number: { ageAtLeast: age(people[1]!.born) },
      level: { oneOf: ['低保'] },
      income: { atLeast: 1000 },
      town: { division: '450721' },
    });
    expect(other.verdicts).toEqual({ bornOn: false, number: true, level: false, income: false, town: false });
  });

  it('is unknown where the source has no value or says less than is asked, and where nobody is found', async () => {
    const claims = {
      bornOn: { ageAtLeast: 60 },
      number: { ageAtLeast: 60 },
      income: { atMost: 1 },
      town: { division: '450722101' },
    };
    const unknown = { bornOn: null, number: null, income: null, town: null };
    expect(await ask(kind, 'A3', claims)).toMatchObject({ matched: true, verdicts: unknown });
    expect(await ask(kind, 'nobody', claims)).toMatchObject({ matched: false, verdicts: unknown });
    expect((await ask(kind, 'A2', { town: { division: '450722101' } })).verdicts).toEqual({ town: null });
  });
});
