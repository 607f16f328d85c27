import { createHash } from 'node:crypto';
import type { APIRequestContext } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { hasBrowser, openVisit, type VisitOptions } from './support/visit.ts';

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
    await page.getByText('还没有备份记录。').waitFor();
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
  });

  it('makes an account whose password is shown once, changes its roles, resets it and suspends it', async () => {
    await using visit = await patientVisit({ as: 'market-admin' });
    const { page, context } = visit;
    await visit.open('/operate/officers');
    await page.getByRole('button', { name: '开设账户' }).click();
    await page.getByRole('button', { name: '开设并生成口令' }).click();
    await page.getByText('3 至 64 位小写字母').waitFor();
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
    await row.getByRole('button', { name: '停用' }).click();
    await page.getByRole('dialog').getByRole('button', { name: '停用' }).click();
    await row.getByText('✕ 停用').waitFor();
    expect(await logIn(another)).toBe(401);
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
    await page.getByRole('alert').waitFor();
    await page.getByRole('button', { name: '取消' }).click();
    const row = page.getByRole('row').filter({ hasText: '大数据发展局' });
    expect(await row.getByRole('button', { name: '停用' }).getAttribute('aria-disabled')).toBe('true');
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
    await page.getByRole('button', { name: '续期' }).first().click();
    await page.getByRole('dialog', { name: '续期证书' }).getByRole('button', { name: '取消' }).click();
    visit.expectQuiet();
  });
});
