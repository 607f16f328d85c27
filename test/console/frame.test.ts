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
});
