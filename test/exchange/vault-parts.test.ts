import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadCatalogFacts } from '../../catalog/index.ts';
import { openEvidenceLog, vaultParts } from '../../exchange/index.ts';
import { createPki, openIdentityFacts, openSigningKeys, organisationId } from '../../identity/index.ts';
import { systemRandom } from '../../kernel/index.ts';
import type { LicenceUse, VaultParts } from '../../licence-vault/index.ts';
import {
  administratorOf,
  type CatalogApp,
  expectStatus,
  seedPension,
  startCatalogApp,
} from '../support/catalog-app.ts';
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts';

let db: TestDatabase;
let app: CatalogApp;
beforeAll(async () => {
  db = await createTestDatabase();
  app = await startCatalogApp({ database: db.database });
  await seedPension(app);
});
afterAll(async () => {
  await app[Symbol.asyncDispose]();
  await db[Symbol.asyncDispose]();
});

/** As a hub that starts now would join the vault to the house. */
async function parts(keyEncryptionKey?: string): Promise<VaultParts> {
  const { clock } = app;
  const common = { database: db.database, clock, random: systemRandom, masterKey: Buffer.alloc(32, 1) };
  const [evidence, identity, catalog, signingKeys] = await Promise.all([
    openEvidenceLog({ ...common, origin: 'hub.test/v1/log' }),
    openIdentityFacts(common),
    loadCatalogFacts(db.database),
    openSigningKeys(common),
  ]);
  const publicUrl = 'http://hub.test';
  const pki = createPki({ ...common, publicUrl });
  return vaultParts({ ...common, keyEncryptionKey, publicUrl, identity, catalog, signingKeys, pki, evidence });
}
const hrss = organisationId('hrss');
const licence = ['11100000000013338W011'];

describe('what the vault asks of the house', () => {
  it('is under which key-encryption key new data keys are put', async () => {
    expect((await parts()).keys.current.id).toBe('kek-1');
    expect((await parts('kek-7')).keys.current.id).toBe('kek-7');
  });

  it('is who issues: the code and name of an organisation, as long as it is active', async () => {
    const { issuers } = await parts();
    expect(await issuers.issuer(hrss)).toEqual({
      code: expect.stringMatching(/^[0-9A-Z]{18}$/),
      name: 'Bureau of hrss',
    });
    expect(await issuers.issuer(organisationId('nobody'))).toBeUndefined();
    await db.database.pool.query(`update identity.organisation set status = 'suspended' where id = 'hrss'`);
    expect(await (await parts()).issuers.issuer(hrss)).toBeUndefined();
    await db.database.pool.query(`update identity.organisation set status = 'active' where id = 'hrss'`);
  });

  it('is which licences a matter needs: of one’s own matter, as long as it is in use', async () => {
    const { licenceTypesOfMatter, mattersNamed } = await parts();
    expect(await licenceTypesOfMatter('HRSS-PENSION-01', hrss)).toEqual(licence);
    const { rows } = await db.database.pool.query(`select name from catalog.matter where code = 'HRSS-PENSION-01'`);
    const [{ name }] = rows;
    expect(mattersNamed(name, hrss)).toEqual(['HRSS-PENSION-01']);
    expect(mattersNamed(name, organisationId('civil'))).toEqual([]);
    expect(mattersNamed(`${name}x`, hrss)).toEqual([]);
    expect(await licenceTypesOfMatter('HRSS-PENSION-01', organisationId('civil'))).toBeUndefined();
    expect(await licenceTypesOfMatter('HRSS-PENSION-02', hrss)).toBeUndefined();
    const as = administratorOf('hrss');
    await expectStatus(
      200,
      app.call('POST', '/v1/matters/HRSS-PENSION-01/events', { as, body: { event: 'end', reason: '停办' } }),
    );
    const ended = await parts();
    expect(await ended.licenceTypesOfMatter('HRSS-PENSION-01', hrss)).toBeUndefined();
    expect(ended.mattersNamed(name, hrss)).toEqual([]);
  });

  it('is that each use is recorded, in the transaction of the use and never with a citizen number', async () => {
    const { recordUse } = await parts();
    const use: LicenceUse = {
      event: 'licence-found',
      outcome: 'answered',
      actor: 'officer:1',
      organisation: hrss,
      matter: 'HRSS-PENSION-01',
      case: '2026-1',
      holderIndex: Buffer.alloc(32, 7),
      at: app.clock.now(),
    };
    const count = async () =>
      (await db.database.pool.query(`select from exchange.evidence where event = 'licence-found'`)).rowCount;
    await db.database.transaction((tx) => recordUse(use, tx));
    expect(await count()).toBe(1);
    const undone = db.database.transaction(async (tx) => {
      await recordUse(use, tx);
      throw new Error('the use came to nothing');
    });
    await expect(undone).rejects.toThrow('came to nothing');
    const personal = { ...use, case: 'LS-11010519491231002X' };
    await expect(db.database.transaction((tx) => recordUse(personal, tx))).rejects.toMatchObject({
      code: 'CASE_NUMBER_PERSONAL',
    });
    // Who verifies may name any matter, so it is somebody's words as well.
    const named = { ...use, matter: '11010519491231002X' };
    await expect(db.database.transaction((tx) => recordUse(named, tx))).rejects.toMatchObject({
      ...{ code: 'INVALID_INPUT', errors: [{ pointer: '/matter', detail: 'holds a personal number' }] },
    });
    expect(await count()).toBe(1);
  });

  it('is that uses recorded at once go into the log together, each with its own receipt', async () => {
    const { recordUse, recordUses } = await parts();
    const use = (seen: string): LicenceUse => ({
      ...{ event: 'licence-found', outcome: 'answered', actor: 'officer:1', organisation: hrss, at: app.clock.now() },
      ...{ matter: 'HRSS-PENSION-01', case: '2026-2', facts: { seen } },
    });
    const batches = async () => (await db.database.pool.query('select from exchange.log_batch')).rowCount ?? 0;
    const before = await batches();
    const together = await db.database.transaction((tx) =>
      Promise.all(['a', 'b', 'c'].map((seen) => recordUse(use(seen), tx))),
    );
    expect(await batches()).toBe(before + 1);
    expect(together.map(({ index }) => index - (together[0]?.index ?? 0))).toEqual([0, 1, 2]);
    expect(new Set(together.map(({ leaf }) => leaf)).size).toBe(3);
    const listed = await db.database.transaction((tx) => recordUses(['d', 'e'].map(use), tx));
    expect(await batches()).toBe(before + 2);
    expect(listed.map(({ index }) => index)).toEqual([3, 4].map((step) => (together[0]?.index ?? 0) + step));
    const personal = { ...use('f'), case: 'LS-11010519491231002X' };
    const refused = db.database.transaction((tx) => Promise.all([recordUse(use('g'), tx), recordUse(personal, tx)]));
    await expect(refused).rejects.toMatchObject({ code: 'CASE_NUMBER_PERSONAL' });
    expect(await batches()).toBe(before + 2);
  });
});
