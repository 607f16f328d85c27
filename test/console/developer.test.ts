import { execFile } from 'node:child_process';
import { chmod, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { connect, credsAuthenticator } from 'nats';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { createClient, HufuProblem, readConnectorConfig } from '../../connectors/index.ts';
import { healthSubject } from '../../connectors/protocol/index.ts';
import type { SystemProfile } from '../../exchange/index.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { county, hasBrowser, openVisit, type VisitOptions } from './support/visit.ts';

const root = resolve(import.meta.dirname, '../..');
const run = promisify(execFile);
const resource = 'population.resident';

/** What stands in a block to copy. */
const blockOf = (page: Page, label: string) => page.getByRole('figure', { name: label }).locator('code').innerText();

/** A visit that waits as long as a busy machine takes. */
async function patientVisit(options: VisitOptions) {
  const visit = await openVisit(options);
  visit.context.setDefaultTimeout(45_000);
  return visit;
}

/** Chooses in one of the console's own lists. */
async function choose(page: Page, label: string, option: string): Promise<void> {
  // What is chosen is written over the field that has the label.
  await page.getByRole('combobox', { name: label }).click({ force: true });
  await page.getByRole('option', { name: option }).click();
}

/** A refusal that a consumer system of the county met just now. */
async function refusalOf(): Promise<HufuProblem> {
  const { dataDirectory, info } = county();
  const file = join(dataDirectory, 'demo', 'credentials', 'hrss-pension.json');
  const { hub, id, kid, privateKey } = JSON.parse(await readFile(file, 'utf8')) as SystemProfile;
  const { match, matter } = info.examples.query;
  const client = createClient({ hub, system: id, kid, key: privateKey, retry: { retries: 0 } });
  const purpose = { matter, case: '2026-DEV-1' };
  const refused = await client
    .query({ resource, match, fields: ['name', 'maritalStatus'], purpose })
    .catch((error: unknown) => error);
  if (refused instanceof HufuProblem) return refused;
  throw new Error('it was not refused');
}

/** The day of a moment as the pages write it, in milliseconds. */
const dayOf = (text: string): number => Date.parse(text.replace(/(\d+)年(\d+)月(\d+)日.*/, '$1/$2/$3'));

/** What the connector's own reader makes of a configuration that lies beside key and credentials. */
async function readByConnector(yaml: string, env: Record<string, string>) {
  await using folder = await temporaryFolder('wizard');
  const key = join(county().dataDirectory, 'demo', 'credentials', 'police-connector.json');
  const files = { yaml, json: await readFile(key, 'utf8'), creds: 'creds' };
  for (const [ending, text] of Object.entries(files)) {
    const path = join(folder.path, `police-connector.${ending}`);
    await writeFile(path, text);
    await chmod(path, 0o600);
  }
  return await readConnectorConfig({ path: join(folder.path, 'police-connector.yaml'), env });
}

describe.runIf(hasBrowser)('a department’s developer', () => {
  it('registers a system, makes its key in the browser, tries the sandbox, and takes code along that runs', async () => {
    await using visit = await patientVisit({ as: 'hrss-admin' });
    const { page } = visit;
    const sent: string[] = [];
    page.on('request', (request) => sent.push(request.postData() ?? ''));
    await visit.open('/develop/systems');
    await page.getByRole('button', { name: '登记系统' }).click();
    await page.getByRole('button', { name: '登记', exact: true }).click();
    await page.getByText('2 至 32 位小写字母').waitFor();
    await page.getByLabel('系统短标识').fill('hrss-try');
    await page.getByLabel('名称', { exact: true }).fill('试接系统');
    await page.getByRole('button', { name: '登记', exact: true }).click();
    await page.getByText('还没有密钥').waitFor();

    await page.getByRole('button', { name: '在浏览器中生成并登记公钥' }).click();
    const saving = page.waitForEvent('download');
    await page.getByRole('button', { name: '保存 hrss-try.json' }).click();
    const download = await saving;
    expect(download.suggestedFilename()).toBe('hrss-try.json');
    await using folder = await temporaryFolder('snippets');
    const file = join(folder.path, 'hrss-try.json');
    await download.saveAs(file);
    const profile = JSON.parse(await readFile(file, 'utf8')) as SystemProfile;
    expect(profile).toMatchObject({ hub: county().url, kind: 'system', id: 'hrss-try' });
    expect(profile.privateKey.d).toMatch(/^[\w-]{43}$/);
    expect(sent.join('')).toContain(profile.privateKey.x);
    expect(sent.join('')).not.toContain(profile.privateKey.d);
    expect(await page.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage }))).not.toContain(
      profile.privateKey.d,
    );
    await visit.picture('developer-system');

    await visit.open('/develop/resources');
    await page.getByRole('searchbox', { name: '查找资源' }).fill('户籍人口');
    await page.getByRole('link', { name: '户籍人口基本信息' }).click();
    await page.getByRole('button', { name: '问沙箱' }).click();
    await page.getByRole('heading', { name: '正式应答另有' }).waitFor();
    await choose(page, '以哪个系统的身份', 'hrss-try');
    const label = '刚才所试的，可直接运行';
    const commands = await blockOf(page, label);
    await page.getByText('curl', { exact: true }).click();
    const curl = await blockOf(page, label);
    await page.getByText('TypeScript', { exact: true }).click();
    const program = await blockOf(page, label);
    await visit.picture('developer-sandbox');

    // `npx hufu` is this program in a clone; the file of the key stands where the snippet runs.
    const shell = async (text: string) => {
      const command = text.replaceAll('npx hufu', `${process.execPath} ${join(root, 'ops', 'hufu.mjs')}`);
      return (await run('bash', ['-c', command], { cwd: folder.path })).stdout;
    };
    // What Node runs without a compiler is the program without its one type.
    const script = program.replace(/<\{[^}]*\}>\(/, '(').replace("'hrss-try.json'", JSON.stringify(file));
    const [byCommand, byCurl, byProgram] = await Promise.all([
      shell(commands),
      shell(curl),
      run(process.execPath, ['--input-type=module', '--eval', script], { cwd: root }),
    ]);
    const [{ name }] = JSON.parse(byCurl).rows;
    expect(name).toMatch(/^\p{Script=Han}{2,4}$/u);
    expect(byCommand).toContain(name);
    expect(byProgram.stdout).toContain(name);

    await page.getByText('正式查询', { exact: true }).click();
    expect(await blockOf(page, label)).toMatch(/await client\.query<\{ citizenNumber\?: string/);
    await page.getByText('hufu', { exact: true }).click();
    expect(await blockOf(page, label)).toMatch(
      / npx hufu query population\.resident .*--matter HRSS-PENSION-01 --case/,
    );
    visit.expectQuiet();
  });

  it('is told what is missing, and what the sandbox refuses, where it happens', async () => {
    await using visit = await patientVisit({ as: 'civil-admin' });
    const { page } = visit;
    await visit.open(`/develop/resources/${resource}`);
    await page.getByLabel('公民身份号码 citizenNumber').first().fill('');
    await page.getByRole('button', { name: '清空' }).click();
    await page.getByRole('button', { name: '问沙箱' }).click();
    await page.getByText('至少选一个字段。').waitFor();
    await page.getByLabel('公民身份号码 citizenNumber').first().fill('110105194912310021');
    await page.getByText('性别 sex').click();
    await page.getByRole('button', { name: '问沙箱' }).click();
    await page.getByText('查无此记录').waitFor();
    await page.getByText('核验 — 只答是否').click();
    await page.getByRole('button', { name: '添加一项' }).click();
    await page.getByRole('textbox', { name: '第 1 项的值' }).fill('110105194912310021');
    await page.getByRole('button', { name: '问沙箱' }).click();
    await page.getByText('查无此记录，因此都不知道。').waitFor();
    visit.expectRefusal(400);
    await page.getByLabel('办件编号').fill('11010519491231002X');
    await page.getByRole('button', { name: '问沙箱' }).click();
    await page.getByRole('alert').getByText('CASE_NUMBER_PERSONAL').waitFor();
    visit.expectQuiet();
  });

  it('sees the own grants with what is left of the day, and when it counts anew', async () => {
    await using visit = await patientVisit({ as: 'hrss-admin' });
    const { page } = visit;
    await visit.open(`/develop/resources/${resource}?part=grants`);
    const card = page.getByRole('region', { name: 'hrss-pension' });
    await card.getByText(/今日已用 [\d,]+ 次，剩 [\d,]+，共 100,000/).waitFor();
    await card.getByText('重新计数：').first().waitFor();
    await page.getByRole('tab', { name: '字段' }).click();
    await page.getByRole('rowheader', { name: '婚姻状况 maritalStatus' }).waitFor();
    await page.getByRole('tab', { name: '类型与接口文件' }).click();
    await page.getByText('export interface PopulationResident').waitFor();
    expect(await page.getByRole('link', { name: '申请使用' }).getAttribute('href')).toBe(
      `/applications/new?resource=${resource}`,
    );
    visit.expectQuiet();
  });

  it('follows a refused query step by step from whatever was pasted of its refusal', async () => {
    const refused = await refusalOf();
    await using visit = await patientVisit({ as: 'hrss-admin' });
    const { page } = visit;
    await visit.open('/develop/debug');
    await page.getByLabel('追踪号').fill('not a trace');
    await page.getByRole('button', { name: '排查' }).click();
    await page.getByText('没有找到 32 位十六进制的追踪号。').waitFor();
    await page.getByLabel('追踪号').fill(`{"code":"FIELD_NOT_GRANTED","traceId":"${refused.traceId}"}`);
    await page.getByRole('button', { name: '排查' }).click();
    const chain = page.getByRole('list', { name: '当时的裁定' });
    await chain.getByText('未通过：').waitFor();
    expect(page.url()).toContain(`trace=${refused.traceId}`);
    expect(await chain.locator('.passed').count()).toBe(11);
    const failed = chain.locator('.failed');
    expect(await failed.innerText()).toMatch(/所请求的字段[\s\S]*最小必要[\s\S]*接下来/);
    expect(await failed.getByRole('link', { name: '申请扩充' }).getAttribute('href')).toBe(
      `/applications/new?resource=${resource}`,
    );
    await page.getByRole('region', { name: '现在再查会怎样' }).getByText('仍会被拒').waitFor();
    await visit.picture('developer-debug');
    visit.expectRefusal(404);
    await visit.open(`/develop/debug?trace=${'0'.repeat(31)}1`);
    await page.getByText('没有这个追踪号的被拒查询').waitFor();
    visit.expectQuiet();
  });

  it('sees beforehand whether a query of an own system would be allowed, without anybody’s number', async () => {
    await using visit = await patientVisit({ as: 'hrss-admin', language: 'en' });
    const { page } = visit;
    const sent: string[] = [];
    page.on('request', (request) => sent.push(request.postData() ?? ''));
    await visit.open(`/develop/explain?system=hrss-pension&resource=${resource}`);
    await page.getByRole('button', { name: 'Would it be allowed?' }).click();
    await page.getByRole('heading', { name: '✓ It would be allowed' }).waitFor();
    await page.getByText(/of 100,000 left today/).waitFor();
    await page.getByText('Marital status maritalStatus').click();
    await page.getByRole('button', { name: 'Would it be allowed?' }).click();
    await page.getByRole('heading', { name: '✕ It would be refused' }).waitFor();
    await page.getByText('FIELD_NOT_GRANTED').waitFor();
    expect(sent.join('')).toContain('"citizenNumber":"-"');
    visit.expectQuiet();
  });

  it('writes a connector’s configuration that the connector itself accepts, and gets one command', async () => {
    await using visit = await patientVisit({ as: 'police-admin' });
    const { page } = visit;
    await visit.open(`/develop/connector?resource=${resource}`);
    const forth = () => page.getByRole('button', { name: '下一步' }).click();
    await forth();
    await page.getByText('形如 nats://主机:4222').waitFor();
    await page.getByLabel('消息网络地址').fill('nats://127.0.0.1:4222');
    await forth();
    await page.getByRole('heading', { name: '2 / 4 · 数据在哪里' }).waitFor();
    await page.getByLabel('主机', { exact: true }).fill('postgres://x');
    await page.getByLabel('数据库', { exact: true }).fill('人口库');
    await forth();
    await page.getByText('主机名或地址，不带 postgres://').waitFor();
    await page.getByLabel('主机', { exact: true }).fill('10.0.0.12');
    await page.getByRole('textbox', { name: '表或视图' }).fill('rk.czrk');
    await forth();
    await page.getByRole('heading', { name: '3 / 4 · 字段对应' }).waitFor();
    await forth();
    await page.getByText('按它查找，必须对应').waitFor();
    const columns = { 公民身份号码: 'sfzh', 姓名: 'xm: "x" #1', 出生日期: 'csrq' };
    for (const [name, column] of Object.entries(columns))
      await page.getByRole('textbox', { name: `${name} 列` }).fill(column);
    await choose(page, '出生日期 的日期写法', 'yyyyMMdd');
    await page.getByLabel('哪一列记录更新时间').fill('gxsj');
    await forth();
    const yaml = await blockOf(page, 'police-connector.yaml');
    const command = await blockOf(page, '启动命令');
    expect(command.split('\n')).toHaveLength(1);
    expect(command).toMatch(/^chmod 600 .*read -rsp .*npx hufu connector run police-connector\.yaml$/);
    await page.getByText('✓ 已接通，查询会得到应答').waitFor();
    await visit.picture('developer-connector');

    const config = await readByConnector(yaml, { SOURCE_PASSWORD: 'secret' });
    expect(config).toMatchObject({ organisation: 'police', system: 'police-connector' });
    expect(config.hub.keys.length).toBeGreaterThan(0);
    expect(config.sources.source).toMatchObject({
      kind: 'postgres',
      url: `postgres://hufu_reader:secret@10.0.0.12:5432/${encodeURIComponent('人口库')}`,
    });
    expect(config.resources).toMatchObject([
      { id: resource, from: 'rk.czrk', match: [['citizenNumber'], ['name', 'birthDate']] },
    ]);
    expect(config.resources[0]?.fields.get('name')?.from).toBe(columns.姓名);
    expect(config.resources[0]?.fields.get('birthDate')).toMatchObject({ from: 'csrq', date: 'yyyyMMdd' });

    const back = () => page.getByRole('button', { name: '上一步' }).click();
    await back();
    await back();
    await page.getByText('已有的 HTTP 接口').click();
    await page.getByLabel('地址，匹配值写作').fill('https://{citizenNumber}.example/');
    await forth();
    await page.getByText('{字段} 只能出现在路径和参数中').waitFor();
    await page.getByLabel('地址，匹配值写作').fill('https://register.example/people/{citizenNumber}');
    await page.getByLabel('鉴权请求头').fill('Authorization');
    await forth();
    await forth();
    const http = await readByConnector(await blockOf(page, 'police-connector.yaml'), { SOURCE_TOKEN: 'Bearer x' });
    expect(http.sources.source).toMatchObject({ kind: 'http', headers: { Authorization: 'Bearer x' } });
    expect(http.resources[0]?.match).toEqual([['citizenNumber']]);
    await back();
    await back();
    await page.getByText('CSV 文件').click();
    await page.getByLabel('文件路径').fill('/srv/people.csv');
    await forth();
    await forth();
    const csv = await readByConnector(await blockOf(page, 'police-connector.yaml'), {});
    expect(csv.sources.source).toMatchObject({ kind: 'csv', path: '/srv/people.csv', encoding: 'utf-8' });
    expect(await blockOf(page, '启动命令')).not.toContain('read -rsp');
    visit.expectQuiet();
  });

  it('changes over to a new key and revokes the old one; who is no operator is told why not', async () => {
    await using visit = await patientVisit({ as: 'civil-admin' });
    const { page } = visit;
    const headers = { 'x-csrf-token': '' };
    const session = await (await visit.context.request.get('/v1/session')).json();
    headers['x-csrf-token'] = session.csrfToken;
    const system = { id: 'civil-keys', organisation: 'civil', name: '换钥系统', kind: 'consumer' };
    await visit.context.request.post('/v1/systems', { data: system, headers });
    await visit.open('/develop/systems/civil-keys');
    await page.getByRole('button', { name: '在浏览器中生成并登记公钥' }).click();
    await page.getByRole('row').filter({ hasText: '✓ 有效' }).waitFor();
    // Leaving without the file would lose it.
    await page.getByRole('link', { name: '全部系统' }).click();
    await page.getByRole('dialog', { name: '私钥还没有保存' }).getByRole('button', { name: '取消' }).click();
    const make = page.getByRole('button', { name: '在浏览器中生成并登记公钥' });
    expect(await make.getAttribute('aria-description')).toBe('请先保存刚生成的私钥文件。');
    const saving = page.waitForEvent('download');
    await page.getByRole('button', { name: '保存 civil-keys.json' }).click();
    await saving;
    // The first key replaces none; with the second, what is to be done about the first is said, and which one it is.
    expect(await page.getByText('回到本页吊销旧钥').count()).toBe(0);
    await make.click();
    await page.getByText('回到本页吊销旧钥').waitFor();
    await page.getByText('HUFU_PROFILE=./civil-keys.json').waitFor();
    const fresh = page.getByRole('row').filter({ hasText: '刚生成' });
    const old = page.getByRole('row').filter({ hasText: '✓ 有效', hasNotText: '刚生成' });
    expect([await fresh.count(), await old.count()]).toEqual([1, 1]);
    const asking = page.getByRole('dialog', { name: '吊销公钥' });
    await fresh.getByRole('button', { name: '吊销' }).click();
    await asking.getByText('这是刚刚生成的新钥，不是旧钥').waitFor();
    await asking.getByRole('button', { name: '取消' }).click();
    await old.getByRole('button', { name: '吊销' }).click();
    await asking.getByText('该系统另有 1 把有效公钥').waitFor();
    await asking.getByRole('button', { name: '吊销' }).click();
    await page.getByText(/✕ 已吊销/).waitFor();
    await fresh.getByRole('button', { name: '吊销' }).click();
    await asking.getByText('这是它唯一有效的公钥').waitFor();
    await asking.getByRole('button', { name: '吊销' }).click();
    // What opens nothing any more is not offered to be saved.
    await page.getByRole('button', { name: '保存 civil-keys.json' }).waitFor({ state: 'detached' });
    await page.getByRole('button', { name: '已有密钥，登记公钥' }).click();
    await page.getByLabel('公钥（JWK').fill('{"kty":"EC","d":"x"}');
    await page.getByRole('button', { name: '登记公钥', exact: true }).click();
    await page.getByText('这是私钥，没有发送。').waitFor();
    visit.expectQuiet();
    await using clerk = await patientVisit({ as: 'approval-clerk' });
    await clerk.open('/develop/systems/approval-counter');
    const closed = clerk.page.getByRole('button', { name: '在浏览器中生成并登记公钥' });
    expect(await closed.getAttribute('aria-disabled')).toBe('true');
    expect(await closed.getAttribute('aria-description')).toBe('由本单位运行管理员办理。');
    clerk.expectQuiet();
  });

  it('gives a connector a credential that the message network takes, until it is revoked', async () => {
    await using visit = await patientVisit({ as: 'civil-admin' });
    const { page } = visit;
    const { csrfToken } = (await (await visit.context.request.get('/v1/session')).json()) as { csrfToken: string };
    const system = { id: 'civil-nats', organisation: 'civil', name: '消息试验', kind: 'provider' };
    await visit.context.request.post('/v1/systems', { data: system, headers: { 'x-csrf-token': csrfToken } });
    await visit.open('/develop/systems/civil-nats');
    await page.getByText('还没有消息凭证').waitFor();
    await choose(page, '新凭证的有效期', '90 天');
    const issue = page.getByRole('button', { name: '签发消息凭证' });
    await issue.click();
    const saving = page.waitForEvent('download');
    await page.getByRole('button', { name: '保存 civil-nats.creds' }).waitFor();
    // The second click of a double click issues no other, however fast the hub has been.
    await issue.dispatchEvent('click', { detail: 2 });
    await page.getByRole('button', { name: '保存 civil-nats.creds' }).click();
    const saved = await saving;
    expect(saved.suggestedFilename()).toBe('civil-nats.creds');
    const creds = await buffer(await saved.createReadStream());
    const row = page.getByRole('row').filter({ hasText: '✓ 有效' });
    const [issued = 0, until = 0] = (await row.locator('td').allInnerTexts()).slice(1, 3).map(dayOf);
    expect((until - issued) / 86_400_000).toBe(90);

    // It opens the organisation's own subjects and nothing else.
    const servers = county().info.services.nats ?? '';
    const dial = () => connect({ servers, authenticator: credsAuthenticator(creds), reconnect: false });
    const connection = await dial();
    const refused: string[] = [];
    void (async () => {
      for await (const { type, data } of connection.status()) if (type === 'error') refused.push(String(data));
    })();
    connection.publish(healthSubject('police', 'police-connector'), '{}');
    await expect.poll(() => refused).toContain('PERMISSIONS_VIOLATION');

    await row.getByRole('button', { name: '吊销' }).click();
    const asking = page.getByRole('dialog', { name: '吊销消息凭证' });
    await asking.getByText('连接器立即断开').waitFor();
    await asking.getByRole('button', { name: '取消' }).click();
    await asking.waitFor({ state: 'hidden' });
    expect(connection.isClosed()).toBe(false);
    await row.getByRole('button', { name: '吊销' }).click();
    await asking.getByRole('button', { name: '吊销' }).click();
    const revoked = page.getByRole('row').filter({ hasText: '✕ 已吊销' });
    await revoked.waitFor();
    expect(await revoked.getByRole('button').count()).toBe(0);
    // Whoever holds it is out, and stays out.
    await connection.closed();
    await expect(dial()).rejects.toMatchObject({ code: 'AUTHORIZATION_VIOLATION' });
    visit.expectQuiet();
  });

  it('finds every page in both languages and sizes, without a barrier', async () => {
    await using visit = await patientVisit({ as: 'police-admin' });
    for (const path of [
      '/develop/resources',
      `/develop/resources/${resource}`,
      `/develop/resources/${resource}?part=schema`,
      `/develop/resources/${resource}?part=grants`,
      '/develop/systems',
      '/develop/systems/police-connector',
      '/develop/connector',
      '/develop/explain',
      '/develop/debug',
    ])
      await visit.expectGood(path);
    visit.expectQuiet();
  });
});
