import { describe, expect, it } from 'vitest';
import { hasBrowser, openVisit, type Visit } from './support/visit.ts';

/** Share of a canvas that has been painted on. */
function painted({ page }: Visit, selector: string): Promise<number> {
  return page
    .locator(selector)
    .first()
    .evaluate((element) => {
      const canvas = element as HTMLCanvasElement;
      const { data } = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height) ?? { data: [] };
      let seen = 0;
      for (let at = 3; at < data.length; at += 4) if ((data[at] ?? 0) > 0) seen += 1;
      return seen / (data.length / 4);
    });
}

describe.runIf(hasBrowser)('what departments promise, and where resources lie', () => {
  it('is shown by department, declared against measured, with a table for each chart', async () => {
    await using visit = await openVisit({ as: 'natural-admin' });
    const { page } = visit;
    await visit.expectGood('/departments');
    await visit.picture('departments');
    await page.getByRole('table', { name: '各部门' }).getByRole('link', { name: '自然资源局' }).click();
    await page.getByRole('heading', { level: 1, name: '自然资源局' }).waitFor();
    const chart = page.getByRole('figure').filter({ hasText: '更新：承诺与实测' });
    await chart.getByText(/1 项资源：/).waitFor();
    await chart.getByText('以表格查看').click();
    const row = chart.getByRole('row', { name: /行政区划空间数据/ });
    expect(await row.getByRole('cell').first().textContent()).toBe('每年');
    await page.getByText('近 7 天').click();
    await expect.poll(() => new URL(page.url()).search).toContain('days=7');
    await visit.settled();
    await expect.poll(() => painted(visit, '.chart canvas')).toBeGreaterThan(0.003);
    await visit.picture('department');
    await visit.expectGood('/departments/natural');
    visit.expectQuiet();
  });

  it('is drawn on a map in CGCS2000, which the list beside it and the keys of the keyboard reach as well', async () => {
    await using visit = await openVisit({ as: 'natural-admin' });
    const { page } = visit;
    await visit.expectGood('/map');
    const map = page.getByRole('application');
    expect(await map.getAttribute('aria-label')).toContain('县级 1、乡级 19、村级 414');
    await expect.poll(() => painted(visit, '.map-place canvas')).toBeGreaterThan(0.05);
    await page.getByText(/东经 108\.\d+°–109\.\d+°，北纬 21\.\d+°–22\.\d+°/).waitFor();
    await visit.picture('map');
    // A picture of the map before and after: moved by its keys, and drawn anew with less on it.
    const shot = () =>
      page
        .locator('.map-place canvas')
        .first()
        .evaluate((canvas) => (canvas as HTMLCanvasElement).toDataURL());
    const before = await shot();
    await map.focus();
    await page.keyboard.press('ArrowLeft');
    await expect.poll(shot).not.toBe(before);
    await page.getByRole('button', { name: '全图' }).click();
    const whole = await painted(visit, '.map-place canvas');
    await page.getByText('县级（1）').click();
    await expect.poll(() => painted(visit, '.map-place canvas')).toBeLessThan(whole / 2);
    await page.getByLabel('按名称或代码查找').fill('武利');
    await page
      .getByRole('button', { name: /武利镇/ })
      .first()
      .focus();
    await page.keyboard.press('Enter');
    const details = page.locator('section', { has: page.getByRole('heading', { name: '武利镇' }) });
    expect(await details.textContent()).toMatch(/行政区代码450721\d{3}/);

    // What is not open, or not published yet, is listed too, with what keeps its shapes from being seen.
    const id = `natural.parcel-${Date.now().toString(36)}`;
    await enterParcels(visit, id);
    await visit.open(`/map?resource=${id}`);
    await page.getByText('该资源现在没有发布，图形发布后可见。').waitFor();
    await page.getByRole('combobox', { name: '空间资源' }).click({ force: true });
    await page.getByRole('option', { name: `宗地 ${id}（草稿）` }).waitFor();

    // Published and closed: its own department is told where to look, and others what to do.
    await using administration = await openVisit({ as: 'data-admin' });
    for (const [whose, event] of [
      [visit, 'submit'],
      [administration, 'approve'],
      [visit, 'publish'],
    ] as const)
      await takeStep(whose, id, event);
    await visit.open(`/map?resource=${id}`);
    await page.getByText('图形请在本单位的系统中查看。').waitFor();
    visit.expectQuiet();
    await using other = await openVisit({ as: 'civil-admin' });
    await other.open(`/map?resource=${id}`);
    await other.page.getByText('取得授权后随办件逐条查询。').waitFor();
    const apply = other.page.getByRole('status').getByRole('link', { name: '申请共享' });
    expect(await apply.getAttribute('href')).toBe(`/applications/new?resource=${id}`);
    other.expectQuiet();
  });
});

/** Enters a spatial resource that nobody has submitted yet. */
async function enterParcels({ context }: Visit, id: string): Promise<void> {
  const { csrfToken } = (await (await context.request.get('/v1/session')).json()) as { csrfToken: string };
  const item = { sensitivity: 'internal', matchable: true };
  const made = await context.request.post('/v1/resources', {
    headers: { 'x-csrf-token': csrfToken },
    data: {
      ...{ id, name: `宗地 ${id}`, nameEn: id, code: `103001/${100_000 + Math.floor(Math.random() * 899_999)}` },
      ...{ provider: 'natural', abstract: '宗地的界线，按年更新。', updateCycle: '4', synthetic: true },
      class: { category: '1', section: '自然资源和空间地理', item: '宗地' },
      format: { category: '3', concrete: 'PostgreSQL' },
      items: [
        { ...item, field: 'parcel', name: '宗地代码', nameEn: 'Parcel', type: 'C', length: 19 },
        { ...item, field: 'shape', name: '界线', nameEn: 'Shape', type: 'G', matchable: false },
      ],
      sharing: { type: '1', mode: 'platform-interface' },
      openness: { open: false },
      matchKeys: [['parcel']],
    },
  });
  expect(made.status(), await made.text()).toBe(201);
}

/** Takes a resource a step further, as the visitor's session would. */
async function takeStep({ context }: Visit, id: string, event: string): Promise<void> {
  const { csrfToken } = (await (await context.request.get('/v1/session')).json()) as { csrfToken: string };
  const found = await context.request.get(`/v1/resources/${id}`);
  const taken = await context.request.post(`/v1/resources/${id}/events`, {
    headers: { 'x-csrf-token': csrfToken, 'if-match': found.headers().etag ?? '' },
    data: { event },
  });
  expect(taken.status(), await taken.text()).toBe(200);
}
