import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type OfficerActor, organisationId } from '../../identity/index.ts';
import { issueLicence, readLicenceFile } from '../../licence-vault/index.ts';
import { openPackage } from '../../licence-vault/ofd/package/package.ts';
import { chooseSeal } from '../../licence-vault/seal/choice/choose-seal.ts';
import { type SealChoiceRequest, setSealChoice } from '../../licence-vault/seal/choice/set-seal-choice.ts';
import type { StoredSeal } from '../../licence-vault/seal/registry/stored-seal.ts';
import { addSeal, clerk, company, officer, openVault, refusalOf, type TestVault } from './vault.ts';

const approval = organisationId('approval');
const hrss = organisationId('hrss');
const type = '11100000MB0143028R001';
const keeper = officer('approval', ['seal-keeper'], '4');
const hrssKeeper = officer('hrss', ['seal-keeper'], '5');
const administration = officer('data', ['seal-keeper'], '6');

let vault: TestVault;
let later: StoredSeal;
let countys: StoredSeal;
let personal: StoredSeal;
beforeAll(async () => {
  vault = await openVault();
  const seal = { ...vault, county: vault.county };
  vault.clock.advance(1000);
  later = await addSeal({ ...seal, organisation: 'approval' });
  countys = await addSeal({ ...seal, organisation: 'data' });
  personal = await addSeal({ ...seal, organisation: 'approval', kind: 'person' });
});
afterAll(() => vault[Symbol.asyncDispose]());

const query = (statement: string, values: unknown[] = []) => vault.db.database.pool.query(statement, values);
const chosen = async (organisation = approval) =>
  (await vault.db.database.transaction((tx) => chooseSeal(tx, { organisation, type, clock: vault.clock }))).id;
async function choose(choice: SealChoiceRequest, actor: OfficerActor = administration) {
  const { rows } = await query(
    `select max(revision) as last from vault.seal_choice where organisation = $1 and type is not distinct from $2`,
    [choice.organisation, choice.type ?? null],
  );
  const ifMatch = rows[0].last === null ? undefined : `"${rows[0].last}"`;
  return setSealChoice({ ...vault.parts, actor, choice, ifMatch });
}

describe('the seal of a licence', () => {
  it('is the one chosen for its type, else for its issuer, else the issuer’s last, else the county’s', async () => {
    expect(await chosen()).toBe(later.id);
    expect(await refusalOf(chosen(hrss))).toMatchObject({ code: 'SEAL_NOT_CHOSEN' });
    await choose({ organisation: '*', seal: countys.id });
    expect(await chosen()).toBe(later.id);
    expect(await chosen(hrss)).toBe(countys.id);
    await choose({ organisation: 'approval', seal: vault.seal.id });
    expect(await chosen()).toBe(vault.seal.id);
    await choose({ organisation: 'approval', type: 'business-licence', seal: later.id });
    expect(await chosen()).toBe(later.id);
    await choose({ organisation: 'approval', type, seal: null });
    expect(await chosen()).toBe(vault.seal.id);
    await choose({ organisation: 'approval', seal: null });
    expect(await chosen()).toBe(later.id);
  });

  it('is on the file, and the file is listed under it', async () => {
    await choose({ organisation: 'approval', type, seal: vault.seal.id });
    const request = { type, data: company(1) };
    const { licence } = await issueLicence({ ...vault.parts, actor: clerk, request });
    await choose({ organisation: 'approval', type, seal: null });
    const bytes = await readLicenceFile({ ...vault.parts, licence, version: '001', format: 'ofd' });
    const [{ file }] = (await query('select file from vault.seal where id = $1', [vault.seal.id])).rows;
    expect(
      openPackage(bytes ?? Buffer.alloc(0))
        .file('Doc_0/Signs/Sign_0/Seal.esl')
        ?.bytes.equals(file),
    ).toBe(true);
    const { rows } = await query('select licence from vault.licence_file where seal = $1', [vault.seal.id]);
    expect(rows).toEqual([{ licence: licence.id }]);
  });

  it('is never used once it is stopped, though it was chosen', async () => {
    await choose({ organisation: 'approval', seal: vault.seal.id });
    await query(`update vault.seal set state = 'stopped' where id = $1`, [vault.seal.id]);
    const request = { type, data: company(2) };
    const refusal = await refusalOf(issueLicence({ ...vault.parts, actor: clerk, request }));
    await query(`update vault.seal set state = 'active' where id = $1`, [vault.seal.id]);
    await choose({ organisation: 'approval', seal: null });
    expect(refusal).toMatchObject({ code: 'SEAL_NOT_ACTIVE' });
    expect((await query('select from vault.licence_entry')).rowCount).toBe(1);
  });
});

describe('a choice', () => {
  it.each<[string, string, () => SealChoiceRequest, OfficerActor]>([
    ['a personal seal', 'SEAL_NOT_FOR_TYPE', () => ({ organisation: 'approval', seal: personal.id }), keeper],
    ['another’s seal', 'SEAL_NOT_FOR_TYPE', () => ({ organisation: 'approval', seal: countys.id }), administration],
    ['a seal out of reach', 'SEAL_NOT_FOUND', () => ({ organisation: 'hrss', seal: later.id }), hrssKeeper],
    [
      'a type that it does not issue',
      'SEAL_NOT_FOR_TYPE',
      () => ({ organisation: 'hrss', type, seal: later.id }),
      hrssKeeper,
    ],
    [
      'a type nobody knows',
      'LICENCE_TYPE_UNKNOWN',
      () => ({ organisation: 'approval', type: 'x', seal: later.id }),
      keeper,
    ],
    ['another organisation', 'NOT_IN_REACH', () => ({ organisation: 'hrss', seal: later.id }), keeper],
    ['the county, by an organisation', 'NOT_IN_REACH', () => ({ organisation: '*', seal: later.id }), keeper],
  ])('is refused for %s: %s', async (_, code, request, actor) => {
    expect(await refusalOf(choose(request(), actor))).toMatchObject({ code });
  });

  it('is refused for a seal that is not active', async () => {
    await query(`update vault.seal set state = 'stopped' where id = $1`, [later.id]);
    const refusal = await refusalOf(choose({ organisation: 'approval', seal: later.id }, keeper));
    await query(`update vault.seal set state = 'active' where id = $1`, [later.id]);
    expect(refusal).toMatchObject({ code: 'SEAL_NOT_ACTIVE' });
  });

  it('stays in the record when another takes its place', async () => {
    await expect(query('delete from vault.seal_choice')).rejects.toThrow('append-only');
    await expect(query('update vault.seal_choice set seal = null')).rejects.toThrow('append-only');
  });
});
