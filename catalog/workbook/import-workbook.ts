import { setImmediate as otherWork } from 'node:timers/promises';
import { actorReference } from '../../identity/index.ts';
import { type Database, escapePointer, type Problem, sha256 } from '../../kernel/index.ts';
import { columnName, readWorkbook, type Sheet } from '../../kernel/workbook/index.ts';
import { requireCatalogueRole } from '../access.ts';
import type { CatalogChange } from '../change/change.ts';
import { readCodeTables } from '../code-table/code-table-store.ts';
import type { ActingDeps } from '../deps.ts';
import { type Finding, findingsOf } from '../resource/finding.ts';
import { loadNeighbours } from '../resource/neighbours.ts';
import type { Resource } from '../resource/resource.ts';
import { isResourceId } from '../resource/resource-id.ts';
import { findNamedResources } from '../resource/resource-store.ts';
import { maySee } from '../resource/visibility.ts';
import { RecordChecker, refused } from './check-records.ts';
import { findLayout, type Layout, rowsToSearch } from './header.ts';
import { insertImport } from './import-store.ts';
import { OrganisationReader } from './organisation-reader.ts';
import { workbookProblems } from './problems.ts';
import type { ImportProgress } from './progress.ts';
import { codeOf, type ReadRecord, readRecord } from './read-record.ts';
import { type FoundCell, recordsOf, type SheetRecord } from './record-rows.ts';
import { unreadRows } from './unread-rows.ts';
import { CodeReader, plain } from './values.ts';
import { isUnchanged, RecordRefused, type Written, writeRecords } from './write-records.ts';

/** What came of a workbook, or would come of it. */
export interface ImportOutcome {
  /** Undefined after a dry run, and where there were errors. */
  readonly id: string | undefined;
  readonly sheets: readonly Sheet[];
  readonly layouts: readonly Layout[];
  readonly recordsPerLayout: readonly number[];
  readonly records: number;
  readonly written: Written;
  /** In the order of rows. */
  readonly findings: readonly Finding[];
}

/**
 * Imports a workbook as a whole or, with an error in any cell, not at all: new codes become drafts, drafts are rewritten,
 * published resources are changed in what touches nobody and get a revision for the rest.
 * @param options.dryRun everything is done and nothing is kept; errors are in the outcome
 * @param options.onProgress told now and then; what it throws stops the import
 * @throws ROLE_REQUIRED, WORKBOOK_UNREADABLE, WORKBOOK_TOO_LARGE, WORKBOOK_HAS_MACROS, WORKBOOK_HEADER_MISSING, WORKBOOK_EMPTY,
 * WORKBOOK_OVERTAKEN, and without `dryRun` WORKBOOK_REFUSED with the first errors
 */
export async function importWorkbook(
  options: ActingDeps & {
    file: Buffer;
    dryRun: boolean;
    onProgress?: ((progress: ImportProgress) => void) | undefined;
  },
): Promise<ImportOutcome> {
  const { actor, database, dryRun, onProgress = () => {} } = options;
  requireCatalogueRole(actor);
  const sheets = await readWorkbook(options.file);
  const { layouts, records, unread } = gathered(sheets);
  const total = records.length;
  onProgress({ step: 'read', done: total, total });

  const checked = await checkRecords({ ...options, records, onProgress });
  const found = [...unreadRows(unread), ...checked.findings];
  const outcome = {
    ...{ sheets, layouts, records: total },
    recordsPerLayout: layouts.map((layout) => records.filter((record) => record.layout === layout).length),
  };
  if (hasErrors(found)) return ended(found);

  const at = options.clock.now();
  const id = options.random.uuid();
  try {
    const { written, changes } = await keepingUnless(dryRun, database, async (tx) => {
      const result = await writeRecords(tx, { ...checked, actor, at, import: id, onProgress });
      await insertImport(tx, {
        ...{ id, at, actor: actorReference(actor), organisation: actor.organisation, sha256: sha256(options.file) },
        ...{ records: total, ...result.written },
      });
      return result;
    });
    // New drafts are announced to nobody: nothing rests on them before they are published, and that is announced.
    if (!dryRun) await announce(changes, options.onChange);
    return { ...outcome, id: dryRun ? undefined : id, written, findings: found };
  } catch (error) {
    if (!(error instanceof RecordRefused)) throw error;
    const { record, problem } = error;
    return ended([...found, ...findingsOf(refused(problem, '/code'), (pointer) => record.notes.cellOf(pointer))]);
  }

  /** With errors nothing is written; who did not ask for a dry run is refused. */
  function ended(findings: readonly Finding[]): ImportOutcome {
    if (dryRun) {
      const nothing = { created: 0, updated: 0, revised: 0, unchanged: 0 };
      return { ...outcome, id: undefined, written: nothing, findings };
    }
    throw refusal(findings);
  }
}

