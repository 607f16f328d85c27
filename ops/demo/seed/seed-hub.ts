import {
  type CatalogDeps,
  changeApplicationState,
  changeResourceState,
  createApplication,
  createDemand,
  createGrant,
  createMatter,
  createResource,
  loadCatalogFacts,
  parseResourceId,
  type ResourceDraft,
  raiseObjection,
} from '../../../catalog/index.ts';
import { hubSigners, logOrigin, openEvidenceLog, vaultParts } from '../../../exchange/index.ts';
import {
  activeAuthority,
  addSystemKey,
  bootstrapAdministration,
  createOfficer,
  createPasswords,
  createPki,
  holdCeremony,
  type OfficerActor,
  officerId,
  openIdentityFacts,
  openSigningKeys,
  organisationId,
  type Passwords,
  registerOrganisation,
  registerSystem,
  systemId,
} from '../../../identity/index.ts';
import { after, type Clock, type Database, etagOf, Problem, type Random } from '../../../kernel/index.ts';
import { registerLicenceType } from '../../../licence-vault/index.ts';
import type { CountyOnDemand } from '../generate/county.ts';
import { demoLicenceTypes } from '../licence-types/index.ts';
import { demoResources } from '../sources/resource-schemas.ts';
import {
  type CredentialFolder,
  newOfficerCredentials,
  newSystemCredentials,
  refreshedProfile,
  writePrivateFile,
} from './credentials.ts';
import { issueSampleLicences } from './licences.ts';
import { administration, departments, firstOfficer, officers, systems } from './organisations.ts';
import { chooseCountySeal, seedApprovalSeal } from './seal.ts';
import { application, demand, grants, matters, objection } from './sharing.ts';

