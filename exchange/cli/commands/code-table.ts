import { HufuProblem } from '../../../connectors/index.ts';
import { keeperSession } from '../clerk-session.ts';
import type { CodeExportOptions, CodeImportOptions, Context } from '../context.ts';
import { exitCode } from '../exit.ts';
import type { OfficerSession } from '../officer-session.ts';
import { print } from '../output.ts';
import { contentOf, save } from '../table-files.ts';

const csv = 'text/csv';

/** `hufu code-table export TABLE [FILE.csv]` */
export async function exportCodeTable(
  context: Context,
  name: string,
  path: string | undefined,
  { as, tableVersion: version }: CodeExportOptions,
): Promise<number> {
  await using session = await keeperSession(context, as);
  const query = version === undefined ? '' : `?version=${encodeURIComponent(version)}`;
  const answer = await session.stream(`${addressOf(name)}.csv${query}`, { accept: csv });
  const file = Buffer.from(await answer.arrayBuffer());
  if (path === undefined) context.output.out(file.toString());
  else await save(path, file);
  return exitCode.done;
}

/** `hufu code-table import TABLE FILE.csv`: a new table, or the next version of the one that is there. */
export async function importCodeTable(
  context: Context,
  name: string,
  path: string,
  { as, ...titles }: CodeImportOptions,
): Promise<number> {
  const file = await contentOf(path);
  await using session = await keeperSession(context, as);
  const version = await versionOf(session, name);
  const query = new URLSearchParams(
    (['title', 'titleEn', 'standard'] as const).flatMap((member) => {
      const value = titles[member];
      return value === undefined ? [] : [[member, value] as [string, string]];
    }),
  );
  const answer = await session.stream(`${addressOf(name)}.csv?${query}`, {
    ...{ accept: 'application/json', file, type: csv, method: 'PUT' },
    ...(version === undefined ? {} : { ifMatch: `"${version}"` }),
  });
  const table = (await answer.json()) as { name: string; title: string; version: number };
  print(context.output, table, (shown) => [
    shown.version === version
      ? `${shown.name} ${shown.title}: 未变，第 ${version} 版 · unchanged, version ${version}`
      : `${shown.name} ${shown.title}: 已导入，第 ${shown.version} 版 · imported, version ${shown.version}`,
  ]);
  return exitCode.done;
}

function addressOf(name: string): string {
  return `/v1/code-tables/${encodeURIComponent(name)}`;
}

/** The version that stands, on which the import rests; undefined when there is no such table. */
async function versionOf(session: OfficerSession, name: string): Promise<number | undefined> {
  try {
    const { table } = (await session.get(addressOf(name))) as { table: { version: number } };
    return table.version;
  } catch (error) {
    if (error instanceof HufuProblem && error.code === 'CODE_TABLE_UNKNOWN') return undefined;
    throw error;
  }
}
