import { describe, expect, it } from 'vitest';
import { county, hasBrowser, openVisit } from './support/visit.ts';

describe.runIf(hasBrowser)('the frame around the pages', () => {
  it('lets an officer in with login and password, shows their pages, and lets them out', async () => {
    await using visit = await openVisit();
    const { page } = visit;
    const clerk = county().info.officers.find(({ login }) => login === 'data-admin');
    await visit.open('/');
    await page.getByRole('link', { name: '登录' }).click();
    await page.getByLabel('登录名').fill(clerk?.login ?? '');
    await page.getByLabel('口令', { exact: true }).fill('wrong');
    await page.keyboard.press('Enter');
    visit.expectRefusal(401);
    await page.getByRole('alert').getByText('INVALID_CREDENTIALS').waitFor();
    await page.getByLabel('口令', { exact: true }).fill(clerk?.password ?? '');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: '今天的工作' }).waitFor();
    // The first visit begins with what the roles do; closed once, it stays closed.
    await page.getByText('您的角色：目录管理员、运行管理员').waitFor();
    const guide = page.locator('.first-steps');
    await guide.getByRole('heading', { name: '入门：登记数据资源' }).waitFor();
    await guide.getByRole('button', { name: /处理待办/ }).click();
    expect(await guide.getByRole('link', { name: '去待办' }).getAttribute('href')).toBe('/inbox');
    await guide.getByRole('button', { name: '知道了，不再显示' }).click();
    await visit.open('/');
    await page.getByRole('button', { name: '入门指引' }).waitFor();
    // A page of another role says whose it is.
    await visit.open('/seals/new');
    await page.getByText('“申请印章”属于：印章管理员。您的角色：目录管理员、运行管理员。').waitFor();
    expect(await page.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage }))).not.toMatch(
      /csrf|token/i,
    );
    await page.getByRole('button', { name: '退出' }).click();
    await page.getByRole('link', { name: '登录' }).waitFor();
    visit.expectQuiet();
  });

  it('keeps what was typed when the session ends, behind a cover, for its officer', async () => {
    await using visit = await openVisit({ as: 'approval-admin' });
    const { page, context } = visit;
    await visit.open('/demands/new');
    const title = page.getByRole('textbox').first();
    await title.fill('低保对象名单');
    // Another tab of the same browser ends the session that both of them have.
    const other = await context.newPage();
    await other.goto('/grants');
    await other.getByRole('button', { name: '退出' }).click();
    const cover = page.getByRole('dialog', { name: '会话已结束' });
    await cover.waitFor();
    expect(await cover.getByLabel('登录名').inputValue()).toBe('approval-admin');
    // Neither Escape nor the keys of the page behind get past it.
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    await page.getByLabel('口令').fill('wrong');
    visit.expectRefusal(401);
    await page.keyboard.press('Enter');
    await cover.getByText('INVALID_CREDENTIALS').waitFor();
    await visit.expectAccessible();
    const password = county().info.officers.find(({ login }) => login === 'approval-admin')?.password ?? '';
    await page.getByLabel('口令').fill(password);
    await page.keyboard.press('Enter');
    await cover.waitFor({ state: 'detached' });
    expect(await title.inputValue()).toBe('低保对象名单');
    // It ends again, and the page learns of it by its next question; given up, by two presses, it is gone.
    await title.fill('低保对象名单二');
    await context.clearCookies();
    await page.getByRole('button', { name: 'English' }).click();
    await page.getByRole('button', { name: 'Give up what was typed' }).click();
    await page.getByRole('button', { name: 'Press again to give up what was typed' }).click();
    await page.getByText('The session has ended. Please log in again.').waitFor();
    expect(new URL(page.url()).pathname).toBe('/login');
    // The tab where nothing was typed had gone to the log-in page by itself.
    await other.getByRole('heading', { level: 1, name: '共享授权' }).waitFor({ state: 'detached' });
    visit.expectQuiet();
  });

  // A page that would ask whether to stay, and one that is there without a session too.
  it.each([
    ['/directory/new', '摘要 *'],
    ['/my-data', ''],
  ])(
    'shows nothing of what was typed on %s to somebody else who logs in at the cover, and lets them go on',
    async (path, label) => {
      await using visit = await openVisit({ as: 'civil-admin' });
      const { page, context } = visit;
      await visit.open(path);
      await (label === '' ? page.getByRole('textbox').first() : page.getByLabel(label)).fill('尚未公布的救助标准');
      const other = await context.newPage();
      await other.goto('/grants');
      await other.getByRole('button', { name: '退出' }).click();
      const cover = page.getByRole('dialog', { name: '会话已结束' });
      await cover.waitFor();
      let asked = 0;
      page.on('dialog', (dialog) => {
        asked += 1;
        return dialog.dismiss();
      });
      // Each picture that is drawn, until the page is gone, has the cover on it.
      await page.evaluate(() => {
        const look = () => {
          if (document.querySelector('dialog.session-cover[open]') === null) sessionStorage.setItem('bare', 'yes');
          requestAnimationFrame(look);
        };
        look();
      });
      const { login, password } = county().info.officers.find((officer) => officer.login === 'police-admin') ?? {};
      await cover.getByLabel('登录名').fill(login ?? '');
      await cover.getByLabel('口令').fill(password ?? '');
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { level: 1, name: '今天的工作' }).waitFor();
      expect([asked, await page.evaluate(() => sessionStorage.getItem('bare'))]).toEqual([0, null]);
      visit.expectQuiet();
    },
  );

  it('says that the hub is away, ends no session for it, and comes back with it', async () => {
    await using visit = await openVisit({ as: 'approval-admin' });
    const { page, context } = visit;
    const table = page.getByRole('table');
    await page.clock.install();
    await visit.open('/matters');
    await visit.open('/grants');
    await page.getByRole('link', { name: '办理事项' }).click();
    await table.first().waitFor();
    await context.setOffline(true);
    await page.getByRole('link', { name: '共享授权' }).click();
    await page.getByRole('alert').getByText('HUB_NOT_REACHABLE').waitFor();
    await context.setOffline(false);
    await page.clock.runFor(6_000);
    await table.first().waitFor();
    expect(await page.getByRole('alert').count()).toBe(0);
    // A page that was never open has its program still to be fetched.
    await context.setOffline(true);
    await page.getByRole('link', { name: '数据异议' }).click();
    const lost = page.getByRole('alert').filter({ hasText: '页面没有打开' });
    await lost.waitFor();
    await lost.getByRole('button', { name: '重试' }).click();
    await page.getByRole('alert').getByText('HUB_NOT_REACHABLE').waitFor();
    await context.setOffline(false);
    await page.clock.runFor(6_000);
    await page.getByRole('heading', { level: 1, name: '数据异议' }).waitFor();
    expect(await page.getByRole('alert').count()).toBe(0);
    // Not over what was typed: that page stays until whoever typed it says so.
    await visit.open('/demands/new');
    const title = page.getByRole('textbox').first();
    await title.fill('低保对象名单');
    await context.setOffline(true);
    await page.getByRole('link', { name: '三张清单' }).click();
    await lost.waitFor();
    await context.setOffline(false);
    await page.clock.runFor(6_000);
    await visit.settled();
    expect(await title.inputValue()).toBe('低保对象名单');
    await lost.getByRole('button', { name: '重试' }).click();
    await page.getByRole('heading', { level: 1, name: '三张清单' }).waitFor();
    // The same where it is away while the page is loaded: whoever was logged in still is. The run's one hub stands for all
    // its tests, so a proxy before a hub that is away is played here, in its words.
    await context.route('**/v1/session', (route) => route.fulfill({ status: 503, json: { code: 'NOT_READY' } }));
    visit.expectRefusal(503);
    await page.goto('/grants');
    await page.getByRole('alert').getByText('NOT_READY').waitFor();
    await context.unroute('**/v1/session');
    await page.getByRole('button', { name: '重试' }).click();
    await table.first().waitFor();
  });

  it('speaks both languages, remembers the choice, and fits both sizes', async () => {
    await using visit = await openVisit();
    const { page } = visit;
    await visit.expectGood('/');
    await visit.expectGood('/login');
    await page.getByRole('button', { name: 'English' }).click();
    await visit.open('/');
    await page.getByRole('link', { name: 'Log in' }).waitFor();
    expect(await page.evaluate(() => document.documentElement.lang)).toBe('en');
    visit.expectQuiet();
  });

  it('speaks of the demonstration where it is known to be one', async () => {
    await using visit = await openVisit();
    const { page } = visit;
    await visit.open('/my-data');
    await page.getByText('演示县不发短信').waitFor();
    // A hub that does not say so is a real one.
    await page.route('**/healthz', (route) => route.abort('aborted'));
    for (const path of ['/my-data', '/login']) {
      await visit.open(path);
      expect(await page.getByText('演示县').count(), path).toBe(0);
    }
    visit.expectQuiet();
  });
});
