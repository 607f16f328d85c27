import { describe, expect, it } from 'vitest';
import { hasBrowser, narrow, openVisit, type Visit, wide } from './support/visit.ts';

const applied = async ({ page, open }: Visit, name: string) => {
  await open('/seals/new');
  await page.getByLabel('印章名称').fill(name);
  await page.getByLabel('环排文字（单位全称）').fill('灵山县行政审批局');
  await page.getByLabel('横排文字（可不填）').fill('测试专用章');
  await page.getByRole('img', { name: '将要制作的印模' }).waitFor();
};

describe.runIf(hasBrowser)('a seal keeper', () => {
  it('draws a seal, another approves it, it is made, stopped, and revoked after its effect was seen', async () => {
    const name = `测试印章 ${Date.now()}`;
    await using keeper = await openVisit({ as: 'approval-seal' });
    const { page } = keeper;
    await applied(keeper, name);
    // Why it cannot be sent yet is said where it is pressed.
    await page.getByRole('button', { name: '提交申请' }).click({ force: true });
    await page.getByText('请选择至少一张签名证书。').first().waitFor();
    await page.locator('label.el-checkbox').first().click();
    await page.getByRole('combobox', { name: '有效期止' }).fill('2027-11-01');
    await page.keyboard.press('Enter');
    await keeper.picture('seal-apply');
    await page.getByRole('button', { name: '提交申请' }).click();
    await page.getByRole('heading', { level: 1, name }).waitFor();
    await page.getByText('下一步：由另一名印章管理员核对印模后批准。').waitFor();
    // Nothing is drawn of the uses of what was never made.
    expect(await page.getByRole('heading', { name: '用印', exact: true }).count()).toBe(0);
    const address = new URL(page.url()).pathname;
    await page.getByRole('button', { name: '批准' }).click({ force: true });
    await page.getByText('申请人不能自己批准').first().waitFor();
    keeper.expectQuiet();

    await using approver = await openVisit({ as: 'data-seal' });
    const at = approver.page;
    await approver.open(address);
    await at.getByRole('button', { name: '批准' }).click();
    await at.getByRole('button', { name: '制作' }).click();
    await at.getByText('● 启用').waitFor();
    await approver.picture('seal');
    await at.getByRole('button', { name: '停用' }).click();
    await at.getByRole('button', { name: '确定' }).click({ force: true });
    await at.getByText('请先写明理由。').first().waitFor();
    await at.getByText('停用后立即不能再盖此章').waitFor();
    await at.getByLabel(/停用.*理由/).fill('例行检查');
    await at.getByRole('button', { name: '确定' }).click();
    await at.getByText('■ 停用').waitFor();
    await at.getByRole('button', { name: '撤销' }).click();
    await at.getByText('若现在撤销：').waitFor();
    await at.getByLabel(/撤销.*理由/).fill('机构调整');
    await at.getByRole('button', { name: '确定' }).click();
    await at.getByRole('dialog').getByText('不能再用，也不能恢复').waitFor();
    await at.getByRole('dialog').getByRole('button', { name: '取消' }).click();
    expect(await at.getByText('■ 停用').count()).toBe(1);
    await at.getByRole('button', { name: '确定' }).click();
    await at.getByRole('dialog').getByRole('button', { name: '撤销' }).click();
    await at.getByText('✕ 已撤销').waitFor();
    await at.getByText('机构调整').waitFor();
    approver.expectQuiet();

    // What another one did meanwhile is no surprise: the refusal says so.
    await keeper.open(address);
    await page.getByText('✕ 已撤销').waitFor();
    expect(await page.getByRole('button', { name: '重新启用' }).count()).toBe(0);
  });

  it('is told what is wrong with a picture, before anything is kept', async () => {
    await using visit = await openVisit({ as: 'approval-seal' });
    const { page } = visit;
    await visit.open('/seals/new');
    await page.getByText('上传图片').click();
    // What is good is shown, in its own shape, and is gone when something else is chosen.
    const drawn = await page.evaluate(() => {
      const canvas = Object.assign(document.createElement('canvas'), { width: 400, height: 200 });
      canvas.getContext('2d')?.fillRect(50, 50, 300, 100);
      return canvas.toDataURL('image/png').split(',')[1] ?? '';
    });
    await page
      .getByLabel(/印模图片/)
      .setInputFiles({ name: 'oblong.png', mimeType: 'image/png', buffer: Buffer.from(drawn, 'base64') });
    const preview = page.getByRole('img', { name: '将要制作的印模' });
    await preview.waitFor();
    expect(await page.getByLabel('高（毫米）').inputValue()).toBe('21');
    visit.expectRefusal(422);
    await page
      .getByLabel(/印模图片/)
      .setInputFiles({ name: 'seal.png', mimeType: 'image/png', buffer: Buffer.from('no picture at all') });
    const refused = page.getByRole('alert').filter({ hasText: 'SEAL_PICTURE_INVALID' });
    await refused.getByText('印模图片：不是 PNG 图片').waitFor();
    expect(await preview.count()).toBe(0);
    // Whoever changes the language has the same refusal in the other one, and nothing is sent again for it.
    const title = await refused.locator('.refusal-title').innerText();
    let sent = 0;
    page.on('request', (request) => {
      if (request.method() === 'POST') sent += 1;
    });
    await page.getByRole('button', { name: 'English' }).click();
    await refused.getByText('must be a PNG').waitFor();
    expect(await refused.locator('.refusal-title').innerText()).not.toBe(title);
    expect(await refused.innerText()).not.toMatch(/\p{Script=Han}/u);
    await page.getByRole('button', { name: '中文' }).click();
    await refused.getByText('不是 PNG 图片').waitFor();
    expect(sent).toBe(0);
    // An organisation with certificates to choose from, their long names too.
    await page.setViewportSize(narrow);
    await page.getByRole('group', { name: '可使用此章的签名证书' }).waitFor();
    await visit.expectToFit();
    await page.setViewportSize(wide);
    await page
      .getByLabel(/印模图片/)
      .setInputFiles({ name: 'big.png', mimeType: 'image/png', buffer: Buffer.alloc(1024 * 1024 + 1) });
    await page.getByText('不能超过 1 MB').waitFor();
    visit.expectQuiet();
  });

  it('finds pages that fit both sizes in both languages', async () => {
    await using visit = await openVisit({ as: 'data-seal' });
    const { page } = visit;
    await visit.open('/seals');
    await page.getByRole('link', { name: /审批/ }).first().click();
    await page.getByRole('heading', { name: '逐日用印' }).waitFor();
    // Sealed when the county was set up: the chart is drawn, and the table says the same.
    await page.locator('.chart canvas').waitFor();
    await page.getByText('以表格查看').click();
    expect(
      await page
        .getByRole('row')
        .filter({ hasText: /年.*月.*日/ })
        .count(),
    ).toBeGreaterThan(0);
    const seal = new URL(page.url()).pathname;
    // Its revocation would stop the issuing of what is to bear it.
    await page.getByRole('button', { name: '撤销' }).click();
    await page.getByText(/现有 \d+ 处证照用章指定了此章/).waitFor();
    for (const path of ['/seals', '/seals/choices', '/seals/new', seal]) await visit.expectGood(path);
    visit.expectQuiet();
  });
});
