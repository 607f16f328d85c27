import { describe, expect, it } from 'vitest';
import { codeOf } from './support/codes.ts';
import { county, hasBrowser, narrow, openVisit, type Visit, wide } from './support/visit.ts';

/** Somebody reads a licence of the holder for a case, as a clerk does every day. */
async function useLicence(number: string, caseNumber: string): Promise<void> {
  await using clerk = await openVisit({ as: 'approval-clerk' });
  const { request } = clerk.context;
  const { csrfToken } = (await (await request.get('/v1/session')).json()) as { csrfToken: string };
  const found = await request.post('/v1/licences/search', {
    data: { holder: { kind: '001', number }, matter: 'APPROVAL-FOOD-01', case: caseNumber },
    headers: { 'x-csrf-token': csrfToken },
  });
  expect(found.status()).toBe(200);
}

async function enter({ page }: Visit, number: string): Promise<void> {
  await page.getByText('单位', { exact: true }).click();
  await page.getByLabel('统一社会信用代码').fill(number);
  const asking = page.waitForResponse('**/v1/holder-codes');
  await page.keyboard.press('Enter');
  const { request } = (await (await asking).json()) as { request: string };
  await page.getByLabel('验证码（8 位数字）').fill(await codeOf(request));
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: '谁用过我的数据和证照' }).waitFor();
}

describe.runIf(hasBrowser)('a holder’s own page', () => {
  it('shows who used what and why, takes an objection, and shows licences with a QR', async () => {
    const number = county().info.holders[4]?.number ?? '';
    await useLicence(number, 'CONSOLE-HOLDER-1');
    await using visit = await openVisit();
    const { page } = visit;
    await visit.open('/my-data');
    await visit.expectAccessible();
    await visit.picture('holder-door');
    await enter(visit, number);
    const use = page.locator('.use').filter({ hasText: 'CONSOLE-HOLDER-1' }).first();
    await use.getByRole('heading', { name: '灵山县行政审批局 查找了我的证照' }).waitFor();
    await use.getByText('食品经营许可核发').waitFor();
    await visit.expectAccessible();
    await visit.picture('holder-uses');
    expect(page.url()).not.toContain(number);
    expect(await page.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage }))).not.toMatch(
      new RegExp(`${number}|hufu_holder`),
    );

    await use.getByRole('button', { name: /提异议/ }).click();
    await use.getByLabel('哪里不对（请不要写身份号码）').fill('我没有办过这件事。');
    await use.getByRole('button', { name: '提交异议' }).click();
    await use.getByText('审核中').waitFor();
    await page.getByRole('tab', { name: '我的异议' }).click();
    const objection = page.locator('li.card').filter({ hasText: '我没有办过这件事。' });
    await objection.getByRole('heading', { name: '灵山县行政审批局 查找了我的证照' }).waitFor();
    await objection.getByText(/，食品经营许可核发$/).waitFor();
    await objection.getByText(/正在审核，看该由哪个单位处理。/).waitFor();
    const promised = await answerObjection('我没有办过这件事。', '已核实：系他人冒用，已更正。');
    await objection.getByText(new RegExp(`^最迟${promised}`)).waitFor();
    await page.getByRole('button', { name: 'English' }).click();
    await page.getByRole('button', { name: '中文' }).click();
    await objection.getByText('灵山县行政审批局已经处理，结果如下。').waitFor();
    await objection.getByText('已核实：系他人冒用，已更正。').waitFor();
    await objection.getByText(`最迟${promised}；已按时答复。`).waitFor();
    await visit.expectAccessible();
    await visit.picture('holder-objections');

    await page.getByRole('tab', { name: '我的证照' }).click();
    const licence = page.locator('section.card').filter({ hasText: '统一社会信用代码' }).first();
    await licence.getByRole('button', { name: '看版面' }).click();
    await licence.locator('.ofd-pages svg[role=img]').waitFor();
    await visit.expectToFit();
    await visit.expectAccessible();
    await licence.getByRole('button', { name: '出示二维码' }).click();
    const code = page.getByRole('img', { name: '证照二维码' });
    await code.waitFor();
    // The keys are at the minutes that are chosen.
    expect(await page.evaluate(() => document.activeElement?.getAttribute('value'))).toBe('5');
    expect(await code.evaluate((image) => (image as HTMLImageElement).naturalWidth)).toBeGreaterThan(0);
    await visit.picture('holder-qr');
    await page.keyboard.press('Escape');
    visit.expectQuiet();
  });

  it('stops and resumes sharing, withdraws a consent, and ends', async () => {
    const number = county().info.holders[1]?.number ?? '';
    await useLicence(number, 'CONSOLE-HOLDER-2');
    await using visit = await openVisit();
    const { page } = visit;
    await visit.open('/my-data');
    await page.getByText('单位', { exact: true }).click();
    await page.getByLabel('统一社会信用代码').fill('91450721MAY1E42Q2');
    visit.expectRefusal(422);
    visit.expectRefusal(400);
    await page.keyboard.press('Enter');
    await page.getByRole('alert').waitFor();
    await visit.open('/my-data');
    await enter(visit, number);

    await page.getByRole('tab', { name: '停止共享' }).click();
    // Whom to stop is any organisation of the county, not only those met before.
    await page.getByRole('combobox', { name: '向谁' }).click({ force: true });
    await page.getByRole('option', { name: '灵山县统计局' }).click();
    await page.getByRole('combobox', { name: '向谁' }).click({ force: true });
    await page.getByRole('option', { name: '所有单位' }).click();
    const stop = page.getByRole('tabpanel').getByRole('button', { name: '停止共享' });
    await stop.click();
    await page.getByRole('dialog').getByRole('button', { name: '停止共享' }).click();
    await page.getByRole('heading', { name: '不向所有单位共享全部证照' }).waitFor();
    expect(await stop.getAttribute('aria-disabled')).toBe('true');
    await visit.expectAccessible();
    await page.getByRole('button', { name: '恢复共享' }).click();
    await page.getByText('您没有停止过共享').waitFor();

    // A consent for a matter that rests on it, given by the holder from elsewhere.
    await page.getByRole('tab', { name: '我的同意' }).click();
    await page.getByText('没有正在生效的同意').waitFor();
    await consentAtCounter(number);
    await page.getByRole('button', { name: 'English' }).click();
    const panel = page.getByRole('tabpanel');
    await panel.getByText('灵山县行政审批局').waitFor();
    await panel.getByText('创业担保贷款贴息申报').waitFor();
    for (const viewport of [narrow, wide]) {
      await page.setViewportSize(viewport);
      await visit.expectToFit();
      await visit.expectAccessible();
    }
    await page.getByRole('button', { name: 'Withdraw' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Withdraw' }).click();
    await page.getByText('No consent of yours is in force').waitFor();

    await page.getByRole('button', { name: 'End the session' }).click();
    await page.getByRole('heading', { name: 'First: ask for a code' }).waitFor();
    visit.expectQuiet();
  });

  it('warns before a session ends, and ends it with everything that it showed', async () => {
    const number = county().info.holders[0]?.number ?? '';
    await using visit = await openVisit();
    const { page } = visit;
    await page.clock.install();
    await visit.open('/my-data');
    await enter(visit, number);
    await page.clock.fastForward(13 * 60_000 + 30_000);
    await page.getByRole('dialog').getByText('查询即将结束').waitFor();
    await visit.expectAccessible();
    await page.getByRole('button', { name: '知道了' }).click();
    await page.clock.fastForward(2 * 60_000);
    await page.getByText(/上次查询已到时间结束/).waitFor();
    expect(await page.locator('.use').count()).toBe(0);
    visit.expectQuiet();
  });
});

