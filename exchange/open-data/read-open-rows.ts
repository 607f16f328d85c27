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
    const { resource, fields } = asked;
    const trace = continueTrace(undefined, random);
    const organisation = administrationOf(parts.parties);
    const download = random.uuid();
    const record = (entry: Pick<EvidenceEntry, 'outcome' | 'code' | 'answer' | 'request'>) =>
      evidence.append({
        ...entry,
        ...{ event: 'open-data-read', actor: everybody, organisation, provider: resource.provider },
        ...{ object: resource.id, traceId: trace.traceId, facts: { mode: 'list', fields, download } },
      });
    const places = new Set<string>();
    let from: string | undefined;
    for (;;) {
      const question = { resource: resource.id, fields, from: from ?? null, download };
      const request = evidence.prepare(requestText(everybody, question));
      let answer: ProvedAnswer;
      try {
        answer = await broker.list({
          ...{ resource, fields, from, organisation, download, trace },
          ...{ limit: rowsOfAPiece, requestDigest: request.digest },
        });
        requireForward(asked, answer, places);
      } catch (error) {
        if (!isDatabaseAway(error)) {
          await record({ outcome: 'failed', code: error instanceof Problem ? error.code : 'INTERNAL', request });
        }
        throw error;
      }
      const { digest, order, system, asOf, rows = [], next } = answer;
      await record({ outcome: 'answered', answer: { digest, order, system, asOf, content: { rows } }, request });
      yield { rows, asOf };
      if (next === undefined) return;
      from = next;
    }
  };
}

/** A list that comes back to where it was would never end. @throws ANSWER_NOT_SOUND */
function requireForward({ resource }: OpenRowsAsked, { next }: ProvedAnswer, places: Set<string>): void {
  if (next === undefined) return;
  if (places.has(next)) {
    const { id, provider } = resource;
    throw queryProblems.ANSWER_NOT_SOUND({ provider, resource: id, check: 'LIST_STANDS_STILL' });
  }
  places.add(next);
}
