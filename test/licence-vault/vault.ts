import { generateKeyPairSync, sign } from 'node:crypto';
import {
  type OfficerActor,
  officerId,
  organisationCodeCheckCharacter,
  organisationId,
  type SystemActor,
  systemId,
  unifiedCodeCheckCharacter,
} from '../../identity/index.ts';
import { type Database, type EvidenceReceipt, Problem, sha256 } from '../../kernel/index.ts';
import { createDataKey } from '../../licence-vault/encryption/data-key.ts';
import { licenceCheckCharacter } from '../../licence-vault/identifier/check-character.ts';
import {
  businessLicence,
  type IssuedLicence,
  type IssueRequest,
  issueLicence,
  type LicenceKey,
  type LicenceSigner,
  type LicenceUse,
  makeSeal,
  registerLicenceType,
  type Sealing,
  type TokenSigner,
  type VaultParts,
  vaultKeys,
} from '../../licence-vault/index.ts';
import { keyName } from '../../licence-vault/seal/registry/seal-reason.ts';
import { insertSeal, saveSeal } from '../../licence-vault/seal/registry/seal-store.ts';
import type { StoredSeal } from '../../licence-vault/seal/registry/stored-seal.ts';
import { type FixedClock, fixedClock, seededRandom } from '../support/clock.ts';
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts';
import { type County, county } from './seal-parties.ts';

/** Who issues, who uses, and who has nothing to do with it. */
export const organisations = {
  approval: { code: codeOf('11450721', 'MB123456'), name: '灵山县行政审批局' },
  hrss: { code: codeOf('11450721', '00788012'), name: '灵山县人力资源和社会保障局' },
  data: { code: codeOf('11450721', 'MB765432'), name: '灵山县大数据发展局' },
} as const;

export const clerk = officer('approval', ['approval-clerk'], '1');
export const hrssClerk = officer('hrss', ['approval-clerk'], '2');
export const administrator = officer('data', ['catalogue-administrator', 'approval-clerk', 'auditor'], '3');
export const counterSystem = system('approval-counter', 'approval', 'consumer');
export const pensionSystem = system('hrss-pension', 'hrss', 'consumer');

/** Matters of the two organisations and the licence types among their materials. */
export const matters: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  approval: { 'FOOD-PERMIT-01': ['business-licence'], 'NO-LICENCE-01': [], 'CONSENT-01': ['business-licence'] },
  two: { 'TWIN-01': [], 'TWIN-02': [] },
  hrss: { 'HRSS-PENSION-01': ['11100000MB0143028R001'], 'OTHER-TYPE-01': ['11100000MB0143028R999'] },
};
/** Of those, the types that are used with the holder's consent alone. */
export const byConsent: Readonly<Record<string, readonly string[]>> = { 'CONSENT-01': ['business-licence'] };
export const purpose = { matter: 'FOOD-PERMIT-01', case: 'FP-2026-0001' };

const masterKey = Buffer.alloc(32, 7);

export interface TestVault extends AsyncDisposable {
  readonly db: TestDatabase;
  readonly clock: FixedClock;
  readonly parts: VaultParts;
  /** Who made the seal of `approval` and who signs with it, and the seal. */
  readonly county: County;
  readonly seal: StoredSeal;
  /** Every use recorded, in order. */
  readonly uses: LicenceUse[];
  issue(request?: Partial<IssueRequest>): Promise<IssuedLicence>;
}

