import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { template } from '../catalog/workbook/handmade.ts';
import { hasBrowser, narrow, openVisit, type Visit, wide } from './support/visit.ts';

/** What is said on the pages of the directory begins here; each story has resources of its own. */
const story = Date.now().toString(36);
const serial = () => String(100_000 + Math.floor(Math.random() * 899_999));

/** Asks the hub with the visitor's session, beside the page. */
async function ask(visit: Visit, method: string, path: string, body?: unknown, version?: string) {
  const { csrfToken } = await (await visit.context.request.get('/v1/session')).json();
  const answer = await visit.context.request.fetch(path, {
    method,
    headers: { 'x-csrf-token': csrfToken, ...(version === undefined ? {} : { 'if-match': version }) },
    ...(body === undefined ? {} : { data: body }),
  });
  expect(answer.ok(), `${method} ${path}: ${await answer.text()}`).toBe(true);
  return answer.json();
}

const item = (field: string, name: string, more: object = {}) => ({
  ...{ field, name, nameEn: field, type: 'C', length: 50, sensitivity: 'internal', matchable: false },
  ...more,
});

/** A draft of the civil affairs bureau that breaks no rule. */
function draft(id: string, name: string) {
  return {
    ...{ id, name, nameEn: id, code: `301001/${serial()}`, provider: 'civil', abstract: `${name}，按月更新。` },
    class: { category: '3', section: '灵山县民政局', item: '社会救助' },
    format: { category: '3', concrete: 'PostgreSQL' },
    items: [
      item('number', '救助编号', { matchable: true }),
      item('level', '救助等级'),
      item('since', '起始日期', { type: 'D', length: undefined }),
    ],
    sharing: { type: '1', mode: 'platform-interface' },
    openness: { open: false },
    ...{ updateCycle: '4', matchKeys: [['number']], synthetic: true },
    census: { system: '社会救助系统' },
  };
}

async function paste(page: Page, text: string) {
  await page.evaluate((given) => navigator.clipboard.writeText(given), text);
  await page.keyboard.press('Control+V');
}

const heading = (page: Page, name: string | RegExp) => page.getByRole('heading', { level: 1, name }).waitFor();

/** Each page at both sizes and in both languages: nothing serious for axe, nothing beyond the edge. */
async function expectSound(visit: Visit) {
  const { page } = visit;
  for (const [language, sizes] of [
    ['English', [wide, narrow]],
    ['中文', [narrow, wide]],
  ] as const) {
    await page.getByRole('button', { name: language, exact: true }).click();
    await visit.settled();
    for (const size of sizes) {
      await page.setViewportSize(size);
      await visit.expectToFit();
    }
    await visit.expectAccessible();
  }
}

