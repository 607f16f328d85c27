import { describe, expect, it } from 'vitest';
import { popplerNote, program } from '../licence-vault/pdf-programs.ts';
import { codeOf } from './support/codes.ts';
import { county, hasBrowser, narrow, openVisit, wide } from './support/visit.ts';

interface Line {
  readonly text: string;
  /** Millimetres from the page's top left: where it begins, and the middle of its height. */
  readonly x: number;
  readonly y: number;
}

describe.runIf(hasBrowser)('fetching from the vault at the counter', () => {
  it(`opens a licence for a case, drawn as its PDF twin shows it, and copies it${popplerNote}`, async () => {
    await using visit = await openVisit({ as: 'approval-clerk' });
    const { page, context } = visit;
    const holder = county().info.holders[2];
    await visit.open('/verify?matter=APPROVAL-FOOD-01');
    await page.keyboard.press('F9');
    // Matter from the address, so the case is asked for; Enter goes on.
    await expect.poll(() => page.evaluate(() => document.activeElement?.id)).toBe('vault-case');
    await page.keyboard.type('CONSOLE-CLERK-1');
    await page.getByLabel('统一社会信用代码').fill(holder?.number ?? '');
    await page.keyboard.press('Enter');
    const licence = page.locator('.vault-panel tbody tr').filter({ hasText: '营业执照' }).first();
    await licence.waitFor();
    await visit.expectAccessible();
    // The number stands nowhere but in the field.
    expect(page.url()).not.toContain(holder?.number);
    expect(await page.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage }))).not.toContain(
      holder?.number,
    );
    await licence.getByRole('button', { name: '打开' }).click();
    await page.getByRole('heading', { level: 2, name: '有效 · 验证通过' }).waitFor();
    const svg = page.locator('.ofd-pages svg[role=img]').first();
    await svg.waitFor();
    await visit.picture('clerk-vault');

    if (popplerNote === '') {
      const identifier = (await licence.locator('code').textContent()) ?? '';
      const twin = await context.request.get(`/v1/licences/${identifier}/file`, {
        params: { format: 'pdf', matter: 'APPROVAL-FOOD-01', case: 'CONSOLE-CLERK-1' },
      });
      const drawn = await svg.evaluate((element): Line[] => {
        const page = element.getBoundingClientRect();
        const [, , width = 0, height = 0] = (element.getAttribute('viewBox') ?? '').split(' ').map(Number);
        return [...element.querySelectorAll('text')].map((line) => {
          const box = (line as SVGTextElement).getBoundingClientRect();
          return {
            text: (line.textContent ?? '').replace(/\s+/g, ''),
            x: ((box.left - page.left) / page.width) * width,
            y: (((box.top + box.bottom) / 2 - page.top) / page.height) * height,
          };
        });
      });
      const words = wordsOf(
        (await program('pdftotext', ['-bbox', '@twin.pdf', '-'], { 'twin.pdf': await twin.body() })).out,
      );
      expect(drawn.length).toBeGreaterThan(15);
      const alone = drawn.filter(
        ({ text, x, y }) =>
          !words.some(
            (word) =>
              (word.text.startsWith(text.slice(0, 2)) || text.startsWith(word.text)) &&
              Math.abs(word.x - x) < 1.5 &&
              Math.abs(word.y - y) < 2.5,
          ),
      );
      expect(alone).toEqual([]);
      // Letter-spaced, the title is four words to the one and a line with steps to the other.
      const title = await svg.evaluate((element) => {
        const [, , width = 0] = (element.getAttribute('viewBox') ?? '').split(' ').map(Number);
        const page = element.getBoundingClientRect();
        const line = [...element.querySelectorAll('text')].find(({ textContent }) => textContent === '营业执照');
        return [0, 1, 2, 3].map((at) => {
          const place = line?.getStartPositionOfChar(at).matrixTransform(line.getScreenCTM() ?? undefined);
          return (((place?.x ?? 0) - page.left) / page.width) * width;
        });
      });
      for (const [at, character] of [...'营业执照'].entries())
        expect(
          words.some(({ text, x }) => text === character && Math.abs(x - (title[at] ?? 0)) < 1.5),
          character,
        ).toBe(true);
    }

    await licence.getByRole('button', { name: '制作加注件' }).click();
    // By the keyboard alone: the dialog opens at its field, and Enter sends it.
    await page.locator('#copy-cause:focus').waitFor();
    await page.keyboard.type('食品经营许可核发');
    const saving = page.waitForEvent('download');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: '保存加注件' }).click();
    expect((await saving).suggestedFilename()).toMatch(/-copy\.ofd$/);
    await page.getByRole('button', { name: '关闭', exact: true }).click();
    // The copy is verified at once and says for whom and what it is.
    await page
      .locator('.check-facts')
      .getByText(/仅供灵山县行政审批局用于事项 APPROVAL-FOOD-01、办件 CONSOLE-CLERK-1/)
      .waitFor();
    // Its own end is the one that counts, to be read from two metres; the licence's comes second.
    const ends = page.locator('.verdict .copy-end');
    const end = (await ends.textContent()) ?? '';
    expect(end).toMatch(/^\d{4}年\d+月\d+日 \d{2}:\d{2}$/);
    await page.locator('.verdict-until').getByText('本加注件可用至').waitFor();
    const facts = page.locator('.check-facts');
    expect((await facts.locator('dt').allTextContents()).slice(2, 4)).toEqual(['加注件可用至', '证照有效期至']);
    expect((await facts.locator('dd').allTextContents()).slice(2, 4)).toEqual([end, '长期有效']);
    await page.locator('table.results').getByText(`加注件可用至 ${end}`).waitFor();
    for (const [size, least] of [
      [narrow, 24],
      [wide, 32],
    ] as const) {
      await page.setViewportSize(size);
      await visit.expectToFit();
      expect(await ends.evaluate((word) => parseFloat(getComputedStyle(word).fontSize))).toBeGreaterThan(least);
    }
    await visit.expectAccessible();
    // The record of a copy says more than any other, and still is of one page.
    if (popplerNote === '') {
      const record = await page.pdf({ preferCSSPageSize: true });
      const { out } = await program('pdfinfo', ['@record.pdf'], { 'record.pdf': record });
      expect(out).toMatch(/Pages:\s+1\n/);
    }
    // It is kept nowhere else, so it is not cleared away without a word.
    await page.getByRole('button', { name: '清空' }).click();
    await page.getByRole('dialog').getByText('证照库不留存').waitFor();
    await page.keyboard.press('Escape');
    await page.locator('table.results').waitFor();
    visit.expectQuiet();
  });

  it('asks for the holder’s consent where the matter rests on it', async () => {
    await using visit = await openVisit({ as: 'approval-clerk' });
    const { page } = visit;
    const holder = county().info.holders[3];
    // A consent is good for one case: of this one nobody has heard.
    await visit.open(`/verify?matter=APPROVAL-LOAN-01&case=CONSOLE-${Date.now().toString(36)}`);
    await page.keyboard.press('F9');
    await expect.poll(() => page.evaluate(() => document.activeElement?.id)).toBe('vault-number');
    await page.keyboard.type(holder?.number ?? '');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: '使用《营业执照》须经持证主体同意' }).waitFor();
    const asking = page.waitForResponse('**/v1/consent-requests');
    await page.getByRole('button', { name: '发送验证码' }).click();
    const { request } = (await (await asking).json()) as { request: string };
    const field = page.getByLabel('持证主体告知的验证码（8 位数字）');
    await field.fill('12');
    // Why it cannot be pressed is said, and nothing is sent.
    expect(await page.getByRole('button', { name: '确认同意' }).getAttribute('aria-disabled')).toBe('true');
    await field.fill(await codeOf(request));
    await visit.expectAccessible();
    await page.getByRole('button', { name: '确认同意' }).click();
    await page.locator('.vault-panel').getByRole('button', { name: '打开' }).first().click();
    await page.getByRole('heading', { level: 2, name: '有效 · 验证通过' }).waitFor();
    visit.expectQuiet();
  });

  it('says why the camera does not open, and what to do instead', async () => {
    await using visit = await openVisit({ as: 'approval-clerk' });
    const { page, context } = visit;
    const camera = page.getByRole('region', { name: '摄像头扫码' });
    await visit.open('/verify');
    await page.getByRole('button', { name: /扫码/ }).click();
    await camera.getByText('把二维码放进画面').waitFor();
    // Closed by the key, the camera is let go of.
    const stream = await page.evaluateHandle(() => document.querySelector('video')?.srcObject as MediaStream);
    expect(await stream.evaluate(({ active }) => active)).toBe(true);
    await page.keyboard.press('Escape');
    await camera.waitFor({ state: 'detached' });
    expect(await stream.evaluate(({ active }) => active)).toBe(false);
    // A browser without a window grants the camera whatever was denied: its answers are given for it.
    for (const [fault, words] of [
      ['NotAllowedError', '浏览器没有允许使用摄像头。'],
      ['NotFoundError', '没有找到摄像头。'],
      ['NotReadableError', '可能正被别的程序占用'],
    ] as const) {
      await page.evaluate((name) => {
        navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('', name));
      }, fault);
      await page.getByRole('button', { name: /扫码/ }).click();
      await camera.getByText(words).waitFor();
      await camera.getByRole('button', { name: '关闭摄像头' }).click();
    }

    // Under a name and without TLS the browser has no camera to lend.
    const cookies = await context.cookies();
    await context.addCookies(cookies.map((cookie) => ({ ...cookie, domain: 'console.county.example' })));
    const address = new URL('/verify', county().url);
    address.hostname = 'console.county.example';
    await visit.open(address.href);
    expect(await page.evaluate(() => isSecureContext)).toBe(false);
    await page.getByRole('button', { name: /扫码/ }).click();
    await camera.getByText('浏览器只在安全连接（https 或本机）下开放摄像头').waitFor();
    visit.expectQuiet();
  });

  it('reads a QR before the camera, and from a scanner that types', async () => {
    await using visit = await openVisit({ as: 'approval-clerk' });
    const { page, context } = visit;
    const identifier = county().info.holders[2]?.licences[0] ?? '';
    const csrf = ((await (await context.request.get('/v1/session')).json()) as { csrfToken: string }).csrfToken;
    const made = await context.request.post(`/v1/licences/${identifier}/qr`, {
      data: { matter: 'APPROVAL-FOOD-01', case: 'CONSOLE-CLERK-3' },
      headers: { 'x-csrf-token': csrf },
    });
    const { text, png } = (await made.json()) as { text: string; png: string };
    // In the camera's place stands a picture of the code.
    await page.addInitScript((picture) => {
      navigator.mediaDevices.getUserMedia = async () => {
        const image = new Image();
        image.src = `data:image/png;base64,${picture}`;
        await image.decode();
        const canvas = Object.assign(document.createElement('canvas'), { width: image.width, height: image.height });
        const draw = () => canvas.getContext('2d')?.drawImage(image, 0, 0);
        draw();
        setInterval(draw, 200);
        return canvas.captureStream(5);
      };
    }, png);
    await visit.open('/verify?matter=APPROVAL-FOOD-01&case=CONSOLE-CLERK-3');
    await page.keyboard.press('F8');
    await page.getByRole('heading', { level: 2, name: '有效 · 验证通过' }).waitFor();
    await page.locator('.check-facts').getByText('统一社会信用代码').waitFor();
    expect(await page.locator('.camera').count()).toBe(0);
    await page.getByLabel('输入或扫入号码').fill(text);
    await page.keyboard.press('Enter');
    await page.getByText('共 2 份，通过 2 份').waitFor();
    // A number alone tells nothing that is written on the licence; for a case it is fetched in one step.
    await page.getByLabel('输入或扫入号码').fill(identifier);
    await page.keyboard.press('Enter');
    await page.locator('.check-facts').getByText('只凭号码不显示持证主体').waitFor();
    await page.getByRole('button', { name: '为本办件调取证照' }).click();
    await page.locator('.ofd-pages svg[role=img]').waitFor();
    visit.expectQuiet();
  });
});

function wordsOf(html: string): readonly Line[] {
  const millimetres = 25.4 / 72;
  return [...html.matchAll(/<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="[\d.]+" yMax="([\d.]+)">([^<]*)</g)].map(
    ([, x, top, bottom, text = '']) => ({
      text,
      x: Number(x) * millimetres,
      y: ((Number(top) + Number(bottom)) / 2) * millimetres,
    }),
  );
}
