import {
  administrationOf,
  type OpenPiece,
  type OpenRowsAsked,
  type Parties,
  type ReadOpenRows,
} from '../../catalog/index.ts';
import { continueTrace, isDatabaseAway, Problem, type Random } from '../../kernel/index.ts';
import type { Broker, ProvedAnswer } from '../broker/broker.ts';
import type { EvidenceEntry, EvidenceLog } from '../evidence/entry.ts';
import { requestText } from '../evidence/evidence-log.ts';
import { queryProblems } from '../query/problems.ts';

/** Rows of one order: so few that an answer keeps its size also where a row has a shape of a thousand corners. */
const rowsOfAPiece = 100;

/** Who reads open data: everybody, so nobody in particular. No system or officer has such a name. */
const everybody = 'public';

type Key = readonly (string | number | boolean)[];

/**
 * Reads the rows of open resources at their providers, one order after the other. Each answer is proved like any other and
 * stands in the log before its rows are handed on.
 */
export function openRowsReader(parts: {
  broker: Broker;
  evidence: EvidenceLog;
  parties: Parties;
  random: Random;
}): ReadOpenRows {
  const { broker, evidence, random } = parts;
  return async function* read(asked): AsyncGenerator<OpenPiece> {
    const { resource, fields, key } = asked;
    const trace = continueTrace(undefined, random);
    const organisation = administrationOf(parts.parties);
    const download = random.uuid();
    const record = (entry: Pick<EvidenceEntry, 'outcome' | 'code' | 'answer' | 'request'>) =>
      evidence.append({
        ...entry,
        ...{ event: 'open-data-read', actor: everybody, organisation, provider: resource.provider },
        ...{ object: resource.id, traceId: trace.traceId, facts: { mode: 'list', fields, download } },
      });
    let after: Key | undefined;
    for (;;) {
      const question = { resource: resource.id, fields, key, after: after ?? null, download };
      const request = evidence.prepare(requestText(everybody, question));
      let answer: ProvedAnswer;
      try {
        answer = await broker.list({
          ...{ resource, fields, key, after, organisation, download, trace },
          ...{ limit: rowsOfAPiece, requestDigest: request.digest },
        });
        requireForward(asked, answer, after);
      } catch (error) {
        if (!isDatabaseAway(error)) {
          await record({ outcome: 'failed', code: error instanceof Problem ? error.code : 'INTERNAL', request });
        }
        throw error;
      }
      const { digest, order, system, asOf, rows = [] } = answer;
      await record({ outcome: 'answered', answer: { digest, order, system, asOf, content: { rows } }, request });
      if (rows.length === 0) return;
      yield { rows, asOf };
      after = lastKey(asked, answer);
    }
  };
}

/** A list that stands still would never end. @throws ANSWER_NOT_SOUND */
function requireForward(asked: OpenRowsAsked, answer: ProvedAnswer, after: Key | undefined): void {
  const last = lastKey(asked, answer);
  if (last === undefined || JSON.stringify(last) !== JSON.stringify(after)) return;
  const { id, provider } = asked.resource;
  throw queryProblems.ANSWER_NOT_SOUND({ provider, resource: id, check: 'LIST_STANDS_STILL' });
}

function lastKey({ key }: OpenRowsAsked, { rows = [] }: ProvedAnswer): Key | undefined {
  const last = rows.at(-1);
  return last === undefined ? undefined : key.map((field) => scalar(last[field]));
}

function scalar(value: unknown): string | number | boolean {
  return typeof value === 'number' || typeof value === 'boolean' ? value : String(value);
}