describe.runIf(hasBrowser)('the directory', () => {
  it('is entered by pasting items, guided and mended, submitted, reviewed by another, published and revised', async () => {
    await using provider = await openVisit({ as: 'civil-admin' });
    const { page } = provider;
    const id = `civil.relief-${story}`;
    const name = `临时救助对象 ${story}`;
    await provider.open('/directory/new');
    await heading(page, '登记资源');
    const submit = page.getByRole('button', { name: '保存并提交审核' });
    expect(await submit.getAttribute('aria-disabled')).toBe('true');
    await page.getByLabel('名称 *', { exact: true }).fill(name);
    await page.getByLabel('资源标识 *').fill(id);
    await page.getByLabel('摘要 *').fill('临时救助对象的认定信息，按月更新。');
    await page.getByRole('radio', { name: /部门信息资源/ }).check();
    await page.getByLabel('项 *').fill('灵山县民政局');
    await page.getByLabel('目 *').fill('社会救助');
    // The code says another category: the rule stands beside the field.
    await page.getByLabel('信息资源代码 *').fill(`101001/${serial()}`);
    await page.getByText('代码以 1 开头，“类”为 3').first().waitFor();
    await page.getByLabel('信息资源代码 *').fill(`301001/${serial()}`);
    // The format narrows the modes; a condition is asked for where there is one.
    await page.getByLabel('信息资源格式 *').selectOption('1');
    expect(await page.getByLabel('共享方式 *').locator('option').allTextContents()).not.toContain('共享平台（库表）');
    await page.getByLabel('信息资源格式 *').selectOption('3');
    await page.getByLabel('具体类型 *').fill('达梦 DM8');
    await page.getByLabel('共享方式 *').selectOption('platform-interface');
    await page.getByLabel('更新周期 *').selectOption('4');
    expect(await page.getByLabel('共享条件 *').count()).toBe(0);
    await page.getByRole('radio', { name: /有条件共享/ }).check();
    await page.getByLabel('共享条件 *').fill('仅限办理社会救助事项');
    await page.getByLabel('所属信息系统').fill('社会救助系统');

    await page.getByRole('gridcell').first().click();
    const rows = [
      ['序号', '信息项名称', '数据类型', '长度', '字段名', '敏感级别', '是否可匹配', '经办人'],
      ['1', '救助编号', 'varchar(20)', '', 'reliefNumber', '内部', '是', '甲'],
      ['2', '对象姓名', '字符串', '50', 'personName', '个人信息', '否', '乙'],
      ['3', '救助金额', '数字', '10,2', 'amount', '极密', '否', '丙'],
      ['4', '备注\n说明', '不详', '', '', '内部', '', '丁'],
    ];
    await paste(
      page,
      rows.map((row) => row.map((each) => (each.includes('\n') ? `"${each}"` : each)).join('\t')).join('\r\n'),
    );
    await page.getByText('按表头粘贴 4 行。').first().waitFor();
    await page.getByText('不认得的列未取：经办人。').first().waitFor();
    const grid = page.getByRole('grid', { name: '信息项' });
    expect(await grid.locator('[aria-invalid=true]').allTextContents()).toEqual(['✕极密', '✕不详']);
    const first = grid.locator('[role=row][aria-rowindex="2"]');
    expect((await first.locator('[role=gridcell]').allTextContents()).slice(0, 4)).toEqual([
      '救助编号',
      'reliefNumber',
      'C 字符型',
      '20',
    ]);
    await provider.expectAccessible();
    await provider.picture('directory-editor');

    // Mended by the keys alone: to the bad cells, a choice, and a name typed over.
    await page.getByRole('button', { name: /下一处问题/ }).click();
    await page.keyboard.press('Enter');
    await page.getByLabel('第 3 行，敏感级别').selectOption('personal');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Home');
    await page.keyboard.press('Control+Z');
    expect(await grid.locator('[aria-invalid=true]').allTextContents()).toEqual(['✕极密', '✕不详']);
    await page.keyboard.press('Control+Y');
    await page.getByRole('button', { name: /下一处问题/ }).click();
    await page.keyboard.press('Enter');
    await page.getByLabel('第 4 行，类型').selectOption('M');
    await expect.poll(() => grid.locator('[aria-invalid=true]').allTextContents()).toEqual([]);
    // The cell's code table is chosen by name, after a look at its codes.
    await page.getByRole('button', { name: '选代码表' }).click();
    const chooser = page.getByRole('dialog', { name: '选代码表' });
    await chooser.getByLabel('名称或标准号').fill('objection-kind');
    await chooser.getByRole('button', { name: '看代码' }).click();
    await chooser.getByText(/目录纠错/).waitFor();
    await chooser.getByRole('button', { name: '选用' }).click();
    await grid.getByText('objection-kind', { exact: true }).waitFor();
    // A key of what may be matched.
    await page.getByRole('button', { name: '增加组合' }).click();
    await page
      .getByRole('group', { name: /匹配组合 1/ })
      .getByRole('checkbox', { name: '救助编号' })
      .check();
    await page.getByText('✓ 没有错误').waitFor();
    await submit.click();
    await heading(page, name);
    await page.getByText('已提交', { exact: true }).first().waitFor();
    const approve = page.getByRole('button', { name: '审核通过' });
    expect(await approve.getAttribute('aria-disabled')).toBe('true');
    expect(await approve.getAttribute('aria-description')).toContain('由数据主管部门办理。');

    await using reviewer = await openVisit({ as: 'data-admin' });
    // It waits for the reviewer by name, and the line leads to it.
    await reviewer.open('/inbox?kind=resource');
    const waiting = reviewer.page.getByRole('row').filter({ has: reviewer.page.getByRole('link', { name }) });
    await waiting.getByText('审核资源登记').waitFor();
    await waiting.getByText('民政局').waitFor();
    await waiting.getByRole('link').click();
    await reviewer.page.getByRole('button', { name: '审核通过' }).click();
    await reviewer.page.getByText('审核已通过，可以发布。').waitFor();

    // The provider's page is older than the review: what happened meanwhile is said, and the deed is done again.
    provider.expectRefusal(412);
    await page.getByRole('button', { name: '撤回' }).click();
    await page.getByText('他人已先修改了这条记录').waitFor();
    await page.getByRole('button', { name: '发布' }).click();
    await page.getByRole('dialog').getByRole('button', { name: '发布' }).click();
    await page.getByText('已对有权单位可见，可以申请。').waitFor();

    await page.getByRole('button', { name: '修订', exact: true }).click();
    await heading(page, /编写修订/);
    await page
      .getByRole('gridcell', { name: /对象姓名/ })
      .first()
      .click();
    await page.getByRole('button', { name: '删除行' }).click();
    await page.getByText('✓ 没有错误').waitFor();
    await submit.click();
    await page.getByText('修订等待数据主管部门审核。').waitFor();
    await page.getByRole('link', { name: '看它改了什么' }).click();
    await heading(page, '版本差异');
    await page.getByText('有不兼容的改动。').waitFor();
    await page.getByRole('row', { name: /不兼容.*对象姓名/ }).waitFor();
    await provider.picture('directory-differences');
    await expectSound(provider);

    await reviewer.open('/inbox?kind=revision');
    await waiting.getByText('审核修订').waitFor();
    await waiting.getByRole('link').click();
    await reviewer.page.getByRole('button', { name: '审核通过（修订）' }).click();
    await reviewer.page.getByText('修订已审核，可以发布').waitFor();
    // Reviewed, it waits for whoever provides it.
    await provider.open('/inbox?kind=revision');
    const publishing = page.getByRole('row').filter({ has: page.getByRole('link', { name }) });
    await publishing.getByText('发布已审核的修订').waitFor();
    await publishing.getByRole('link').click();
    await page.getByRole('button', { name: '发布（修订）' }).click();
    await page.getByRole('dialog').getByRole('button', { name: '发布' }).click();
    // Nothing rests on it, so it is in force at once.
    await page.getByRole('tab', { name: '版本' }).click();
    await page.getByRole('row', { name: /第 2 版.*不兼容/ }).waitFor();
    expect(new URL(page.url()).searchParams.get('part')).toBe('editions');
    await page.getByRole('tab', { name: '变更记录' }).click();
    await page.getByText('修订生效').first().waitFor();
    // One's own deeds, and of those of others whose they were; the name is for their own colleagues.
    const lines = page.locator('.change-head');
    await lines.filter({ hasText: '您' }).first().waitFor();
    await lines.filter({ hasText: '大数据发展局' }).first().waitFor();
    expect(await page.locator('.changes').innerText()).not.toContain('数据管理岗');
    await reviewer.page.getByRole('tab', { name: '变更记录' }).click();
    await reviewer.page.getByText('民政局 · 民政目录管理岗').first().waitFor();
    await provider.expectAccessible();
    provider.expectQuiet();
    reviewer.expectQuiet();
    // The longest of the stories, by two people.
  }, 120_000);

  it('lets two who write one record at once meet: what one changed comes over, what both changed is chosen', async () => {
    await using visit = await openVisit({ as: 'civil-admin' });
    const { page } = visit;
    const written = draft(`civil.meeting-${story}`, `两人同写 ${story}`);
    await ask(visit, 'POST', '/v1/resources', written);
    await visit.open(`/directory/${written.id}/edit`);
    await page.getByLabel('摘要 *').fill('我写的摘要');
    // A day is typed as the pages write days.
    await page.getByRole('combobox', { name: '数据日期' }).fill('2026年10月1日');
    await page.keyboard.press('Enter');
    await page.getByText('✓ 没有错误').waitFor();
    const theirs = {
      ...written,
      abstract: '对方写的摘要',
      updateCycle: '2',
      items: [...written.items, item('extra', '对方加的项')],
    };
    await ask(visit, 'PUT', `/v1/resources/${written.id}`, theirs, '"1"');
    visit.expectRefusal(412);
    await page.getByRole('button', { name: '保存草稿' }).click();
    await page.getByText('他人已先修改了这条记录').waitFor();
    await page.getByRole('group', { name: '摘要' }).getByText('我的：我写的摘要').waitFor();
    // It stands in sight with the keys in it, wherever the page was.
    await expect.poll(() => page.evaluate(() => document.activeElement?.id)).toBe('conflict');
    await visit.expectAccessible();
    await page.getByRole('button', { name: '合并到我的内容' }).click();
    await page.getByText('✓ 没有错误').waitFor();
    await page.getByRole('button', { name: '保存草稿' }).click();
    await page.waitForURL((address) => address.pathname === `/directory/${written.id}`);
    const stored = await ask(visit, 'GET', `/v1/resources/${written.id}`);
    expect(stored).toMatchObject({ abstract: '我写的摘要', updateCycle: '2', version: 3 });
    expect(stored.census).toMatchObject({ asOf: '2026-10-01' });
    expect(stored.items.map((each: { field: string }) => each.field)).toEqual(['number', 'level', 'since', 'extra']);
    visit.expectQuiet();
  });

  it('says from when a breaking change is in force, side by side with what it changes', async () => {
    await using provider = await openVisit({ as: 'civil-admin' });
    await using reviewer = await openVisit({ as: 'data-admin' });
    const { page } = provider;
    const open = { ...draft(`civil.open-${story}`, `公开名录 ${story}`), openness: { open: true } };
    const at = `/v1/resources/${open.id}`;
    const happen = (visit: Visit, place: string, event: string) => ask(visit, 'POST', `${at}/${place}`, { event });
    await ask(provider, 'POST', '/v1/resources', { ...open, matchKeys: [] });
    await happen(provider, 'events', 'submit');
    await happen(reviewer, 'events', 'approve');
    await happen(provider, 'events', 'publish');
    const narrower = { ...open, matchKeys: [], abstract: '更短的摘要', items: open.items.slice(0, 2) };
    await ask(provider, 'PUT', `${at}/revision`, narrower, '"4"');
    await happen(provider, 'revision/events', 'submit');
    await happen(reviewer, 'revision/events', 'approve');
    // It is open to the public, so whoever relies on it has the grace period.
    await happen(provider, 'revision/events', 'publish');
    const { effectiveFrom } = await ask(provider, 'GET', `${at}/revision`);
    const from = new Intl.DateTimeFormat('zh-CN', { timeZone: 'Asia/Shanghai', dateStyle: 'long' }).format(
      new Date(effectiveFrom),
    );
    await provider.open(`/directory/${open.id}/differences`);
    await page.getByText(`宽限期到 ${from}`).waitFor();
    await page.getByRole('row', { name: /不兼容.*起始日期/ }).waitFor();
    await page.getByRole('button', { name: /文字 1/ }).click();
    await page.getByRole('row', { name: /摘要.*按月更新。.*更短的摘要/ }).waitFor();
    expect(await page.getByRole('row', { name: /不兼容/ }).count()).toBe(0);
    await page.getByRole('link', { name: '← 资源' }).click();
    await page.getByText('修订将自动生效：').waitFor();
    expect(await page.getByRole('button', { name: '续写修订' }).getAttribute('aria-disabled')).toBe('true');
    // What others were told of is not taken back without a word.
    await page.getByRole('button', { name: '作废修订' }).click();
    await page.getByRole('dialog').getByRole('button', { name: '作废修订' }).click();
    await page.getByText('✕ 请写明理由。').waitFor();
    await page.getByRole('dialog').getByLabel(/理由/).fill('写错了');
    await page.getByRole('dialog').getByRole('button', { name: '作废修订' }).click();
    await page.getByRole('button', { name: '修订', exact: true }).waitFor();
    provider.expectQuiet();
  });

  it('keeps what was not saved for the way back, and nowhere else', async () => {
    await using visit = await openVisit({ as: 'civil-admin' });
    const { page } = visit;
    await visit.open('/directory/new');
    await page.getByLabel('摘要 *').fill('未保存的摘要');
    await page.getByRole('link', { name: '代码表', exact: true }).click();
    await heading(page, '代码表');
    await page.goBack();
    await page.getByText('已恢复上次未保存的内容。').waitFor();
    expect(await page.getByLabel('摘要 *').inputValue()).toBe('未保存的摘要');
    expect(await page.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage }))).not.toContain('未保存');
    await page.getByRole('button', { name: '放弃它' }).click();
    await page.getByRole('dialog').getByRole('button', { name: '放弃' }).click();
    await expect.poll(() => page.getByLabel('摘要 *').inputValue()).toBe('');
    await expectSound(visit);
    visit.expectQuiet();
  });

  it('is searched as one types, narrowed by what the address remembers, and shown at every size', async () => {
    await using visit = await openVisit({ as: 'civil-admin' });
    const { page } = visit;
    await visit.open('/directory');
    // The first visit of an administrator: four steps, by the keys, and never again once closed.
    await page.getByRole('button', { name: '下一步' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: '入门：登记，或整本导入' }).waitFor();
    await visit.picture('directory-search');
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: '入门指引' }).waitFor();
    await page.keyboard.press('/');
    await page.keyboard.type('户籍人口');
    await page.locator('mark', { hasText: '户籍' }).first().waitFor();
    await page.getByRole('button', { name: /灵山县公安局/ }).click();
    await expect.poll(() => new URL(page.url()).search).toContain('provider=police');
    await page.reload();
    await page.getByRole('link', { name: '户籍人口基本信息' }).waitFor();
    expect(await page.getByRole('button', { name: /灵山县公安局/ }).getAttribute('aria-pressed')).toBe('true');
    expect(await page.getByRole('button', { name: '下一步' }).count()).toBe(0);
    await expectSound(visit);
    await page.getByLabel('检索词').fill('没有这样的东西 zzqx');
    await page.getByText('没有符合条件的资源').waitFor();
    await page.getByRole('button', { name: '清除全部条件' }).last().click();
    await expect.poll(() => new URL(page.url()).search).toBe('');
    // An answer that comes after that to a later question is not shown any more.
    let late: (() => Promise<void>) | undefined;
    await page.route(
      (address) => address.pathname === '/v1/resources' && address.searchParams.get('q') === '企业登记',
      (route) => {
        // By now the page has called the question back; it is answered all the same.
        late = () => route.continue().catch(() => undefined);
      },
    );
    await page.getByLabel('检索词').fill('企业登记');
    await expect.poll(() => late).toBeDefined();
    await page.getByLabel('检索词').fill('户籍人口');
    await page.locator('mark', { hasText: '户籍' }).first().waitFor();
    await late?.();
    await visit.settled();
    expect(await page.getByRole('link', { name: '企业登记基本信息' }).count()).toBe(0);
    await page.getByRole('link', { name: '户籍人口基本信息' }).click();
    await heading(page, '户籍人口基本信息');
    for (const part of ['信息项（15）', '关联', '版本', '质量与承诺', '接入与下载']) {
      await page.getByRole('tab', { name: part }).click();
      await visit.settled();
      await visit.expectToFit();
    }
    await page.getByRole('tab', { name: '信息项（15）' }).click();
    await expectSound(visit);
    // Another's record is looked at; what is done with it belongs to others, and is not shown.
    expect(await page.getByRole('heading', { name: '办理' }).count()).toBe(0);
    await visit.open('/directory/population.resident/edit');
    await page.getByText('只有提供方和数据主管部门的目录管理员可以编写。').waitFor();
    visit.expectRefusal(404);
    await visit.open('/directory/no.such');
    await page.getByRole('alert').getByText('RESOURCE_NOT_FOUND').waitFor();
    visit.expectQuiet();
  });

  it('takes a workbook: a faulty cell is shown with what stands in it, and put right it goes in', async () => {
    await using visit = await openVisit({ as: 'civil-admin' });
    const { page } = visit;
    const row = (name: string, code: string, cycle: string) => [
      ...[
        '部门',
        '灵山县民政局',
        '社会救助',
        undefined,
        name,
        code,
        'civil',
        undefined,
        `${name}的摘要。`,
        '数据库',
        'Oracle',
      ],
      ...[
        '登记编号',
        'C',
        50,
        '无条件共享',
        undefined,
        '共享平台',
        '库表',
        '否',
        undefined,
        cycle,
        undefined,
        undefined,
      ],
    ];
    const [one, other] = [`301002/${serial()}`, `301002/${serial()}`];
    const faulty = await template([row(`导入甲 ${story}`, one, '每月'), row(`导入乙 ${story}`, other, '隔三差五')]);
    const right = await template([row(`导入甲 ${story}`, one, '每月'), row(`导入乙 ${story}`, other, '每季度')]);
    await visit.open('/directory/import');
    await heading(page, '导入工作簿');
    const chooser = page.getByLabel('选文件');
    const file = (buffer: Buffer, name = 'catalog.xlsx') => ({ name, mimeType: 'application/octet-stream', buffer });
    await chooser.setInputFiles(file(Buffer.from('x'), 'catalog.xls'));
    await page.getByText('请选 .xlsx 文件').waitFor();
    await chooser.setInputFiles(file(Buffer.from('no workbook')));
    await page.getByRole('alert').getByText('WORKBOOK_UNREADABLE').waitFor();
    await chooser.setInputFiles(file(faulty));
    await page.getByRole('row', { name: /✕ 错误.*U5.*隔三差五/ }).waitFor();
    expect(await page.getByRole('button', { name: '导入', exact: true }).getAttribute('aria-disabled')).toBe('true');
    await visit.picture('directory-import');
    await page.getByLabel('只看：').selectOption('error');
    expect(await page.getByRole('row', { name: /⚠/ }).count()).toBe(0);
    await expectSound(visit);
    await chooser.setInputFiles(file(right));
    await page.getByRole('heading', { name: /2 个资源，没有错误/ }).waitFor();
    await page.getByRole('button', { name: '导入', exact: true }).click();
    await page.getByRole('dialog').getByRole('button', { name: '导入' }).click();
    await page.getByRole('heading', { name: '导入完成' }).waitFor();
    await page.getByRole('link', { name: '看草稿，逐个提交审核' }).click();
    await page
      .getByRole('link', { name: /导入甲/ })
      .first()
      .waitFor();
    visit.expectQuiet();
  });

  it('shows code tables of ten thousand rows, of which few are drawn, and their earlier versions', async () => {
    await using visit = await openVisit({ as: 'data-admin' });
    const { page } = visit;
    const table = `villages-${story}`.slice(0, 32);
    const csv = (count: number) =>
      Buffer.from(
        `代码,名称\r\n${Array.from({ length: count }, (_, index) => `${450_000 + index},村${index}`).join('\r\n')}`,
      );
    await visit.open('/directory/code-tables');
    await page.getByRole('button', { name: '导入新代码表' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('名称（小写字母、数字、连字符）').fill(table);
    await dialog.getByLabel('标题', { exact: true }).fill(`村名 ${story}`);
    await dialog.getByLabel('选 CSV 文件').setInputFiles({ name: 'v.csv', mimeType: 'text/csv', buffer: csv(10_000) });
    await dialog.getByRole('button', { name: '导入' }).click();
    await page.getByText('第 1 版，10,000 个代码').waitFor();
    const drawn = () => page.locator('.el-table-v2__row').count();
    expect(await drawn()).toBeLessThan(60);
    await page
      .locator('.el-table-v2__body > div')
      .first()
      .evaluate((box) => box.scrollTo({ top: 5_000 * 40 }));
    await page.getByText('村5000', { exact: true }).first().waitFor();
    expect(await drawn()).toBeLessThan(60);
    await page.getByLabel('在表中查找代码或名称').fill('459999');
    await page.getByText('村9999', { exact: true }).first().waitFor();
    await page
      .getByLabel('导入 CSV（下一版本）')
      .setInputFiles({ name: 'v.csv', mimeType: 'text/csv', buffer: csv(9) });
    await page.getByRole('dialog').getByRole('button', { name: '导入' }).click();
    await page.getByText('第 2 版，9 个代码').waitFor();
    await page.getByRole('combobox', { name: /^版本/ }).selectOption('1');
    await page.getByText('第 1 版，10,000 个代码').waitFor();
    await expectSound(visit);
    visit.expectQuiet();
  });
});
