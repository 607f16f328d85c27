import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { type Browser, type BrowserContext, chromium, type Page, type Request } from 'playwright-core';
import { expect, inject } from 'vitest';
import type { County } from './demonstration.ts';

/** Is there a browser? The tests of the pages are skipped where there is none. */
export const hasBrowser = inject('county') !== null;

/** The county of this run. */
export function county(): County {
  const given = inject('county');
  if (given === null) throw new Error('no browser is installed');
  return given;
}

let browser: Promise<Browser> | undefined;

/** A person at a browser of their own, with what went wrong in it. */
export interface Visit extends AsyncDisposable {
  readonly page: Page;
  readonly context: BrowserContext;
  /** Opens a page of the console and waits until it stands. */
  readonly open: (path: string) => Promise<void>;
  /** Waits until the page stands: it has its heading, is busy with nothing and asks for nothing, and stays so. */
  readonly settled: () => Promise<void>;
  /** Nothing was written to the browser's console as a fault and no request failed, but for answers that were expected. */
  readonly expectQuiet: () => void;
  /** From here on an answer with this status is part of the story, such as a refusal that is being shown. */
  readonly expectRefusal: (status: number) => void;
  /** axe finds nothing serious or critical on the page as it is. */
  readonly expectAccessible: () => Promise<void>;
  /** Nothing stands beyond the page's right edge and nothing is wider than the window; on a narrow one no table scrolls. */
  readonly expectToFit: () => Promise<void>;
  /** Looks at a page in both languages, at both sizes: it fits, and axe finds nothing serious. Ends in Chinese, wide. */
  readonly expectGood: (path: string) => Promise<void>;
  /** Keeps a picture of the page for the documentation, where HUFU_SCREENS names a folder. */
  readonly picture: (name: string) => Promise<void>;
}

export interface VisitOptions {
  /** Login of the officer; nobody without it. */
  readonly as?: string | undefined;
  readonly language?: 'zh' | 'en' | undefined;
  readonly viewport?: { readonly width: number; readonly height: number } | undefined;
}

/** The two sizes at which every page is looked at. */
export const wide = { width: 1366, height: 768 } as const;
export const narrow = { width: 390, height: 844 } as const;