function gathered(sheets: readonly Sheet[]) {
  const layouts = sheets.map(findLayout).filter((layout) => layout !== undefined);
  if (layouts.length === 0) throw workbookProblems.WORKBOOK_HEADER_MISSING({ rows: rowsToSearch });
  const records: SheetRecord[] = [];
  const unread: { sheet: string; cell: FoundCell }[] = [];
  for (const layout of layouts) {
    const found = recordsOf(layout);
    for (const record of found.records) records.push(record);
    for (const cell of found.unread) unread.push({ sheet: layout.sheet.name, cell });
  }
  if (records.length === 0) throw workbookProblems.WORKBOOK_EMPTY();
  return { layouts, records, unread };
}

/** Records checked in one go; between two of these other requests have their turn. */
const recordsInARow = 50;

async function checkRecords(
  options: ActingDeps & { records: readonly SheetRecord[]; onProgress: (progress: ImportProgress) => void },
) {
  const { actor, database, parties, records, onProgress } = options;
  const total = records.length;
  const tables = await readCodeTables(database);
  const stored = await storedFor(options);
  const reading = {
    codes: new CodeReader(tables),
    organisations: new OrganisationReader(parties.organisations()),
    ownOrganisation: actor.kind === 'officer' && !actor.administration ? actor.organisation : undefined,
  };
  const read: ReadRecord[] = [];
  for (const record of records) {
    read.push(readRecord(record, { ...reading, stored: stored.of(record) }));
    if (read.length % recordsInARow === 0) await otherWork();
  }
  const contents = read.flatMap(({ content }) => content ?? []);
  const neighbours = await loadNeighbours(database, contents);
  const storedOf = ({ record }: ReadRecord) => stored.of(record);
  const checker = new RecordChecker(read, { actor, parties, tables, neighbours, storedOf, isUnchanged });
  const findings: Finding[] = [];
  for (const [index, record] of read.entries()) {
    for (const finding of checker.findingsFor(record)) findings.push(finding);
    if ((index + 1) % recordsInARow !== 0 && index + 1 !== total) continue;
    onProgress({ step: 'check', done: index + 1, total });
    await otherWork();
  }
  return { records: read, findings, storedOf };
}

/**
 * The resources that the records speak of and that this administrator may see, by id where one is written, or by code. Those
 * of others are there to tell whether the workbook leaves them as they are.
 */
async function storedFor({
  actor,
  database,
  records,
}: ActingDeps & { records: readonly SheetRecord[] }): Promise<{ of(record: SheetRecord): Resource | undefined }> {
  const idOf = (record: SheetRecord) => {
    const id = plain(record.value('id')?.text ?? '');
    return isResourceId(id) ? id : undefined;
  };
  const codes = records.flatMap((record) => codeOf(record) ?? []);
  const ids = records.flatMap((record) => idOf(record) ?? []);
  const found = await findNamedResources(database, { codes, ids });
  const seen = found.filter((resource) => maySee(actor, resource));
  const byId = new Map<string, Resource>(seen.map((resource) => [resource.id, resource]));
  const byCode = new Map<string, Resource>(seen.map((resource) => [resource.code, resource]));
  return {
    of(record) {
      const id = idOf(record);
      return (id === undefined ? undefined : byId.get(id)) ?? byCode.get(codeOf(record) ?? '');
    },
  };
}

/** Thrown to undo what a dry run did. */
class Undone extends Error {}

async function keepingUnless<T>(dryRun: boolean, database: Database, work: (tx: Database) => Promise<T>): Promise<T> {
  let result: { readonly of: T } | undefined;
  try {
    return await database.transaction(async (tx) => {
      const done = await work(tx);
      result = { of: done };
      if (dryRun) throw new Undone();
      return done;
    });
  } catch (error) {
    if (error instanceof Undone && result !== undefined) return result.of;
    throw error;
  }
}

/** Changes announced at a time. */
const announcedTogether = 20;

async function announce(changes: readonly CatalogChange[], onChange: ActingDeps['onChange']): Promise<void> {
  for (let start = 0; start < changes.length; start += announcedTogether) {
    await Promise.all(changes.slice(start, start + announcedTogether).map((change) => onChange?.(change)));
  }
}

function hasErrors(findings: readonly Finding[]): boolean {
  return findings.some(({ severity }) => severity === 'error');
}

/** Errors named in one refusal. */
const mostErrors = 50;

function refusal(findings: readonly Finding[]): Problem {
  const errors = findings.filter(({ severity }) => severity === 'error');
  return workbookProblems.WORKBOOK_REFUSED(
    { count: errors.length },
    {
      errors: errors.slice(0, mostErrors).map(({ cell, pointer, code, detail }) => ({
        pointer: cell === undefined ? pointer : `/${escapePointer(cell.sheet)}/${columnName(cell.column)}${cell.row}`,
        detail: `${code}: ${detail.en}`,
        detailZh: `${code}：${detail.zh}`,
      })),
    },
  );
}
