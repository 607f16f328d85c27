import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { hasBrowser, openVisit, type Visit } from './support/visit.ts';

/** A window over a page: whose, where, what opens it, and where the keys begin in it. */
interface Window {
  readonly as: string;
  readonly path: string;
  /** The page is of the first thing in this list of the hub. */
  readonly of?: string;
  /** What is done before on the page. */
  readonly before?: (page: Page) => Promise<void>;
  readonly opener: string;
  /** A field by its label; without one it only asks, and begins on the way back. */
  readonly field?: string | RegExp;
}

const windows: readonly Window[] = [
  { as: 'data-admin', path: '/directory/code-tables', opener: '导入新代码表', field: /^名称/ },
  { as: 'data-admin', path: '/directory/code-tables', opener: '增加本地代码', field: '代码' },
  { as: 'data-admin', path: '/directory/', of: '/v1/resources?status=published', opener: '暂停', field: /^理由/ },
  { as: 'data-admin', path: '/operate/officers', opener: '重置口令' },
  { as: 'police-admin', path: '/grants/', of: '/v1/grants?status=active', opener: '暂停授权', field: '理由' },
  {
    ...{ as: 'data-seal', path: '/seals/', of: '/v1/seals?state=active' },
    before: async (page) => {
      await page.getByRole('button', { name: '撤销' }).click();
      await page.getByLabel(/撤销.*理由/).fill('机构调整');
    },
    opener: '确定',
  },
];

async function addressOf({ context }: Visit, { path, of }: Window): Promise<string> {
  if (of === undefined) return path;
  const { items } = (await (await context.request.get(of)).json()) as { items: { id: string }[] };
  return `${path}${items[0]?.id}`;
}

describe.runIf(hasBrowser)('windows over a page', () => {
  it.each([...new Set(windows.map(({ as }) => as))])('are worked by keys alone: %s', async (as) => {
    await using visit = await openVisit({ as });
    const { page } = visit;
    for (const each of windows.filter((window) => window.as === as)) {
      await visit.open(await addressOf(visit, each));
      await each.before?.(page);
      const opener = page.getByRole('button', { name: each.opener, exact: true }).first();
      const dialog = page.getByRole('dialog');
      const first =
        each.field === undefined ? dialog.getByRole('button', { name: '取消' }) : dialog.getByLabel(each.field).first();
      const hasFocus = (place: typeof first) => place.evaluate((element) => element === document.activeElement);
      await opener.focus();
      await page.keyboard.press('Enter');
      await expect.poll(() => hasFocus(first), { message: `${each.opener} begins` }).toBe(true);
      await page.keyboard.press('Escape');
      await dialog.waitFor({ state: 'hidden' });
      await expect.poll(() => hasFocus(opener), { message: `${each.opener} goes back` }).toBe(true);
    }
    visit.expectQuiet();
  });

  it('send once what is sent twice, and nothing that is not complete', async () => {
    await using visit = await openVisit({ as: 'data-admin' });
    const { page } = visit;
    await visit.open('/directory/code-tables?table=update-cycle');
    const sent: string[] = [];
    page.on('request', (request) => {
      if (request.method() === 'POST') sent.push(new URL(request.url()).pathname);
    });
    const add = async (code: string, send: () => Promise<void>) => {
      await page.getByRole('button', { name: '增加本地代码' }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByLabel('代码').fill(code);
      await page.keyboard.press('Enter');
      await dialog.getByLabel('名称', { exact: true }).fill(`方式 ${code}`);
      await send();
      await dialog.waitFor({ state: 'hidden' });
      await visit.settled();
    };
    await add('81', async () => {
      await page.keyboard.down('Enter');
      await page.keyboard.down('Enter');
      await page.keyboard.up('Enter');
    });
    await add('82', () => page.getByRole('dialog').getByRole('button', { name: '增加' }).dblclick());
    expect(sent).toEqual(Array(2).fill('/v1/code-tables/update-cycle'));
    const { items } = (await (await visit.context.request.get('/v1/code-tables/update-cycle')).json()) as {
      items: { code: string }[];
    };
    expect(items.filter(({ code }) => ['81', '82'].includes(code))).toHaveLength(2);
    visit.expectQuiet();
  });
});