/** Opens a browser window for somebody. @example await using visit = await openVisit({ as: 'approval-clerk' }) */
export async function openVisit(options: VisitOptions = {}): Promise<Visit> {
  const { url, browser: endpoint, info } = county();
  browser ??= chromium.connect(endpoint);
  const context = await (await browser).newContext({
    baseURL: url,
    viewport: options.viewport ?? wide,
    locale: 'zh-CN',
    // Whatever a machine is set to, the county's clock is Beijing's.
    timezoneId: 'America/New_York',
    reducedMotion: 'reduce',
    permissions: ['camera', 'clipboard-read', 'clipboard-write'],
  });
  context.setDefaultTimeout(15_000);
  if (options.language === 'en') await context.addInitScript(() => localStorage.setItem('hufu.language', 'en'));
  if (options.as !== undefined) {
    const officer = info.officers.find(({ login }) => login === options.as);
    if (officer === undefined) throw new Error(`no officer ${options.as} in the county`);
    const { login, password } = officer;
    const answer = await context.request.post('/v1/session', { data: { login, password, as: 'cookie' } });
    expect(answer.status()).toBe(201);
    await context.addInitScript(() => localStorage.setItem('hufu.session', 'yes'));
  }
  const page = await context.newPage();
  const faults: string[] = [];
  const expected = new Set<number>();
  page.on('console', (message) => {
    // What the browser says of an answer that is no success is judged below, by its status.
    if (message.type() === 'error' && !/^Failed to load resource/.test(message.text())) faults.push(message.text());
    if (message.type() === 'warning' && /\[Vue warn\]|Content Security Policy/.test(message.text()))
      faults.push(message.text());
  });
  page.on('pageerror', (error) => faults.push(String(error)));
  page.on('requestfailed', (request) => {
    const why = request.failure()?.errorText ?? '';
    // A question that was overtaken by the next one is called back.
    if (why !== 'net::ERR_ABORTED') faults.push(`${request.method()} ${request.url()}: ${why}`);
  });
  page.on('response', (response) => {
    const address = new URL(response.url());
    if (response.status() < 400 || expected.has(response.status())) return;
    faults.push(`${response.request().method()} ${address.pathname}: ${response.status()}`);
  });
  const underWay = new Set<Request>();
  page.on('request', (request) => underWay.add(request));
  page.on('requestfinished', (request) => underWay.delete(request));
  page.on('requestfailed', (request) => underWay.delete(request));
  const stands = async () =>
    underWay.size === 0 &&
    (await page.evaluate(
      () => document.querySelector('h1') !== null && document.querySelector('[aria-busy="true"]') === null,
    ));
  const settled = async () => {
    let looks = 0;
    await expect
      .poll(
        async () => {
          looks = (await stands()) ? looks + 1 : 0;
          return looks;
        },
        { message: `${page.url()} never comes to rest`, timeout: 15_000, interval: 30 },
      )
      .toBeGreaterThanOrEqual(4);
  };
  const open = async (path: string) => {
    await page.goto(path);
    await settled();
  };
  const expectAccessible = async () => {
    await page.evaluate(await axeSource());
    const found = await page.evaluate(async () => {
      const { axe } = globalThis as unknown as { axe: typeof import('axe-core') };
      const { violations } = await axe.run(document, {
        resultTypes: ['violations'],
        // WCAG 2.1 AA and what axe knows to be good besides; no style sheet is asked for once more.
        preload: false,
      });
      return violations
        .filter(({ impact }) => impact === 'serious' || impact === 'critical')
        .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`);
    });
    expect(found, `${page.url()} in ${await page.evaluate(() => document.documentElement.lang)}`).toEqual([]);
  };
  /** Tables that have to be pushed sideways to be read; on a narrow window each row is a card. */
  const pushed = () =>
    page.evaluate(() =>
      window.innerWidth > 600
        ? []
        : [...document.querySelectorAll('table')]
            .filter((table) => {
              const box = table.parentElement;
              return box !== null && table.checkVisibility() && box.scrollWidth > box.clientWidth + 1;
            })
            .map((table) => table.parentElement?.getAttribute('aria-label') ?? table.className),
    );
  const expectToFit = async () => {
    const beyond = () =>
      page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    // What draws itself, a chart or a map, learns of another size a moment later.
    await expect
      .poll(beyond, { message: `${page.url()} goes beyond its right edge`, timeout: 5_000 })
      .toBeLessThanOrEqual(0);
    expect(await pushed(), `${page.url()} has tables to be pushed sideways`).toEqual([]);
  };
  return {
    page,
    context,
    open,
    settled,
    expectAccessible,
    expectToFit,
    expectGood: async (path) => {
      await page.setViewportSize(wide);
      await open(path);
      for (const [button, next] of [
        ['English', '中文'],
        ['中文', 'English'],
      ] as const) {
        await page.getByRole('button', { name: button }).click();
        await page.getByRole('button', { name: next }).waitFor();
        await settled();
        await expectAccessible();
        for (const size of [narrow, wide]) {
          await page.setViewportSize(size);
          await expectToFit();
        }
      }
    },
    expectQuiet: () => expect(faults).toEqual([]),
    expectRefusal: (status) => void expected.add(status),
    picture: async (name) => {
      const folder = process.env.HUFU_SCREENS;
      if (folder !== undefined && folder !== '') await page.screenshot({ path: `${folder}/${name}.png` });
    },
    [Symbol.asyncDispose]: () => context.close(),
  };
}

let source: Promise<string> | undefined;

function axeSource(): Promise<string> {
  source ??= readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
  return source;
}
