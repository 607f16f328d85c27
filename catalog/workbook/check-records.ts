import type { Actor } from '../../identity/index.ts';
import { identityProblems, reaches } from '../../identity/index.ts';
import { Problem } from '../../kernel/index.ts';
import type { CodeTables } from '../code-table/code-table.ts';
import type { Parties } from '../parties.ts';
import { type Breach, breachAt, type Finding, findingsOf } from '../resource/finding.ts';
import { rewriting } from '../resource/lifecycle.ts';
import type { Neighbour, Neighbours } from '../resource/neighbours.ts';
import { resourceProblems } from '../resource/problems.ts';
import { nameKey, type Resource, type ResourceContent } from '../resource/resource.ts';
import { checkResource } from '../resource/rules.ts';
import { requireSameIdentity } from '../resource/update-resource.ts';
import { cellProblems } from './problems.ts';
import type { ReadRecord } from './read-record.ts';

/** What the records of a workbook are held against. */
export interface RecordChecks {
  readonly actor: Actor;
  readonly parties: Parties;
  readonly tables: CodeTables;
  readonly neighbours: Neighbours;
  readonly storedOf: (record: ReadRecord) => Resource | undefined;
  /** Would the record, as it is read, leave the stored one as it is? */
  readonly isUnchanged: (record: ReadRecord, stored: Resource) => boolean;
}

/** Holds records against the rules, each other and the directory, one at a time: {@link findingsFor} of each. */
export class RecordChecker {
  readonly #checks: RecordChecks;
  readonly #neighbours: Neighbours;
  readonly #repeated = new Map<ReadRecord, Breach[]>();

  constructor(records: readonly ReadRecord[], checks: RecordChecks) {
    this.#checks = checks;
    this.#neighbours = withWorkbook(checks.neighbours, records);
    this.#findRepeated(records, 'CODE_TWICE_IN_WORKBOOK', '/code', ({ content }) => content?.code);
    this.#findRepeated(records, 'NAME_TWICE_IN_WORKBOOK', '/name', ({ content }) =>
      content === undefined ? undefined : `${content.provider} ${nameKey(content.name)}`,
    );
  }

  findingsFor(record: ReadRecord): readonly Finding[] {
    const { notes, content } = record;
    // What others keep and this workbook leaves as it is stands there for its reader.
    if (content !== undefined && this.#isLeftAlone(record, content)) return [];
    const ofRules =
      content === undefined
        ? []
        : checkResource(content, { tables: this.#checks.tables, neighbours: this.#neighbours });
    const breaches = [
      ...notes.breaches(),
      ...(this.#repeated.get(record) ?? []),
      ...this.#standing(record),
      ...ofRules.flatMap((breach) => notRefused(breach, record)),
    ];
    return breaches.length === 0 ? [] : findingsOf(breaches, (pointer) => notes.cellOf(pointer));
  }

  #findRepeated(
    records: readonly ReadRecord[],
    code: 'CODE_TWICE_IN_WORKBOOK' | 'NAME_TWICE_IN_WORKBOOK',
    pointer: string,
    keyOf: (record: ReadRecord) => string | undefined,
  ): void {
    const seen = new Map<string, ReadRecord>();
    for (const record of records) {
      const key = keyOf(record);
      if (key === undefined) continue;
      const first = seen.get(key);
      if (first === undefined) {
        seen.set(key, record);
        continue;
      }
      const at = first.notes.cellOf(pointer);
      const detail = { zh: `与“${at?.sheet}”第 ${at?.row} 行重复`, en: `stands in row ${at?.row} of “${at?.sheet}”` };
      const breach = breachAt([{ pointer, detail }], (extras) => cellProblems[code]({ count: 1 }, extras));
      if (breach !== undefined) this.#repeated.set(record, [...(this.#repeated.get(record) ?? []), breach]);
    }
  }

  #isLeftAlone(record: ReadRecord, { provider }: ResourceContent): boolean {
    const stored = this.#checks.storedOf(record);
    if (stored === undefined || reaches(this.#checks.actor, provider)) return false;
    return record.notes.isClean && !this.#repeated.has(record) && this.#checks.isUnchanged(record, stored);
  }

  /** May this administrator write it, and may it be written at all as it stands? */
  #standing(record: ReadRecord): readonly Breach[] {
    const { content, notes } = record;
    if (content === undefined) return [];
    const { actor, parties } = this.#checks;
    if (!reaches(actor, content.provider)) return refused(identityProblems.NOT_IN_REACH(), '/provider');
    const stored = this.#checks.storedOf(record);
    if (stored === undefined) {
      const isActive = parties.organisation(content.provider)?.active === true;
      return isActive ? [] : refused(resourceProblems.PROVIDER_UNKNOWN(), '/provider');
    }
    try {
      requireSameIdentity(stored, content);
    } catch (error) {
      if (error instanceof Problem) return refused(error, stored.provider === content.provider ? '/code' : '/provider');
      throw error;
    }
    if (notes.isClean && this.#checks.isUnchanged(record, stored)) return [];
    const way = rewriting(stored.status);
    if (way === 'ended') return refused(resourceProblems.RESOURCE_ENDED(), '/code');
    if (way === 'under-review') {
      return refused(resourceProblems.RESOURCE_UNDER_REVIEW({ state: stored.status }), '/code');
    }
    if (record.version === undefined || record.version === stored.version) return [];
    const detail = {
      zh: `导出时为第 ${record.version} 版，现为第 ${stored.version} 版`,
      en: `was version ${record.version} when it was exported, and is ${stored.version} now`,
    };
    const breach = breachAt([{ pointer: '/code', detail }], (extras) =>
      cellProblems.RECORD_CHANGED_SINCE({ count: 1 }, extras),
    );
    return breach === undefined ? [] : [breach];
  }
}

/** A refusal of the record as a whole, at one of its cells. */
export function refused(problem: Problem, pointer: string): readonly Breach[] {
  const detail = { zh: problem.texts('zh').detail, en: problem.texts('en').detail };
  return [{ severity: 'error', problem, places: [{ pointer, detail }] }];
}

/** What a rule says of a value that was not read says nothing. */
function notRefused(breach: Breach, { notes }: ReadRecord): readonly Breach[] {
  const places = breach.places.filter(({ pointer }) => !notes.isRefused(pointer));
  if (places.length === 0) return [];
  return [places.length === breach.places.length ? breach : { ...breach, places }];
}

/** The directory with the workbook's own records in it, to which others of them may relate. */
function withWorkbook(stored: Neighbours, records: readonly ReadRecord[]): Neighbours {
  const own = new Map<string, Neighbour>();
  for (const { content } of records) if (content !== undefined) own.set(content.code, content);
  return { ...stored, coded: (code) => stored.coded(code) ?? own.get(code) };
}
