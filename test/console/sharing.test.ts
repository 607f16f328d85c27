import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasBrowser, openVisit, type Visit } from './support/visit.ts';

/** Chooses in a list that opens. */
async function choose({ page }: Visit, label: string, option: string | RegExp): Promise<void> {
  await page.getByRole('combobox', { name: label }).click({ force: true });
  await page.getByRole('option', { name: option }).filter({ visible: true }).first().click();
}

/** Takes a step: its button, what it asks, its button in the dialog. */
async function take({ page }: Visit, step: string, tell?: () => Promise<void>): Promise<void> {
  await page.locator('.steps').getByRole('button', { name: step, exact: true }).first().click();
  const dialog = page.getByRole('dialog');
  await dialog.waitFor();
  await tell?.();
  await dialog.getByRole('button', { name: step, exact: true }).click();
  await dialog.waitFor({ state: 'hidden' });
}

/** Path of the page that is open. */
const pathOf = ({ page }: Visit) => new URL(page.url()).pathname;

describe.runIf(hasBrowser)('sharing data between departments', () => {
  let hrss: Visit;
  let police: Visit;
  let data: Visit;
  const made = { application: '', grant: '', demand: '', objection: '' };
  beforeAll(async () => {
    const visits = [
      openVisit({ as: 'hrss-admin' }),
      openVisit({ as: 'police-admin' }),
      openVisit({ as: 'data-admin' }),
    ] as const;
    [hrss, police, data] = await Promise.all(visits);
  });
  afterAll(() => Promise.all([hrss, police, data].map((visit) => visit[Symbol.asyncDispose]())));

  it('is applied for with what a matter needs, approved item by item, and becomes a grant with a quota', async () => {
    await hrss.open('/applications/new?resource=population.resident');
    const { page } = hrss;
    // What the matter lists is chosen already; what it does not list is not.
    const how = (item: string) => page.getByRole('radiogroup', { name: `“${item}”怎样申请` });
    await expect.poll(() => how('户籍地址').getByRole('radio', { name: '查看' }).isChecked()).toBe(true);
    expect(await how('民族').getByRole('radio', { name: '不申请' }).isChecked()).toBe(true);
    // Nothing is sent while something is missing, and what is missing is said.
    await page.getByRole('button', { name: '提交申请' }).click();
    await page.getByRole('alert').filter({ hasText: '还差这些' }).waitFor();
    await page.getByLabel('使用场景').fill('待遇申领受理时核实户籍');
    await page.getByLabel('依据（法律、法规或文件）').fill('《社会保险法》第二十二条');
    await page.getByLabel('每日次数').fill('77');
    await hrss.picture('sharing-apply');
    await page.getByRole('button', { name: '提交申请' }).click();
    await page.getByText('待提供部门审核').first().waitFor();
    made.application = pathOf(hrss);
    // Whoever applied is told why it is not theirs to approve.
    const approve = page.getByRole('button', { name: '审核通过' });
    expect(await approve.getAttribute('aria-disabled')).toBe('true');
    expect(await approve.getAttribute('aria-description')).toBe('由提供部门办理');

    await police.open('/inbox');
    const waiting = police.page.getByRole('row').filter({ has: police.page.locator(`a[href="${made.application}"]`) });
    await waiting.getByText(/还有 \d+ 个工作日/).waitFor();
    await police.picture('sharing-inbox');
    await police.open(made.application);
    const decision = (item: string) => police.page.getByRole('radiogroup', { name: `对“${item}”的决定` });
    await decision('户籍地址').getByText('不予').click();
    await decision('出生日期').getByText('仅核验').click();
    // A refusal without its ground is not sent.
    const pass = police.page.getByRole('button', { name: '审核通过' });
    expect(await pass.getAttribute('aria-disabled')).toBe('true');
    await choose(police, '不予“户籍地址”的依据', '法规不允许');
    await police.page.getByLabel('对“户籍地址”的理由').fill('养老待遇与住址无关');
    await police.page.getByText('共 4 项：同意 2，仅核验 1，不予 1').first().waitFor();
    await police.picture('sharing-approve');
    await take(police, '审核通过');
    await police.page.getByText('待数据主管部门审核').first().waitFor();

    await data.open(made.application);
    await data.page.getByText('养老待遇与住址无关').waitFor();
    await take(data, '同意并授权');
    // Whoever runs the exchange knows who it was; each department knows its own people, and of others the department.
    const history = (visit: Visit) => visit.page.getByRole('region', { name: '办理记录' });
    const named = '公安目录管理岗';
    await history(data).getByText(`公安局 · ${named}`).first().waitFor();
    await history(data).getByText('人力资源和社会保障局 · 人社目录管理岗').first().waitFor();
    await police.open(made.application);
    await history(police).getByText('您').first().waitFor();
    await history(police).getByText('人力资源和社会保障局').first().waitFor();
    expect(await history(police).innerText()).not.toContain('人社目录管理岗');
    await hrss.open(made.application);
    await history(hrss).getByText('公安局').first().waitFor();
    expect(await page.locator('main').innerText()).not.toContain(named);
    // What was not given is said with its reason, and what can be done about it.
    await page.getByRole('columnheader', { name: '审核结果' }).waitFor();
    await page.getByText('共 4 项：同意 2，仅核验 1，不予 1').waitFor();
    await page.getByText('城乡居民养老保险系统').waitFor();
    const object = page.getByRole('link', { name: '不服的，提出申请异议' });
    expect(await object.getAttribute('href')).toContain(made.application.slice('/applications/'.length));
    // A notice says what it is about.
    await hrss.open('/inbox?part=notices');
    await page
      .getByRole('row', { name: /共享申请：审核通过\s*户籍人口基本信息/ })
      .first()
      .waitFor();
    const link = data.page.getByRole('link', { name: '查看授权与今日额度' });
    made.grant = (await link.getAttribute('href')) ?? '';

    await hrss.open(made.grant);
    await page.getByText('今日已用 0 次，共 77 次').waitFor();
    await page.getByText(/还剩 77 次.*重置/).waitFor();
    await page
      .getByRole('definition')
      .filter({ hasText: /^公民身份号码$/ })
      .waitFor();
    const items = page.getByRole('table', { name: '授权的信息项' });
    expect(await items.getByRole('rowheader').allTextContents()).toEqual([
      ...['姓名name', '出生日期birthDate', '户籍状态residencyStatus'],
    ]);
    await items
      .getByRole('row', { name: /出生日期/ })
      .getByText('核验值', { exact: true })
      .waitFor();
    await hrss.picture('sharing-grant');
  });

  it('is suspended and resumed by the provider alone, with a reason and its effect said before', async () => {
    await police.open(made.grant);
    await police.page.locator('.steps').getByRole('button', { name: '暂停授权' }).click();
    const dialog = police.page.getByRole('dialog');
    await dialog.getByText(/查询立即被拒绝/).waitFor();
    await dialog.getByRole('button', { name: '暂停授权' }).click();
    await dialog.getByText('此项必填').waitFor();
    await dialog.getByLabel('理由').fill('核查用途');
    await dialog.getByRole('button', { name: '暂停授权' }).click();
    await police.page.getByText('已暂停').first().waitFor();
    await take(police, '恢复授权');
    await police.page.locator('.status-tag').getByText('有效').waitFor();
  });

  it('is written on two pages at once, and what is typed on the slower one is kept', async () => {
    const { page } = hrss;
    await hrss.open('/applications/new?resource=population.resident');
    await page.getByLabel('使用场景').fill('两页同写');
    await page.getByLabel('依据（法律、法规或文件）').fill('《社会保险法》第二十二条');
    await page.getByRole('button', { name: '保存草稿' }).click();
    await page.locator('.status-tag').getByText('草稿').waitFor();
    const path = pathOf(hrss);
    const edit = `/applications/new?edit=${path.slice('/applications/'.length)}`;
    await using other = await openVisit({ as: 'hrss-admin' });
    await Promise.all([hrss.open(edit), other.open(edit)]);
    const write = async (visit: Visit, text: string) => {
      await visit.page.getByLabel('使用场景').fill(text);
      await visit.page.getByRole('button', { name: '保存草稿' }).click();
    };
    await write(hrss, '先存的');
    await page.locator('.status-tag').getByText('草稿').waitFor();
    other.expectRefusal(412);
    await write(other, '后存的');
    const note = other.page.getByRole('alert').filter({ hasText: '您填的都还在本页' });
    expect(await note.getByRole('link', { name: '先看已存的内容' }).getAttribute('href')).toBe(path);
    expect(await other.page.getByLabel('使用场景').inputValue()).toBe('后存的');
    await note.getByRole('button', { name: '以我填的为准，再保存' }).click();
    await other.page.getByText('后存的').waitFor();

    // Of a deed that came too late it is said that nothing took effect, and the page shows what stands.
    await hrss.open(path);
    await take(hrss, '作废草稿');
    await page.locator('.status-tag').getByText('已撤回').waitFor();
    await take(other, '作废草稿');
    await other.page.getByRole('alert').filter({ hasText: '您的操作没有生效' }).waitFor();
    await other.page.locator('.status-tag').getByText('已撤回').waitFor();
    other.expectQuiet();
  });

  it('is demanded where the directory has nothing, assigned, and answered with a resource', async () => {
    await hrss.open('/demands/new');
    const { page } = hrss;
    await page.getByLabel('需要什么数据').fill('死亡人员信息');
    await choose(hrss, '用于事项', '城乡居民基本养老保险待遇申领');
    await page.getByLabel('信息项 1 名称').fill('死亡日期');
    await page.getByLabel('使用场景').fill('停发待遇');
    await page.getByLabel('依据（法律、法规或文件）').fill('《社会保险法》');
    // A day is typed as machines write it or as people do, and shown as the pages show days.
    const wanted = page.getByRole('combobox', { name: '希望何时可用' });
    for (const typed of ['2027-03-30', '2027年3月31日']) {
      await wanted.fill(typed);
      await page.keyboard.press('Enter');
    }
    await expect.poll(() => wanted.inputValue()).toBe('2027年3月31日');
    await page.getByRole('button', { name: 'English' }).click();
    const inEnglish = page.getByRole('combobox', { name: 'Wanted by' });
    await expect.poll(() => inEnglish.inputValue()).toBe('31 March 2027');
    for (const typed of ['30 March 2027', '2027-03-31']) {
      await inEnglish.fill(typed);
      await page.keyboard.press('Enter');
    }
    await expect.poll(() => inEnglish.inputValue()).toBe('31 March 2027');
    await page.getByRole('button', { name: '中文' }).click();
    await page.getByLabel('联系岗位').fill('待遇核发岗');
    await page.getByRole('button', { name: '提交需求' }).click();
    await page.locator('.status-tag').getByText('待分派').waitFor();
    made.demand = pathOf(hrss);

    await data.open(made.demand);
    await take(data, '分派', () => choose(data, '交由哪个部门', '灵山县公安局'));
    await data.page.getByText(/公安局：责任部门答复/).waitFor();

    await police.open(made.demand);
    await take(police, '答复', async () => {
      await choose(police, '资源', /户籍人口基本信息/);
      await police.page.getByRole('dialog').getByLabel('说明').fill('看注销日期');
    });
    await police.page.getByText('看注销日期').first().waitFor();
    expect(await police.page.locator('.history li strong').allTextContents()).toEqual(['答复', '分派', '提出']);
    await hrss.open(made.demand);
    await page.getByRole('link', { name: '申请使用该资源' }).waitFor();
  });

  it('is objected to, taken up, handled and rated', async () => {
    await hrss.open('/objections/new?resource=population.resident');
    const { page } = hrss;
    await page.getByLabel('标题').fill('民族代码缺说明');
    await page.getByLabel('情况说明').fill('没有写明用哪张代码表');
    await page.getByRole('button', { name: '提出异议' }).click();
    await page.locator('.status-tag').getByText('审核中').waitFor();
    made.objection = pathOf(hrss);
    await data.open(made.objection);
    await take(data, '受理');
    await police.open(made.objection);
    await take(police, '处理完毕', () => police.page.getByLabel('处理结果').fill('已在信息项说明中写明'));
    await hrss.open(made.objection);
    await take(hrss, '评价', async () => {
      await page.locator('.el-rate__item').nth(3).click();
    });
    await page.getByText('4 分，已解决').waitFor();
    await page.locator('.status-tag').getByText('已评价').waitFor();
    // What is called solved is over.
    expect(await page.locator('.steps button').count()).toBe(0);
  });

  it('serves matters whose materials are registered and changed here', async () => {
    const code = `HRSS-TEST-${Date.now()}`;
    await hrss.open('/matters/new');
    const { page } = hrss;
    await page.getByRole('button', { name: '登记', exact: true }).click();
    await page.getByRole('alert').getByText('事项名称').waitFor();
    await page.getByRole('textbox', { name: '事项编码' }).fill(code);
    await page.getByRole('textbox', { name: '事项名称' }).fill('失业登记');
    await page.getByRole('textbox', { name: '设定依据' }).fill('《就业促进法》第六十五条');
    await page.getByRole('button', { name: '增加数据' }).click();
    await choose(hrss, '资源', /户籍人口基本信息/);
    await page.locator('.el-checkbox', { hasText: '户籍状态' }).click();
    await page.getByLabel('用来做什么').fill('确认本县户籍');
    await page.getByRole('button', { name: '登记', exact: true }).click();
    await page.getByRole('heading', { level: 1, name: '失业登记' }).waitFor();
    await page.getByText('查看：户籍状态').waitFor();
    await page.getByRole('button', { name: '修改材料' }).click();
    await page.locator('.el-checkbox', { hasText: '出生日期' }).click();
    await page.getByRole('button', { name: '保存', exact: true }).click();
    await page.getByText('查看：出生日期、户籍状态').or(page.getByText('查看：户籍状态、出生日期')).waitFor();
    await take(hrss, '停用事项', () => page.getByRole('dialog').getByLabel('理由').fill('测试完毕'));
    await page.locator('.status-tag').getByText('已停用').waitFor();
  });

  it('is read by everybody concerned, in both languages and at both sizes', async () => {
    const paths = [
      [
        hrss,
        '/applications/new?resource=spatial.division',
        made.grant,
        '/demands/new',
        '/objections/new',
        '/matters/new',
      ],
      [police, made.application, '/grants', made.demand, '/objections', '/lists'],
      [data, '/inbox', '/applications', '/demands', made.objection, '/matters', '/matters/HRSS-PENSION-01'],
    ] as const;
    await Promise.all(
      paths.map(async ([visit, ...own]) => {
        for (const path of own) await visit.expectGood(path);
      }),
    );
  }, 120_000);

  it('names the matters of grants', async () => {
    await hrss.open('/grants');
    await hrss.page
      .getByRole('cell', { name: /城乡居民基本养老保险待遇申领/ })
      .first()
      .waitFor();
  });

  it('goes without a fault in the browser, and says what is wrong with an address that leads nowhere', async () => {
    for (const visit of [hrss, police, data]) visit.expectQuiet();
    hrss.expectRefusal(404);
    await hrss.open('/grants/00000000-0000-4000-8000-000000000000');
    await hrss.page.getByRole('alert').getByText('GRANT_NOT_FOUND').waitFor();
    await hrss.expectAccessible();
    hrss.expectQuiet();
  });
});
