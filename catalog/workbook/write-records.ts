import { type Actor, actorReference, identityProblems, reaches } from '../../identity/index.ts';
import { canonicalJson, type Database, Problem } from '../../kernel/index.ts';
import { type CatalogChange, type ChangeEntry, recordChanges } from '../change/change.ts';
import { needsReview, resourceDifferences } from '../resource/difference.ts';
import { rewriting } from '../resource/lifecycle.ts';
import { type Resource, type ResourceContent, writtenContent } from '../resource/resource.ts';
import { findNamedResources, insertResources } from '../resource/resource-store.ts';
import { replaceContent } from '../resource/update-resource.ts';
import { revisionProblems } from '../revision/problems.ts';
import { findRevision } from '../revision/revision-store.ts';
import { reviseContent } from '../revision/write-revision.ts';
import { workbookProblems } from './problems.ts';
import type { ImportProgress } from './progress.ts';
import type { ReadRecord } from './read-record.ts';

/** What became of the records. */
export interface Written {
  readonly created: number;
  readonly updated: number;
  readonly revised: number;
  readonly unchanged: number;
}

/** One record that cannot be written as the directory stands. */
export class RecordRefused extends Error {
  readonly record: ReadRecord;
  readonly problem: Problem;

  constructor(record: ReadRecord, problem: Problem) {
    super(problem.code);
    this.record = record;
    this.problem = problem;
  }
}

/** Is what a record says what is stored? */
export function isUnchanged({ content }: ReadRecord, stored: ResourceContent): boolean {
  if (content === undefined) return false;
  const publicationDate = content.publicationDate ?? stored.publicationDate;
  return canonicalJson(writtenContent({ ...content, publicationDate })) === canonicalJson(writtenContent(stored));
}

/**
 * Writes checked records in one transaction.
 * @throws WORKBOOK_OVERTAKEN when others changed what the check rested on; RecordRefused
 */
export async function writeRecords(
  tx: Database,
  options: {
    records: readonly ReadRecord[];
    storedOf: (record: ReadRecord) => Resource | undefined;
    actor: Actor;
    at: Date;
    /** The id of the import, the reason of every change. */
    import: string;
    onProgress: (progress: ImportProgress) => void;
  },
): Promise<{ written: Written; changes: readonly CatalogChange[] }> {
  const { records, storedOf, actor, at, onProgress } = options;
  const reason = `workbook ${options.import}`;
  const counts = { created: 0, updated: 0, revised: 0, unchanged: 0 };
  const changes: CatalogChange[] = [];
  const isOwn = ({ provider }: Resource) => reaches(actor, provider);
  await lockStored(tx, records, (record) => {
    const stored = storedOf(record);
    return stored !== undefined && isOwn(stored) ? stored : undefined;
  });

  const fresh: ReadRecord[] = [];
  const total = records.length;
  let done = 0;
  for (const record of records) {
    const stored = storedOf(record);
    if (stored === undefined) {
      fresh.push(record);
      continue;
    }
    const outcome = await rewrite(record, stored);
    counts[outcome] += 1;
    done += 1;
    if (done % reportedEvery === 0) onProgress({ step: 'write', done, total });
  }
  for (let start = 0; start < fresh.length; start += insertedTogether) {
    const part = fresh.slice(start, start + insertedTogether);
    await create(part);
    counts.created += part.length;
    done += part.length;
    onProgress({ step: 'write', done, total });
  }
  return { written: counts, changes };

  async function create(part: readonly ReadRecord[]): Promise<void> {
    const entries = part.flatMap(({ content }): ChangeEntry[] => {
      if (content === undefined) return [];
      const after = newResource(content, { at, by: actorReference(actor) });
      const change: CatalogChange = { kind: 'resource', subject: content.id, event: 'created', version: 1 };
      return [{ change, actor, at, reason, before: undefined, after }];
    });
    try {
      await insertResources(
        tx,
        entries.map(({ after }) => after as Resource),
      );
    } catch (error) {
      // One of them, and the database says which only in a sentence.
      const [first] = part;
      if (error instanceof Problem && first !== undefined)
        throw new RecordRefused(takenIn(part, error) ?? first, error);
      throw error;
    }
    await recordChanges(tx, entries);
  }

  async function rewrite(record: ReadRecord, stored: Resource): Promise<keyof Written> {
    const { content } = record;
    if (content === undefined || isUnchanged(record, stored)) return 'unchanged';
    try {
      if (!isOwn(stored)) throw identityProblems.NOT_IN_REACH();
      const given = { content, actor, at, reason };
      if (rewriting(stored.status) === 'direct') {
        changes.push((await replaceContent(tx, { before: stored, ...given })).change);
        return 'updated';
      }
      const open = await findRevision(tx, stored.id);
      if (open !== undefined && isUnchanged(record, open.content)) return 'unchanged';
      if (open !== undefined) throw revisionProblems.REVISION_OPEN({ state: open.status });
      const publicationDate = content.publicationDate ?? stored.publicationDate;
      if (!needsReview(resourceDifferences(stored, { ...content, publicationDate }))) {
        changes.push((await replaceContent(tx, { before: stored, ...given })).change);
        return 'updated';
      }
      changes.push((await reviseContent(tx, { before: stored, open, ...given })).change);
      return 'revised';
    } catch (error) {
      throw error instanceof Problem ? new RecordRefused(record, error) : error;
    }
  }
}

/** Records between two words of how far it is. */
const reportedEvery = 20;

/** New records in one round. */
const insertedTogether = 500;

/** Keeps others from changing what is about to be rewritten. @throws WORKBOOK_OVERTAKEN when they did since it was read */
async function lockStored(
  tx: Database,
  records: readonly ReadRecord[],
  storedOf: (record: ReadRecord) => Resource | undefined,
): Promise<void> {
  const seen = records.flatMap((record) => storedOf(record) ?? []);
  if (seen.length === 0) return;
  const locked = await findNamedResources(tx, { codes: [], ids: seen.map(({ id }) => id) }, 'change');
  const versions = new Map(locked.map(({ id, version }) => [id, version]));
  const overtaken = seen.filter(({ id, version }) => versions.get(id) !== version).length;
  if (overtaken > 0) throw workbookProblems.WORKBOOK_OVERTAKEN({ count: overtaken });
}

function newResource(content: ResourceContent, { at, by }: { at: Date; by: string }): Resource {
  return {
    ...content,
    ...{ status: 'draft', submittedBy: undefined, held: false, edition: 0, version: 1, schemaVersion: 1 },
    ...{ createdAt: at, createdBy: by, updatedAt: at, updatedBy: by },
  };
}

/** Which of the records the refusal speaks of, where it names an id or a code. */
function takenIn(records: readonly ReadRecord[], problem: Problem): ReadRecord | undefined {
  const { detail } = problem.texts('en');
  return records.find(
    ({ content }) => content !== undefined && (detail.includes(content.id) || detail.includes(content.code)),
  );
}