/** A vault on a database of its own, with the business licence issued by `approval`. */
export async function openVault(now = '2026-11-21T08:00:00Z'): Promise<TestVault> {
  const db = await createTestDatabase();
  const clock = fixedClock(now);
  const uses: LicenceUse[] = [];
  const { signer, tokenSigner, key, kid } = signingKey('licence-key-1');
  const parties = county();
  const parts: VaultParts = {
    database: db.database,
    clock,
    random: seededRandom(db.url),
    keys: vaultKeys({ masterKey }),
    signer,
    tokenSigner,
    publicUrl: 'http://hub.test',
    signingKeys: { key: (wanted) => (wanted === kid ? key : undefined) },
    issuers: { issuer: async (id) => (Object.hasOwn(organisations, id) ? organisations[id as 'hrss'] : undefined) },
    sealing: sealingOf(parties, clock),
    recordUse: async (use) => {
      uses.push(use);
      return receiptOf(String(uses.length - 1));
    },
    recordUses: async (several) => several.map((use) => receiptOf(String(uses.push(use) - 1))),
    licenceTypesOfMatter: (matter, organisation) =>
      Object.hasOwn(matters[organisation] ?? {}, matter) ? matters[organisation]?.[matter] : undefined,
    matterName: (code) => (code === 'FOOD-PERMIT-01' ? '食品经营许可' : undefined),
    mattersNamed: (name, organisation) =>
      Object.keys(matters[organisation] ?? {}).filter((code) => code.startsWith(name)),
    groundsOfMatter: (matter, organisation) =>
      Object.hasOwn(matters[organisation] ?? {}, matter)
        ? { law: `the law of ${matter}`, byConsent: byConsent[matter] ?? [] }
        : undefined,
  };
  await registerLicenceType({
    database: db.database,
    clock,
    definition: businessLicence,
    issuers: [organisationId('approval')],
  });
  const seal = await addSeal({ parts, county: parties, organisation: 'approval' });
  return {
    db,
    clock,
    parts,
    county: parties,
    seal,
    uses,
    issue: (request = {}) =>
      issueLicence({ ...parts, actor: clerk, request: { type: 'business-licence', data: company(1), ...request } }),
    [Symbol.asyncDispose]: () => db[Symbol.asyncDispose](),
  };
}

/** Every seal is signed with by the county's signer; the time is the test's. */
export function sealingOf({ signer }: County, clock: FixedClock): Sealing {
  return { signerOf: async () => signer.signer, trustedTime: async () => clock.now() };
}

/** The smallest PNG there is, one grey pixel, with so much after its end that files share the seal in the store. */
const pixel = Buffer.concat([
  Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg==', 'base64'),
  Buffer.alloc(1024),
]);

/** An active seal in the register, as it would stand there after application, approval and making. */
export async function addSeal(options: {
  parts: Pick<VaultParts, 'database' | 'clock' | 'random' | 'keys'>;
  county: County;
  organisation: string;
  kind?: StoredSeal['kind'];
}): Promise<StoredSeal> {
  const { database, clock, random, keys } = options.parts;
  const { maker, signer } = options.county;
  const id = random.uuid();
  const now = clock.now();
  const validTo = new Date('2029-12-31T00:00:00Z');
  const certificates = [signer.certificate.raw];
  const name = `${options.organisation} seal`;
  const file = await makeSeal({
    version: 4,
    content: {
      id: id.replaceAll('-', '').toUpperCase(),
      property: {
        ...{ kind: 1, name, signers: { form: 'certificates', certificates } },
        ...{ createdAt: now, validFrom: now, validTo },
      },
      picture: { type: 'PNG', data: pixel, width: 42, height: 42 },
      extensions: [],
    },
    maker: maker.signer,
    clock,
  });
  const seal: StoredSeal = {
    ...{
      id,
      organisation: organisationId(options.organisation),
      kind: options.kind ?? 'organisation',
      name,
      version: 4,
    },
    ...{ state: 'applied', stateSince: now, width: 42, height: 42, signers: [signer.certificate.fingerprint], validTo },
    ...{ validFrom: undefined, fileDigest: undefined, applicant: 'officer:a', approver: undefined, appliedAt: now },
    wrapped: createDataKey({ keys, licence: keyName(id), random }).wrapped,
    revision: 1,
  };
  const made: StoredSeal = {
    ...seal,
    state: 'active',
    approver: 'officer:b',
    validFrom: now,
    fileDigest: sha256(file),
  };
  await insertSeal(database, seal, { picture: pixel, certificates });
  await saveSeal(database, made, file);
  return made;
}

/** A receipt with nothing in it, where there is no log. */
export function receiptOf(id: string): EvidenceReceipt {
  return { id, index: Number(id), at: '2026-11-21T08:00:00.000Z', leaf: '', proof: '', disclosures: [], salts: {} };
}