export interface SeedOptions {
  readonly database: Database;
  readonly clock: Clock;
  readonly random: Random;
  readonly masterKey: Buffer;
  /** Opens the demonstration's root keys, together with the master key; kept apart from the database. */
  readonly rootSecret: string;
  readonly county: CountyOnDemand;
  readonly credentials: CredentialFolder;
  /** Address of the hub, for the profiles. */
  readonly hubUrl: string;
  readonly progress: (line: string) => void;
  /** How passwords are kept. Default: as a hub keeps them. */
  readonly passwords?: Passwords | undefined;
  /** Aborting leaves the rest for the next time. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Puts the demonstration into a migrated database: who takes part, what there is, who may ask what, and sample licences.
 * Uses the same use cases as the HTTP interface. What is there already is left as it is, so it may be repeated.
 */
export async function seedHub(options: SeedOptions): Promise<void> {
  const { database, clock, random } = options;
  const passwords = options.passwords ?? createPasswords({ random });
  await seedParties(options, passwords);
  const identity = await openIdentityFacts({ database, clock });
  const actor = await demoAdministrator(database);
  const catalog: CatalogDeps = { database, clock, random, parties: identity };
  for (const resource of demoResources) {
    const id = parseResourceId(resource.id);
    // The department writes and submits, the data administration reviews and publishes.
    const department = await demoOfficer(database, `${resource.draft.provider}-admin`);
    const created = await unlessThere(
      () => createResource({ ...catalog, actor: department, draft: structuredClone(resource.draft) as ResourceDraft }),
      ['RESOURCE_ID_TAKEN'],
    );
    if (!created) continue;
    await changeResourceState({ ...catalog, actor: department, id, event: 'submit' });
    for (const event of ['approve', 'publish'] as const) await changeResourceState({ ...catalog, actor, id, event });
  }
  for (const draft of matters)
    await unlessThere(() => createMatter({ ...catalog, actor, draft }), ['MATTER_CODE_TAKEN']);
  await seedGrants(catalog, actor);
  await seedInboxes(catalog);
  for (const { definition, template, issuers } of demoLicenceTypes) {
    await registerLicenceType({ database, clock, definition, template, issuers: issuers.map(organisationId) });
  }
  await holdDemoCeremony(options);
  const signingKeys = await openSigningKeys({ database, clock, random, masterKey: options.masterKey });
  const facts = await loadCatalogFacts(database);
  const { masterKey } = options;
  const evidence = await openEvidenceLog({ database, clock, random, masterKey, origin: logOrigin(options.hubUrl) });
  await writePrivateFile(options.credentials.logKey, `${evidence.signer.verifier.line}\n`);
  const pki = createPki({ ...options, publicUrl: options.hubUrl });
  const parts = vaultParts({
    ...{ database, clock, random, masterKey, publicUrl: options.hubUrl },
    ...{ identity, catalog: facts, signingKeys, pki, evidence },
  });
  await seedApprovalSeal({
    parts: { ...parts, ...hubSigners(pki), specimen: true },
    pki,
    keeper: await demoOfficer(database, 'approval-seal'),
    approver: await demoOfficer(database, 'data-seal'),
  });
  await chooseCountySeal({ database, clock, actor: await demoOfficer(database, 'data-seal') });
  await issueSampleLicences({
    parts,
    actor: { ...actor, organisation: organisationId('approval'), roles: ['approval-clerk'], administration: false },
    county: options.county,
    progress: options.progress,
    signal: options.signal,
  });
}

async function seedParties(options: SeedOptions, passwords: Passwords): Promise<void> {
  const { database, clock, random, credentials, hubUrl } = options;
  const keepOfficer = async (
    login: string,
    create: (password: string) => Promise<unknown>,
    taken: readonly string[],
  ) => {
    if (credentials.has(login)) return void (await refreshedProfile(credentials.path(login), hubUrl));
    const profile = newOfficerCredentials(login, hubUrl);
    const made = await unlessThere(() => create(profile.password), taken);
    // The account is older than this folder: its password becomes the one kept here.
    if (!made)
      await database.pool.query('update identity.officer set password_hash = $2 where login = $1', [
        login,
        await passwords.hash(profile.password),
      ]);
    await writePrivateFile(credentials.path(login), `${JSON.stringify(profile, null, 2)}\n`);
  };
  await keepOfficer(
    firstOfficer.login,
    (password) =>
      bootstrapAdministration({
        database,
        clock,
        random,
        passwords,
        organisation: administration,
        officer: { ...firstOfficer, password },
      }),
    ['ADMINISTRATION_ALREADY_EXISTS'],
  );
  const actor = await demoAdministrator(database);
  for (const input of departments)
    await unlessThere(
      () => registerOrganisation({ database, clock, actor, input: { ...input } }),
      ['ORGANISATION_ALREADY_REGISTERED'],
    );
  for (const input of systems) {
    await unlessThere(
      () => registerSystem({ database, clock, actor, input: { ...input } }),
      ['SYSTEM_ALREADY_REGISTERED'],
    );
    if (credentials.has(input.id)) {
      await refreshedProfile(credentials.path(input.id), hubUrl);
      continue;
    }
    const { publicJwk, credentials: profile } = newSystemCredentials(input.id, hubUrl);
    await addSystemKey({
      database,
      clock,
      actor,
      system: systemId(input.id),
      input: { jwk: { ...publicJwk, kty: 'EC' } },
    });
    await writePrivateFile(credentials.path(input.id), `${JSON.stringify(profile, null, 2)}\n`);
  }
  for (const { login, name, organisation, roles } of officers) {
    await keepOfficer(
      login,
      (password) =>
        createOfficer({
          database,
          clock,
          random,
          passwords,
          actor,
          input: { login, name, organisation, roles: [...roles], password },
        }),
      ['LOGIN_TAKEN'],
    );
  }
}

/** The demonstration's certificate authorities: root and issuing, SM2 and P-256, in the name of 演示 CA. */
async function holdDemoCeremony(options: SeedOptions): Promise<void> {
  const { database, clock, random, masterKey, hubUrl, rootSecret: secret } = options;
  const parts = createPki({ database, clock, random, masterKey, publicUrl: hubUrl });
  for (const suite of ['sm2', 'p256'] as const) {
    if ((await activeAuthority(database, suite, 'issuing')) !== undefined) continue;
    const ceremony = { suite, name: administration.name, demonstration: true, secret, issuing: 'keep' } as const;
    await holdCeremony({ parts, actor: 'set-up', ceremony });
  }
}

/** Grants have no name of their own; one that a system holds for a resource is taken for the demonstration's. */
async function seedGrants(deps: CatalogDeps, actor: OfficerActor): Promise<void> {
  const { rows } = await deps.database.pool.query<{ pair: string }>(
    `select distinct resource || ' ' || consumer_organisation as pair from catalog."grant"`,
  );
  const present = new Set(rows.map((row) => row.pair));
  const now = deps.clock.now();
  const until = new Date(Date.UTC(now.getUTCFullYear() + 3, 0, 1));
  for (const draft of grants({ from: now, until })) {
    if (!present.has(`${draft.resource} ${draft.consumer.organisation}`)) await createGrant({ ...deps, actor, draft });
  }
}

/** Something to decide for who looks in: one application, one demand, one objection, each where there is none yet. */
async function seedInboxes(deps: CatalogDeps): Promise<void> {
  const { database, clock } = deps;
  const { rows } = await database.pool.query<{ noun: string }>(
    `select 'application' as noun where exists (select from catalog.application)
     union all select 'demand' where exists (select from catalog.demand)
     union all select 'objection' where exists (select from catalog.objection)`,
  );
  const present = new Set(rows.map(({ noun }) => noun));
  if (!present.has('application')) {
    const actor = await demoOfficer(database, 'civil-admin');
    const { id, version } = await createApplication({ ...deps, actor, draft: application });
    await changeApplicationState({ ...deps, actor, id, event: 'submit', ifMatch: etagOf(version) });
  }
  if (!present.has('demand')) {
    const wantedBy = after(clock.now(), 60 * dayMs)
      .toISOString()
      .slice(0, 10);
    await createDemand({ ...deps, actor: await demoOfficer(database, 'hrss-admin'), draft: demand(wantedBy) });
  }
  if (!present.has('objection')) {
    await raiseObjection({ ...deps, actor: await demoOfficer(database, 'approval-admin'), draft: objection });
  }
}

const dayMs = 86_400_000;

/** The first officer, as whom the demonstration is set up. */
export function demoAdministrator(database: Database): Promise<OfficerActor> {
  return demoOfficer(database, firstOfficer.login);
}

/** One of the demonstration's officers, to act as. */
export async function demoOfficer(database: Database, login: string): Promise<OfficerActor> {
  const officer = [firstOfficer, ...officers].find((one) => one.login === login);
  if (officer === undefined) throw new RangeError(`${login} is no officer of the demonstration`);
  const { rows } = await database.pool.query<{ id: string }>('select id from identity.officer where login = $1', [
    login,
  ]);
  return {
    kind: 'officer',
    id: officerId(rows[0]?.id ?? ''),
    login,
    organisation: organisationId(officer.organisation),
    administration: officer.organisation === administration.id,
    roles: officer.roles,
  };
}

/** Runs `work`; false when it was refused because the thing is there already. */
async function unlessThere(work: () => Promise<unknown>, codes: readonly string[]): Promise<boolean> {
  try {
    await work();
    return true;
  } catch (error) {
    if (error instanceof Problem && codes.includes(error.code)) return false;
    throw error;
  }
}
