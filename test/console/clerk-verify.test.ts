import { readFile } from 'node:fs/promises';
import { zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { popplerNote, program } from '../licence-vault/pdf-programs.ts';
import { alteredOfd } from './support/altered-ofd.ts';
import { county, hasBrowser, narrow, openVisit, type Visit, wide } from './support/visit.ts';

const page0 = 'Doc_0/Pages/Page_0/Content.xml';

/** The demonstration's sealed sample. */
function licenceFile(): string {
  const path = county().info.files?.licence;
  if (path === undefined || path === null) throw new Error('the county has no sample');
  return path;
}

/** The number of a licence of the county whose term has an end, and that end. */
async function numberWithEnd({ context }: Visit): Promise<{ readonly number: string; readonly validTo: string }> {
  const session = (await (await context.request.get('/v1/session')).json()) as { csrfToken: string };
  for (const number of county().info.holders.flatMap(({ licences }) => licences)) {
    const headers = { 'x-csrf-token': session.csrfToken };
    const answer = await context.request.post('/v1/verify', { data: { identifier: number }, headers });
    const { term } = (await answer.json()) as { term?: { validTo: string } };
    if (term !== undefined && term.validTo !== '长期') return { number, validTo: term.validTo };
  }
  throw new Error('every licence of the county is without an end');
}

describe.runIf(hasBrowser)('the counter’s page', () => {
  it('tells of a file, a number and several files what they are, by the keyboard alone', async () => {
    await using visit = await openVisit({ as: 'approval-clerk' });
    const { page } = visit;
    const genuine = await readFile(licenceFile());
    const tampered = alteredOfd(genuine, page0, (text) => text.replace(/有限责任公司/, '有限责任总公司'));
    // Asked for before the page is there: the browser learns of it by itself, some time after.
    const choosing = page.waitForEvent('filechooser', { timeout: 60_000 });
    await visit.open('/verify');
    await visit.expectAccessible();

    await page.keyboard.press('F4');
    await (await choosing).setFiles([{ name: 'licence.ofd', mimeType: 'application/ofd', buffer: genuine }]);
    const verdict = page.locator('.verdict');
    await verdict.getByRole('heading', { level: 2, name: '有效 · 验证通过' }).waitFor();
    expect(await verdict.evaluate((element) => element === document.activeElement)).toBe(true);
    expect(
      await verdict.locator('.verdict-word').evaluate((word) => parseFloat(getComputedStyle(word).fontSize)),
    ).toBeGreaterThan(48);
    const facts = page.locator('.check-facts');
    await facts.getByText('营业执照').waitFor();
    expect(await facts.locator('dd').nth(2).textContent()).toMatch(/^(长期有效|\d{4}年\d+月\d+日)$/);
    // Every step has its word, and the seal and its certificates up to the anchor are told.
    expect(await page.locator('.step').count()).toBe(8);
    expect(await page.locator('.step.good').count()).toBe(7);
    await page.locator('.signer').getByText('行政审批专用章').waitFor();
    expect(await page.locator('.certificates > li').count()).toBe(3);
    await page.locator('.ofd-pages svg[role=img] image.ofd-seal').waitFor();
    await visit.picture('clerk-verify');

    // The other language is read from the same verdict: looking at it again is no second use.
    const asked: string[] = [];
    const listen = (request: { url(): string }) => asked.push(new URL(request.url()).pathname);
    page.on('request', listen);
    await page.getByRole('button', { name: 'English' }).click();
    await verdict.getByRole('heading', { level: 2, name: 'VALID · verified' }).waitFor();
    await page.locator('.step-detail').getByText('the signature of the signer fits what was signed').waitFor();
    await page.getByRole('button', { name: '中文' }).click();
    await page.locator('.step-detail').getByText('签章者的签名值正确').waitFor();
    page.off('request', listen);
    expect(asked).not.toContain('/v1/verify');

    await page.keyboard.press('F2');
    await page.keyboard.type('1.2.156.3005.2.11100000MB0143028R001.11450721MB07210513.29990000001.001.1');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 2, name: /存疑|无效/ }).waitFor();
    await page.locator('.verdict-advice').getByText('请逐位核对号码，或改用扫码、文件。').waitFor();
    await page.locator('.step').first().getByText('号码写得对不对').waitFor();

    await page.setInputFiles('#verify-files', [
      { name: 'good.ofd', mimeType: 'application/ofd', buffer: genuine },
      { name: 'altered.ofd', mimeType: 'application/ofd', buffer: tampered },
      { name: 'notes.txt', mimeType: 'text/plain', buffer: Buffer.from('no licence at all') },
    ]);
    await page.getByText('共 5 份，通过 2 份').waitFor();
    const rows = page.locator('table.results tbody tr');
    expect(await rows.evaluateAll((all) => all.slice(0, 3).map((row) => row.children[1]?.textContent?.trim()))).toEqual(
      ['✓ 有效 · 验证通过', '✕ 无效 · 未通过', '✕ 无效 · 未通过'],
    );
    await visit.expectAccessible();
    await visit.expectToFit();
    await visit.picture('clerk-several');
    await page.getByRole('button', { name: '详情：altered.ofd' }).press('Enter');
    await page.getByText('内容被改动过', { exact: true }).first().waitFor();
    await page.getByText('未通过验证，以下版面不足为凭').waitFor();
    await page.getByText('以下为文件自述，未经证实').waitFor();
    await visit.expectAccessible();

    // The other language is asked of the hub, for what is open.
    await page.getByRole('button', { name: 'English' }).click();
    await page.getByRole('heading', { level: 2, name: 'NOT VALID' }).waitFor();
    await page
      .locator('.step-detail')
      .getByText(/was altered/)
      .first()
      .waitFor();
    await page.setViewportSize(narrow);
    await visit.expectToFit();
    await visit.expectAccessible();
    await page.setViewportSize(wide);
    visit.expectQuiet();
  });

  it('tells of a number alone what it leads to and what was checked, and says what it does not tell', async () => {
    await using visit = await openVisit({ as: 'approval-clerk' });
    const { page } = visit;
    const { number, validTo } = await numberWithEnd(visit);
    await visit.open('/verify');
    await page.getByLabel('输入或扫入号码').fill(number);
    await page.keyboard.press('Enter');
    const [year, month, day] = validTo.split('-').map(Number);
    const facts = page.locator('.check-facts dd');
    const details = page.locator('.step-detail');
    const rawDay = /\d{4}-\d{2}-\d{2}/;
    await page.locator('.verdict').getByText('号码所指的证照有效；属于谁，须调取证照').waitFor();
    const end = `${year}年${month}月${day}日`;
    expect((await facts.allTextContents()).slice(0, 3)).toEqual(['只凭号码不显示持证主体', '营业执照', end]);
    const said = await details.allTextContents();
    expect(said[0]).toContain('标识的格式和校验位正确，证照库存有此证照');
    expect(said[3]).toContain(`至 ${end}`);
    expect(said.join('\n')).not.toMatch(/文件是/);
    expect(await page.locator('.check-details').textContent()).not.toMatch(rawDay);
    const record = (await page.locator('.record').textContent()) ?? '';
    for (const words of ['号码写得对不对', '只凭号码不显示持证主体', `有效期至${end}`]) expect(record).toContain(words);
    await page.setViewportSize(narrow);
    await visit.expectToFit();
    await page.getByRole('button', { name: 'English' }).click();
    await details.getByText('the vault holds the licence').waitFor();
    const months = 'January February March April May June July August September October November December'.split(' ');
    expect(await facts.nth(2).textContent()).toBe(`${day} ${months[(month ?? 0) - 1]} ${year}`);
    expect(await page.locator('.check-details').textContent()).not.toMatch(rawDay);
    await visit.expectToFit();
    await page.getByRole('button', { name: '中文' }).click();
    await page.setViewportSize(wide);

    // A mistyped number names a type and proves nothing.
    await page.getByLabel('输入或扫入号码').fill(`${number.slice(0, -1)}${number.endsWith('0') ? '1' : '0'}`);
    await page.keyboard.press('Enter');
    await page.getByText('共 2 份，通过 1 份').waitFor();
    const cells = (row: number) => page.locator('table.results tbody tr').nth(row).locator('td').allTextContents();
    expect((await cells(0)).slice(1, 4)).toEqual([
      '凭此号码查不到',
      '营业执照（号码所写，未经查实）',
      '凭此号码查不到',
    ]);
    expect((await cells(1)).slice(1, 4)).toEqual(['只凭号码不显示持证主体', '营业执照', end]);
    expect((await facts.allTextContents()).slice(0, 3)).toEqual((await cells(0)).slice(1, 4));
    await visit.expectAccessible();
    for (const size of [narrow, wide]) {
      await page.setViewportSize(size);
      await visit.expectToFit();
    }
    visit.expectQuiet();
  });

  it(`prints a record of one page that says what was verified, when, by whom, and where it is proved${popplerNote}`, async () => {
    await using visit = await openVisit({ as: 'approval-seal' });
    const { page } = visit;
    await visit.open('/verify');
    // An officer who is no clerk verifies, and has nothing to do with the vault.
    expect(await page.getByRole('button', { name: /从证照库调取/ }).count()).toBe(0);
    const answered = page.waitForResponse('**/v1/verify');
    await page.setInputFiles('#verify-files', licenceFile());
    const verdict = (await (await answered).json()) as { digest: string; receipt: { id: string } };
    await page.locator('.verdict').waitFor();
    const pdf = await page.pdf({ preferCSSPageSize: true });
    expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
    if (popplerNote !== '') return;
    const { out: about } = await program('pdfinfo', ['@record.pdf'], { 'record.pdf': pdf });
    expect(about).toMatch(/Pages:\s+1\n/);
    expect(about).toMatch(/Page size:\s+59\d(\.\d+)? x 84\d(\.\d+)? pts \(A4\)/);
    const { out: text } = await program('pdftotext', ['-layout', '@record.pdf', '-'], { 'record.pdf': pdf });
    const flat = text.replace(/\s+/g, '');
    for (const words of [
      '证照验证记录',
      '有效·验证通过',
      verdict.digest,
      `${verdict.receipt.id}（日志序号`,
      'approval-seal',
    ])
      expect(flat).toContain(words);
    // Nothing that is pressed stands on the paper.
    for (const words of ['选择文件', '再验一次', '首页']) expect(flat).not.toContain(words);
    visit.expectQuiet();
  });

  it('says why a file cannot be drawn, and draws nothing of it', async () => {
    await using visit = await openVisit({ as: 'police-admin' });
    const { page } = visit;
    await visit.open('/verify');
    const bomb = zipSync({ 'OFD.xml': new Uint8Array(4 * 1024 * 1024) });
    const doctype = alteredOfd(await readFile(licenceFile()), 'OFD.xml', (text) =>
      text.replace('<ofd:OFD', '<!DOCTYPE a [<!ENTITY b "c">]><ofd:OFD'),
    );
    const script = alteredOfd(await readFile(licenceFile()), page0, (text) =>
      text.replace(
        '<ofd:AbbreviatedData>',
        '<script xmlns="http://www.w3.org/1999/xhtml">alert(1)</script><ofd:AbbreviatedData>',
      ),
    );
    for (const [name, buffer, why] of [
      ['damaged.ofd', Buffer.from('PK\x03\x04 and then nothing'), /ZIP 包已损坏/],
      ['bomb.ofd', Buffer.from(bomb), /解压超出限度/],
      ['doctype.ofd', doctype, /不是可读的 XML/],
    ] as const) {
      await page.setInputFiles('#verify-files', [{ name, mimeType: 'application/ofd', buffer }]);
      await page.getByText('无效 · 未通过').first().waitFor();
      await page.locator('.ofd-fault').getByText(why).waitFor();
      expect(await page.locator('.ofd-pages svg').count()).toBe(0);
      // What is said of numbers is not said of a file.
      expect(await page.getByText('只凭号码').count()).toBe(0);
    }
    await page.setInputFiles('#verify-files', [{ name: 'script.ofd', mimeType: 'application/ofd', buffer: script }]);
    await page.locator('.ofd-pages svg[role=img]').waitFor();
    expect(await page.locator('.ofd-pages script').count()).toBe(0);
    visit.expectQuiet();
  });
});
