import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { sql } from 'kysely';
import { type ImportOutcome, importWorkbook } from '../../catalog/index.ts';
import { allMigrations } from '../../exchange/index.ts';
import {
  bootstrapAdministration,
  createPasswords,
  type OfficerActor,
  officerId,
  openIdentityFacts,
  organisationId,
} from '../../identity/index.ts';
import { type Database, migrate, openDatabase, systemClock, systemRandom } from '../../kernel/index.ts';
import { type WrittenRow, writeWorkbook } from '../../kernel/workbook/index.ts';
import { scratchFolder, startPostgres } from '../embedded/index.ts';
import { type BenchReport, type BenchSettings, median } from './report.ts';

/** Rows of the workbook that has to come in within half a minute. */
const workbookRows = 20_000;

const actor: OfficerActor = {
  kind: 'officer',
  id: officerId('00000000-0000-4000-8000-000000000001'),
  login: 'bench',
  organisation: organisationId('data'),
  administration: true,
  roles: ['catalogue-administrator'],
};

/**
 * A workbook of 20,000 rows from its bytes to the commit, on PostgreSQL with fsync: each row a resource of its own, which is the
 * most that so many rows can be, and four rows to a resource, a row for each item.
 */
export async function benchCatalogImport(settings: BenchSettings): Promise<Pick<BenchReport, 'figures' | 'rows'>> {
  const folder = await scratchFolder('bench-catalog');
  try {
    await using postgres = await startPostgres({
      dataDirectory: join(folder, 'postgres'),
      progress: settings.progress,
    });
    await postgres.ensureDatabase('catalog');
    await using database = openDatabase({ url: postgres.url('catalog'), maxConnections: 4 });
    await migrate(database, allMigrations);
    const passwords = createPasswords({ random: systemRandom, cost: { logN: 4, r: 8, p: 1 } });
    await bootstrapAdministration({
      ...{ database, clock: systemClock, passwords, random: systemRandom },
      organisation: { id: 'data', unifiedCode: '11450721MB00000002', name: '大数据发展局' },
      officer: { login: 'bench', name: 'Bench', password: 'correct horse battery staple' },
    });
    const parties = await openIdentityFacts({ database, clock: systemClock });
    const deps = { database, clock: systemClock, random: systemRandom, parties, actor };
    const measure = async (itemsEach: number) => {
      const file = await workbookOf(itemsEach);
      const seconds: number[] = [];
      for (let round = 1; round <= settings.rounds; round += 1) {
        await empty(database);
        const began = performance.now();
        const outcome = await importWorkbook({ ...deps, file, dryRun: false });
        seconds.push((performance.now() - began) / 1000);
        requireAll(outcome, itemsEach);
        settings.progress(
          `${round}/${settings.rounds}: ${workbookRows} rows, ${outcome.records} resources in ${seconds.at(-1)?.toFixed(1)} s`,
        );
      }
      return median(seconds);
    };
    const alone = await measure(1);
    const together = await measure(4);
    return {
      figures: { importSeconds: alone, importItemRowsSeconds: together },
      rows: [
        { what: 'rows imported, each a resource', perSecond: workbookRows / alone },
        { what: 'rows imported, four to a resource', perSecond: workbookRows / together },
      ],
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function requireAll({ written, records }: ImportOutcome, itemsEach: number): void {
  if (written.created !== workbookRows / itemsEach || records !== written.created) {
    throw new Error(`${written.created} of ${records} resources were imported`);
  }
}

/** As it was before the first import; records of changes are append-only for everybody but the owner of the tables. */
async function empty(database: Database): Promise<void> {
  await database.transaction(async (tx) => {
    await sql`set local session_replication_role = replica`.execute(tx.tables());
    await sql`truncate catalog.resource, catalog.change, catalog.workbook_import cascade`.execute(tx.tables());
  });
}

const headings =
  '类 项 目 细目 信息资源名称 信息资源代码 信息资源提供方 信息资源摘要 信息资源格式分类 信息资源格式类型 信息项名称 数据类型 数据长度 共享类型 共享条件 共享方式分类 是否向社会开放 更新周期 所属信息系统 数据存储总量（GB）'.split(
    ' ',
  );

/** A workbook in the columns of the guide, as a region's departments hand it in. */
async function workbookOf(itemsEach: number): Promise<Buffer> {
  const pieces: Buffer[] = [];
  const sheet = { name: '目录', widths: new Map<number, number>(), merges: [], rows: rows(itemsEach) };
  for await (const piece of writeWorkbook({ sheets: [sheet], at: systemClock.now() })) pieces.push(piece as Buffer);
  return Buffer.concat(pieces);
}

function* rows(itemsEach: number): Generator<WrittenRow> {
  yield rowOf(1, headings);
  for (let row = 0; row < workbookRows; row += 1) {
    const number = Math.floor(row / itemsEach);
    const item = row % itemsEach;
    const itemCells = [`${items[item % items.length]}${number % 7}`, '字符型 C', 20 + item];
    const resource = resourceCells(number);
    const blank = [...resource.slice(0, 10).map(() => ''), ...itemCells];
    yield rowOf(row + 2, item === 0 ? [...resource.slice(0, 10), ...itemCells, ...resource.slice(10)] : blank);
  }
}

const items = ['统一社会信用代码', '登记机关', '登记日期', '经营范围', '住所'];
const themes = ['公共服务', '健康保障', '社会保障', '安全生产', '生态环保'];

function resourceCells(number: number): (string | number)[] {
  const theme = themes[number % themes.length] ?? '';
  return [
    ...['主题信息资源', theme, `${theme}业务`, ''],
    ...[
      `${theme}登记信息（${number + 1}）`,
      `2${String(100_000 + (number % 90_000)).slice(-5)}/${number + 1}`,
      '大数据发展局',
    ],
    ...[`${theme}业务办理中形成的第 ${number + 1} 类登记信息，包括登记机关和登记日期。`, '数据库', 'MySQL'],
    ...['有条件共享', '办理行政许可和公共服务事项', '共享平台（库表）', '否', '每日', `${theme}系统`, number % 50],
  ];
}

function rowOf(row: number, values: readonly (string | number)[]): WrittenRow {
  return { row, cells: values.flatMap((value, index) => (value === '' ? [] : [{ column: index + 1, value }])) };
}
