import { createHash } from 'node:crypto';
import { text as textOf } from 'node:stream/consumers';
import pg from 'pg';
import type { APIRequestContext } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { county, hasBrowser, narrow, openVisit, type VisitOptions, wide } from './support/visit.ts';

/** Sends as the visitor's session would. */
async function send(request: APIRequestContext, path: string, data: object): Promise<number> {
  const { csrfToken } = await (await request.get('/v1/session')).json();
  return (await request.post(path, { data, headers: { 'x-csrf-token': csrfToken } })).status();
}

/** A visit that waits as long as a busy machine takes. */
async function patientVisit(options: VisitOptions) {
  const visit = await openVisit(options);
  visit.context.setDefaultTimeout(45_000);
  return visit;
}

describe.runIf(hasBrowser)('an operator', () => {
  it('and the provider’s people are told on its pages that a connector is silent', async () => {
    await using visit = await patientVisit({ as: 'data-admin' });
    const { page } = visit;
    const words = /现在不能应答：连接器 statistics-connector 自.+起没有消息/;
    const pages = ['/develop/resources/economy.indicator', '/departments/statistics'] as const;
    for (const path of pages) {
      await visit.open(path);
      expect(await page.getByText('现在不能应答').count()).toBe(0);
    }
    // Nothing waits here for a connector to fall silent: by the browser's clock, its last word was five minutes ago.
    await page.clock.setSystemTime(Date.now() + 5 * 60_000);
    for (const path of pages) {
      await visit.open(path);
      await page.getByText(words).first().waitFor();
    }
    await visit.expectAccessible();
    visit.expectQuiet();
  });

  it('sees at a glance what needs seeing to, and a backup as soon as it is on record', async () => {
    await using visit = await patientVisit({ as: 'data-admin' });
    const { page } = visit;
    await visit.open('/operate');
    await page.getByText('✓ 本中枢就绪').waitFor();
    await page.getByRole('row').filter({ hasText: '正在应答您的这一个' }).getByText('✓ 在服务').waitFor();
    await page.getByRole('link', { name: '看每一处' }).click();
    const row = page.getByRole('row').filter({ hasText: 'population.resident' });
    await row.getByText('✓ 能应答').waitFor();
    await visit.open('/operate/backups');
    await page.getByRole('alert').getByText('还没有备份记录').waitFor();
    const backup = (days: number) => ({
      takenAt: new Date(Date.now() - days * 86_400_000).toISOString(),
      size: 1_572_864,
      sha256: createHash('sha256').update(`operate ${days}`).digest('hex'),
      place: 'backup:/srv/hufu.dump',
    });
    const record = async (path: string, data: object) => {
      expect(await send(visit.context.request, path, data)).toBeLessThan(300);
      await visit.open('/operate/backups');
    };
    await record('/v1/backups', backup(8));
    await page.getByText('已经 8 天没有备份。').waitFor();
    await record('/v1/backups', backup(0));
    await page.getByText('最近的备份还没有核验过').waitFor();
    await record(`/v1/backups/${backup(0).sha256}/verification`, {});
    await page.getByRole('cell', { name: '1.5 MB' }).first().waitFor();
    expect(await page.getByText(/没有备份|没有核验过/).count()).toBe(0);
    await visit.open('/operate');
    await page.getByText('✓ 最近一次备份').waitFor();
    await visit.picture('operate-overview');
    visit.expectQuiet();
    // A hub that is lost is said once, and nothing is shown of how it stood before; then it is looked for again.
    await page.clock.install();
    await visit.open('/operate');
    await visit.context.setOffline(true);
    await page.clock.runFor(16_000);
    await page.getByRole('alert').getByText('HUB_NOT_REACHABLE').waitFor();
    expect([await page.getByRole('alert').count(), await page.getByText('✓').count()]).toEqual([1, 0]);
    await visit.context.setOffline(false);
    await page.clock.runFor(6_000);
    await page.getByText('✓ 本中枢就绪').waitFor();
  });

  it('makes an account whose password is shown once, changes its roles, resets it and suspends it', async () => {
    await using visit = await patientVisit({ as: 'market-admin' });
    const { page, context } = visit;
    await visit.open('/operate/officers');
    await page.getByRole('button', { name: '开设账户' }).click();
    await page.getByRole('button', { name: '开设并生成口令' }).click();
    const fault = page.getByText('3 至 64 位小写字母');
    await fault.waitFor();
    // What is wrong takes two lines on a narrow window, and stands on no other field's label.
    await page.setViewportSize(narrow);
    const [said, next] = await Promise.all([fault.boundingBox(), page.getByText('姓名或岗位').first().boundingBox()]);
    expect((said?.y ?? 0) + (said?.height ?? 0)).toBeLessThanOrEqual(next?.y ?? 0);
    await page.setViewportSize(wide);
    await page.getByLabel('登录名').fill('market-try');
    await page.getByLabel('姓名或岗位').fill('试用岗');
    await page.getByRole('region', { name: '开设账户' }).getByText('审计员').click();
    await page.getByRole('button', { name: '开设并生成口令' }).click();
    const told = page.getByRole('region', { name: '新口令' });
    const password = await told.locator('code').innerText();
    const logIn = async (secret: string) =>
      (
        await context.request.post('/v1/session', { data: { login: 'market-try', password: secret, as: 'bearer' } })
      ).status();
    expect(await logIn(password)).toBe(201);
    await told.getByRole('button', { name: '已交给本人' }).click();
    expect(await page.content()).not.toContain(password);
    const row = page.getByRole('row').filter({ hasText: 'market-try' });
    await row.getByText('审计员').waitFor();
    await row.getByRole('button', { name: '修改' }).click();
    const form = page.getByRole('region', { name: '修改 market-try' });
    await form.getByText('审批人员').click();
    await form.getByRole('button', { name: '保存' }).click();
    await row.getByText('审批人员').waitFor();
    await row.getByRole('button', { name: '重置口令' }).click();
    await page.getByRole('dialog').getByRole('button', { name: '重置口令' }).click();
    await told.waitFor();
    const another = await told.locator('code').innerText();
    expect([await logIn(password), await logIn(another)]).toEqual([401, 201]);
    // Its owner makes it their own, and is told what is wrong with a weak one.
    await using owner = await patientVisit({});
    await owner.open('/login');
    await owner.page.getByLabel('登录名').fill('market-try');
    await owner.page.getByLabel('口令', { exact: true }).fill(another);
    await owner.page.keyboard.press('Enter');
    await owner.page.getByRole('link', { name: /^market-try/ }).click();
    const change = async (next: string) => {
      await owner.page.getByLabel('现在的口令').fill(another);
      await owner.page.getByLabel('新口令', { exact: true }).fill(next);
      await owner.page.getByLabel('再填一次新口令').fill(next);
      await owner.page.keyboard.press('Enter');
    };
    owner.expectRefusal(422);
    owner.expectRefusal(400);
    await change('short');
    await owner.page.getByRole('alert').getByText('PASSWORD_TOO_WEAK').waitFor();
    const kept = `Lingshan-${Date.now()}`;
    await change(kept);
    await owner.page.getByText('✓ 口令已更改').waitFor();
    await owner.expectAccessible();
    await owner.page.setViewportSize(narrow);
    await owner.expectToFit();
    owner.expectQuiet();
    expect([await logIn(another), await logIn(kept)]).toEqual([401, 201]);
    await visit.open('/operate/officers');
    await row.getByRole('button', { name: '停用' }).click();
    await page.getByRole('dialog').getByRole('button', { name: '停用' }).click();
    await row.getByText('✕ 停用').waitFor();
    expect(await logIn(kept)).toBe(401);
    const own = page.getByRole('row').filter({ hasText: 'market-admin' });
    expect(await own.getByRole('button', { name: '停用' }).getAttribute('aria-disabled')).toBe('true');
    visit.expectQuiet();
  });

  it('registers an organisation for the data administration, not for a department, and is told what is wrong', async () => {
    await using visit = await patientVisit({ as: 'data-admin' });
    const { page } = visit;
    await visit.open('/operate/organisations');
    await page.getByRole('button', { name: '登记单位' }).click();
    await page.getByLabel('短标识').fill('archives');
    await page.getByLabel('全称').fill('灵山县档案馆');
    await page.getByLabel('统一社会信用代码').fill('11450721MB0721051X');
    visit.expectRefusal(400);
    await page.getByRole('button', { name: '保存' }).click();
    await page.getByRole('alert').getByText('统一社会信用代码：').waitFor();
    await page.getByLabel('统一社会信用代码').fill('11450721MB0721553M');
    await page.getByRole('button', { name: '保存' }).click();
    const archives = page.getByRole('row').filter({ hasText: '灵山县档案馆' });
    await archives.getByText('✓ 在用').waitFor();
    // It has nobody yet: the way there is shown, and the next account is made for it.
    await page.getByRole('link', { name: '为它开设人员账户' }).click();
    await page.getByText('没有符合的账户').waitFor();
    await page.getByRole('button', { name: '开设账户' }).click();
    await page.getByRole('region', { name: '开设账户' }).getByText('灵山县档案馆').waitFor();
    await visit.open('/operate/organisations');
    const row = page.getByRole('row').filter({ hasText: '大数据发展局' });
    expect(await row.getByRole('button', { name: '停用' }).getAttribute('aria-disabled')).toBe('true');

    // Its first system is a connector, which gets its way to the message network: told once, counted, and taken back.
    await page.getByRole('link', { name: '系统与密钥' }).click();
    await page.getByRole('button', { name: '登记系统' }).click();
    await page.getByRole('combobox', { name: '单位' }).click({ force: true });
    await page.getByRole('option', { name: /灵山县档案馆/ }).click();
    await page.getByLabel('系统短标识').fill('archives-connector');
    await page.getByLabel('名称', { exact: true }).fill('档案连接器');
    await page.getByText('提供方：连接器').click();
    await page.getByRole('button', { name: '登记', exact: true }).click();
    await page.getByRole('heading', { level: 1, name: '档案连接器' }).waitFor();
    // The name of an organisation registered just now is known without another login.
    await page.getByText('archives-connector · 灵山县档案馆').waitFor();
    await page.getByText('还没有消息凭证').waitFor();
    await page.getByRole('button', { name: '签发消息凭证' }).click();
    // Told once: it is not left behind, nor another issued over it, before it is saved.
    await page.getByRole('row').filter({ hasText: '刚签发' }).waitFor();
    await page.getByRole('link', { name: '全部系统' }).click();
    const leaving = page.getByRole('dialog', { name: '凭证文件还没有保存' });
    await leaving.getByRole('button', { name: '取消' }).click();
    const issue = page.getByRole('button', { name: '签发消息凭证' });
    expect(await issue.getAttribute('aria-description')).toBe('请先保存刚签发的凭证文件。');
    const saving = page.waitForEvent('download');
    await page.getByRole('button', { name: '保存 archives-connector.creds' }).click();
    expect(await textOf(await (await saving).createReadStream())).toMatch(/BEGIN NATS USER JWT[\s\S]+NKEY SEED/);
    await page.getByRole('row').filter({ hasText: '✓ 有效' }).getByRole('button', { name: '吊销' }).click();
    const revoking = page.getByRole('dialog', { name: '吊销消息凭证' });
    await revoking.getByText('这是它唯一有效的凭证').waitFor();
    await revoking.getByRole('button', { name: '吊销' }).click();
    await page.getByRole('row').filter({ hasText: '✕ 已吊销' }).waitFor();
    visit.expectQuiet();
    await using other = await patientVisit({ as: 'market-admin' });
    await other.open('/operate/organisations');
    const closed = other.page.getByRole('button', { name: '登记单位' });
    expect(await closed.getAttribute('aria-disabled')).toBe('true');
    await other.open('/operate/backups');
    await other.page.getByText('备份由数据主管部门负责').waitFor();
    other.expectQuiet();
  });

  it('finds every page in both languages and sizes, without a barrier; certificates by what they have left', async () => {
    await using visit = await patientVisit({ as: 'data-admin' });
    const { page } = visit;
    for (const path of ['', '/organisations', '/officers', '/connectors', '/backups', '/certificates'])
      await visit.expectGood(`/operate${path}`);
    const left = await page.locator('tbody tr td:first-child').allInnerTexts();
    const days = left.map((text) => Number(text.replaceAll(/[^\d]/g, '')));
    expect(days.length).toBeGreaterThan(0);
    expect(days).toEqual(days.toSorted((a, b) => a - b));
    visit.expectQuiet();
  });

  it('renews a certificate in the last third of its time, and says before that from when on', async () => {
    await using visit = await patientVisit({ as: 'data-admin' });
    const { page } = visit;
    const order = { profile: 'signer', organisation: 'statistics', commonName: '续期试验', keptKey: 'sm2', days: 10 };
    expect(await send(visit.context.request, '/v1/pki/certificates', order)).toBe(201);
    await visit.open('/operate/certificates?profile=signer');
    const row = page.getByRole('row').filter({ hasText: '续期试验' });
    await row.getByText(/✕ 只剩 \d+ 天/).waitFor();
    const renew = row.getByRole('button', { name: '续期' });
    expect(await renew.getAttribute('aria-description')).toMatch(/^自 \d{4}年\d+月\d+日起可以续期。$/);
    // Pressed all the same it asks nothing and sends nothing.
    await renew.click({ force: true });
    await page
      .getByText(/起可以续期。/)
      .first()
      .waitFor();
    expect(await page.getByRole('dialog').count()).toBe(0);
    expect(await row.count()).toBe(1);
    const serial = await row.locator('code').innerText();
    // A month goes by: the certificate is now one that has little left of its time.
    const database = new pg.Client({ connectionString: county().info.services.postgres ?? '' });
    await database.connect();
    await database.query(
      "update identity.pki_certificate set not_before = not_before - interval '30 days' where common_name = $1",
      [order.commonName],
    );
    await database.end();
    await visit.open('/operate/certificates?profile=signer');
    const asking = page.getByRole('dialog', { name: '续期证书' });
    await renew.click();
    await asking.getByText('接续 续期试验').waitFor();
    await asking.getByRole('button', { name: '取消' }).click();
    await asking.waitFor({ state: 'hidden' });
    expect(await row.locator('code').innerText()).toBe(serial);
    await renew.click();
    await asking.getByRole('button', { name: '续期' }).click();
    const renewed = page.getByRole('region', { name: '续期结果' });
    await renewed.getByText(/✓ 续期试验 已续期至 \d{4}年\d+月\d+日/).waitFor();
    await renewed.getByText('印章里登记的是旧证书').waitFor();
    const saving = page.waitForEvent('download');
    await renewed.getByRole('button', { name: '保存新证书' }).click();
    expect(await textOf(await (await saving).createReadStream())).toMatch(/^-----BEGIN CERTIFICATE-----/);
    // The new one takes the place of the old one.
    await row
      .filter({ hasNotText: serial })
      .getByText(/✓ 剩 [\d,]+ 天/)
      .waitFor();
    expect(await row.count()).toBe(1);
    visit.expectQuiet();
  });
});
