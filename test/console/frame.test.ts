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
