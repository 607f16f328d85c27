import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ResourceMapping } from '../../connectors/index.ts';
import { type Connector, type ConnectorConfig, type ConnectorLimits, runConnector } from '../../connectors/index.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { field, listeningLogger, mapping } from './mapping.ts';
import { newKey, type TestKey } from './sample.ts';

export const residentSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['citizenNumber', 'name'],
  properties: {
    citizenNumber: { type: 'string' },
    name: { type: 'string', minLength: 1 },
    bornOn: { type: 'string', format: 'date' },
    age: { type: 'integer' },
    address: { type: ['string', 'null'] },
    divisionCode: { type: 'string' },
  },
};

export const residentMapping: ResourceMapping = mapping({
  source: 'register',
  match: ['citizenNumber', 'divisionCode'],
  fields: {
    citizenNumber: 'sfzh',
    name: 'xm',
    bornOn: field('csrq', { date: 'yyyyMMdd' }),
    age: field('nl', { type: 'integer' }),
    address: 'zz',
    divisionCode: 'xzqh',
  },
});

const residents = `sfzh,xm,csrq,nl,zz,xzqh
A1,王芳,19491231,76,灵城街道,450721001
A2,李四,19900101,36,,450721002
A3,,19900101,36,三海街道,450721003
A4,张三,19900101,36,三海街道,450722001
`;

/** A department: a CSV register and a connector before it. */
export interface Department extends AsyncDisposable {
  readonly connector: Connector;
  readonly key: TestKey;
  readonly config: ConnectorConfig;
  readonly lines: string[];
  readonly register: string;
}

export async function openDepartment(options: {
  natsUrl: string;
  hubKey: TestKey;
  key?: TestKey;
  limits?: Partial<ConnectorLimits>;
  config?: Partial<ConnectorConfig>;
}): Promise<Department> {
  const folder = await temporaryFolder('department');
  const register = join(folder.path, 'register.csv');
  await writeFile(register, residents);
  const key = options.key ?? newKey('police-connector-1', 'EdDSA');
  const { logger, lines } = listeningLogger();
  const config: ConnectorConfig = {
    organisation: 'police',
    system: 'police-connector',
    signingKey: key.signing,
    hub: { keys: [options.hubKey.verification], remember: undefined },
    nats: { url: options.natsUrl, credentials: undefined },
    sources: { register: { kind: 'csv', path: register } },
    resources: [residentMapping],
    limits: {
      ...{ concurrency: 16, waiting: 256, rows: 1_000, answerBytes: 900_000, statementTimeoutMs: 10_000 },
      ...options.limits,
    },
    ...options.config,
  };
  const connector = await runConnector({ config, logger, version: '1.2.3' });
  return {
    connector,
    key,
    config,
    lines,
    register,
    async [Symbol.asyncDispose]() {
      await connector[Symbol.asyncDispose]();
      await folder[Symbol.asyncDispose]();
    },
  };
}