/** The data administration finds the holder's objection and passes it on, and it is dealt with. @returns the day it was due */
async function answerObjection(words: string, outcome: string): Promise<string> {
  await using administration = await openVisit({ as: 'data-admin' });
  const { request } = administration.context;
  const { csrfToken } = (await (await request.get('/v1/session')).json()) as { csrfToken: string };
  const { items } = (await (await request.get('/v1/objections?limit=100')).json()) as {
    items: { id: string; form: { description: string }; clock: { dueOn: string } }[];
  };
  const found = items.find(({ form }) => form.description.startsWith(words));
  for (const data of [
    { event: 'accept', to: 'approval' },
    { event: 'handle', outcome },
  ]) {
    const answer = await request.post(`/v1/objections/${found?.id}/events`, {
      data,
      headers: { 'x-csrf-token': csrfToken },
    });
    expect(answer.status()).toBe(200);
  }
  const [year, month, day] = (found?.clock.dueOn ?? '').split('-').map(Number);
  return `${year}年${month}月${day}日`;
}

async function consentAtCounter(number: string): Promise<void> {
  await using clerk = await openVisit({ as: 'approval-clerk' });
  const { request } = clerk.context;
  const { csrfToken } = (await (await request.get('/v1/session')).json()) as { csrfToken: string };
  const headers = { 'x-csrf-token': csrfToken };
  const purpose = { matter: 'APPROVAL-LOAN-01', case: 'CONSOLE-HOLDER-3' };
  const asked = await request.post('/v1/consent-requests', {
    data: { holder: { kind: '001', number }, type: '11100000MB0143028R001', ...purpose },
    headers,
  });
  const { request: id } = (await asked.json()) as { request: string };
  const confirmed = await request.post(`/v1/consent-requests/${id}/confirmation`, {
    data: { code: await codeOf(id) },
    headers,
  });
  expect(confirmed.status()).toBe(201);
}