/** The keys of {@link openVault}, under another key-encryption key. */
export function keysUnder(keyId: string) {
  return vaultKeys({ masterKey, keyId });
}

/** A real P-256 key: what signs, and what verifies. */
export function signingKey(kid: string): {
  kid: string;
  signer: LicenceSigner;
  tokenSigner: TokenSigner;
  key: LicenceKey;
} {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const signed = (bytes: Uint8Array) => sign('sha256', bytes, { key: privateKey, dsaEncoding: 'ieee-p1363' });
  return {
    kid,
    key: { key: publicKey, alg: 'ES256' },
    signer: { sign: async (bytes) => ({ kid, alg: 'ES256', signature: signed(bytes) }) },
    tokenSigner: { sign: async (make) => ({ kid, signature: signed(make(kid)) }) },
  };
}

/** The data of a company's business licence; each number is another company. */
export function company(number: number, change: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return {
    name: `灵山县百果园第${number}食品有限公司`,
    unifiedCode: codeOf('91450721', `MA5${String(number).padStart(5, '0')}`),
    enterpriseType: '有限责任公司（自然人独资）',
    legalRepresentative: `欧阳测试${number}`,
    registeredCapital: '壹佰万元整',
    establishedOn: '2020-03-18',
    operatingTerm: { from: '2020-03-18', to: '2040-03-17' },
    address: `灵山县灵城街道江滨二路${number}号`,
    businessScope: '食品销售；水果种植。（依法须经批准的项目，经相关部门批准后方可开展经营活动）',
    registrationAuthority: '灵山县市场监督管理局',
    registeredOn: '2026-11-20',
    ...change,
  };
}

/** A unified code with right check characters. */
export function codeOf(head: string, organisation: string): string {
  const body = head + organisation + organisationCodeCheckCharacter(organisation);
  return body + unifiedCodeCheckCharacter(body);
}

export function officer(organisation: string, roles: OfficerActor['roles'], digit: string): OfficerActor {
  return {
    kind: 'officer',
    id: officerId(`00000000-0000-4000-8000-00000000000${digit}`),
    login: `${organisation}-${digit}`,
    organisation: organisationId(organisation),
    administration: organisation === 'data',
    roles,
  };
}

export function system(id: string, organisation: string, systemKind: SystemActor['systemKind']): SystemActor {
  return { kind: 'system', id: systemId(id), organisation: organisationId(organisation), systemKind };
}

/** The code of the Problem that an action ends with. */
export async function refusalOf(action: Promise<unknown>): Promise<Problem> {
  const error = await action.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof Problem) return error;
  throw new Error('no refusal', { cause: error });
}

/** An identifier of a licence elsewhere, with this serial and a right check character. */
export function identifierWith(serial: string): string {
  const members = ['11100000000013338W011', '11430000006122244L', serial, '001'];
  return ['1.2.156.3005.2', ...members, licenceCheckCharacter(members.join(''))].join('.');
}

/**
 * Everything in every table of the vault, or of the whole house, as text: columns as PostgreSQL prints them, and byte columns
 * also as the bytes they are.
 */
export async function dumpOf(database: Database, tables: 'vault' | 'every' = 'vault'): Promise<string> {
  const { rows: named } = await database.pool.query<{ name: string }>(
    `select quote_ident(table_schema) || '.' || quote_ident(table_name) as name from information_schema.tables
     where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema')
       and (table_schema = 'vault' or $1) order by 1`,
    [tables === 'every'],
  );
  const parts: string[] = [];
  for (const { name } of named) {
    const { rows } = await database.pool.query<Record<string, unknown>>(`select * from ${name}`);
    for (const row of rows) {
      for (const [column, value] of Object.entries(row)) {
        const text = Buffer.isBuffer(value)
          ? [value.toString('latin1'), value.toString('utf8'), value.toString('hex'), value.toString('base64')].join(
              ' ',
            )
          : value instanceof Date
            ? value.toISOString()
            : JSON.stringify(value);
        parts.push(`${name}.${column} ${text}`);
      }
    }
  }
  return parts.join('\n');
}
