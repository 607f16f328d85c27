import { buffer as bytesOf } from 'node:stream/consumers';
import { unzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { parseVerifier } from '../../exchange/evidence/log/checkpoint.ts';
import { verifyReceipt } from '../../exchange/evidence/verify-receipt.ts';
import { sha256 } from '../../kernel/index.ts';
import { hasBrowser, narrow, openVisit } from './support/visit.ts';

const auditor = 'data-auditor';

describe.runIf(hasBrowser)('an auditor', () => {
  it('looks for uses, opens a receipt, which the browser verifies, and takes a bundle of evidence away', async () => {
    await using visit = await openVisit({ as: auditor });
    const { page } = visit;
    await visit.open('/audit/uses?event=query&organisation=hrss');
    const rows = page.getByRole('row').filter({ hasText: 'population.resident' });
    await rows.first().waitFor();
    expect(await page.getByRole('row').filter({ hasText: '验证证照' }).count()).toBe(0);
    await visit.expectAccessible();
    await visit.picture('audit-uses');

    await rows.first().locator('label.el-checkbox').click();
    const loading = page.waitForEvent('download');
    await page.getByRole('button', { name: '导出证据包（1）' }).click();
    const files = unzipSync(await bytesOf(await (await loading).createReadStream()));
    await page.getByText(/✓ hufu-evidence-\d{4}-\d\d-\d\d\.zip 已交给浏览器保存，含 1 份回执。/).waitFor();
    const text = (name: string) => Buffer.from(files[name] ?? []).toString();
    for (const line of text('SHA256SUMS').trim().split('\n')) {
      const [digest, name = ''] = line.split('  ');
      expect(sha256(files[name] ?? Buffer.alloc(0)).toString('hex'), name).toBe(digest);
    }
    const receiptName = Object.keys(files).find((name) => name.startsWith('receipts/')) ?? '';
    const proved = verifyReceipt(JSON.parse(text(receiptName)), { verifier: parseVerifier(text('log-key.txt')) });
    expect([proved.isSigned, proved.opened.parties]).toEqual([
      true,
      expect.objectContaining({ organisation: 'hrss', object: 'population.resident' }),
    ]);

    await rows.first().getByRole('link').click();
    await page.getByRole('status').getByText('验证通过').waitFor();
    await visit.expectAccessible();
    await visit.picture('audit-receipt');
    visit.expectQuiet();

    // The same file in the hands of anybody, whole and with one word changed.
    await using stranger = await openVisit({ language: 'en' });
    await stranger.open('/audit/receipt');
    const receipt = Buffer.from(files[receiptName] ?? []);
    const give = (name: string, buffer: Buffer) =>
      stranger.page.locator('input[type=file]').setInputFiles({ name, mimeType: 'application/json', buffer });
    await give('whole.json', receipt);
    await stranger.page.locator('.receipt-indication', { hasText: 'Verified' }).waitFor();
    await give('changed.json', Buffer.from(receipt.toString().replace('hrss', 'xxxx')));
    await stranger.page.getByText('What is disclosed was changed.').waitFor();
    await stranger.page.getByText('Do not rely on it.').waitFor();
    await give('nonsense.json', Buffer.from('{"receipt":'));
    await stranger.page.getByText('It is no receipt').waitFor();
    await stranger.expectAccessible();
    stranger.expectQuiet();
  });

  it('follows the log’s checkpoints, each of which today’s log leads to', async () => {
    await using visit = await openVisit({ as: auditor });
    const { page } = visit;
    await visit.open('/audit/log');
    await page.getByRole('button', { name: '在浏览器内核对' }).click();
    await page.getByText('签名与内容吻合').first().waitFor();
    expect(await page.getByText(/签名不符|与今日日志不符|尚未核对/).count()).toBe(0);
    // A second history of the same size is shown beside the first, and neither takes the other's mark. Our hub's tables hold one
    // note a size, so what a hub that lies would answer is put into its answer on the way.
    await page.route('**/v1/log/checkpoints?**', async (route) => {
      const answer = await route.fetch();
      const { items, ...more } = await answer.json();
      const [origin, size, , ...rest] = (await (await page.request.get('/v1/log/checkpoint')).text()).split('\n');
      const note = [origin, size, Buffer.alloc(32).toString('base64'), ...rest].join('\n');
      await route.fulfill({ response: answer, json: { ...more, items: [{ size: Number(size), note }, ...items] } });
    });
    await visit.open('/audit/log');
    await page.getByRole('button', { name: '在浏览器内核对' }).click();
    await page.getByText('签名不符').waitFor();
    await page.getByRole('row').filter({ hasText: '（现在）' }).getByText('签名与内容吻合').waitFor();
    expect(await page.getByText('签名不符').count()).toBe(1);
    // A hub that says something else of an earlier size is found out; ours has no way to say it, so a bit is turned on the way.
    await page.route('**/v1/log/tile/**', async (route) => {
      const answer = await route.fetch();
      const bytes = await answer.body();
      bytes.writeUInt8(bytes.readUInt8(0) ^ 1, 0);
      await route.fulfill({ response: answer, body: bytes });
    });
    await page.getByRole('button', { name: '在浏览器内核对' }).click();
    await page.getByText('与今日日志不符').first().waitFor();
    visit.expectQuiet();
  });

  it('finds pages that fit both sizes in both languages', async () => {
    await using visit = await openVisit({ as: auditor });
    for (const path of ['/audit/uses', '/audit/receipt', '/audit/receipts/0', '/audit/log'])
      await visit.expectGood(path);
    // A key has no spaces: it is read whole on a narrow window all the same.
    await visit.page.setViewportSize(narrow);
    const cut = () =>
      visit.page.evaluate(
        () => [...document.querySelectorAll('pre')].filter((box) => box.scrollWidth > box.clientWidth).length,
      );
    expect([await visit.page.locator('pre').count(), await cut()]).toEqual([2, 0]);
    visit.expectQuiet();
  });
});
