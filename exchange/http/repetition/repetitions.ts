import { type Database, deriveKey, keyedHash, openBox, type Random, sealBox } from '../../../kernel/index.ts';
import { GroupCommit } from '../../group-commit.ts';
import { repetitionProblems } from './problems.ts';
import {
  type Beginning,
  beginTries,
  clearRepetitions,
  endTry,
  forgetTry,
  keepAnswers,
  markRecording,
  type RepetitionTimes,
  type Try,
} from './repetition-store.ts';

/** An answer as it is kept for a repetition. */
export interface KeptAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A try that is under way. */
export interface Attempt {
  /** An earlier try died when its record, and the charge with it, may already have stood. */
  readonly charged: boolean;
  /** To be awaited before the record is written that charges for it. */
  recording(): Promise<void>;
  /** What was about to be recorded certainly was not. */
  notRecorded(): void;
  /** Keeps the answer. */
  keep(answer: KeptAnswer): Promise<void>;
  /** Nothing was answered: the next try begins anew, or takes over where something may stand. */
  leave(): Promise<void>;
}

/** Sees to it that a request with an Idempotency-Key is carried out once. */
export interface Repetitions {
  /**
   * @returns the try that is to carry it out, or the answer of an earlier one
   * @throws IDEMPOTENCY_KEY_REUSED, IDEMPOTENCY_IN_FLIGHT, IDEMPOTENCY_UNCERTAIN
   */
  begin(request: {
    readonly caller: string;
    readonly key: string;
    /** Method, path and body. */
    readonly content: readonly (string | Uint8Array)[];
    readonly takesOver: boolean;
  }): Promise<{ readonly attempt: Attempt } | { readonly answer: KeptAnswer }>;
  purge(): Promise<void>;
}

const largestBatch = 256;
const lanes = 2;
/** Answers hold personal data: they are kept for as long as somebody may still be trying, and no longer. */
export const keptMs = 300_000;

/**
 * Repetitions in PostgreSQL, for every hub. Keys and requests are kept as keyed digests, answers encrypted (AES-256-GCM,
 * bound to the key they were given for), all for five minutes. What arrives together shares a statement.
 */
export function createRepetitions(options: {
  database: Database;
  random: Random;
  masterKey: Uint8Array;
  /** For which a try holds its key: longer than any takes. */
  heldMs: number;
  keptMs?: number;
}): Repetitions {
  const { database, random } = options;
  const digestKey = deriveKey(options.masterKey, 'repeated requests');
  const answerKey = deriveKey(options.masterKey, 'repeated answers');
  const times: RepetitionTimes = { heldMs: options.heldMs, keptMs: options.keptMs ?? keptMs };
  const beginnings = new GroupCommit<Try, Beginning>({
    largest: largestBatch,
    lanes,
    write: (tries) => beginApart(database, tries, times),
  });
  const records = new GroupCommit<{ id: string; attempt: string }, undefined>({
    largest: largestBatch,
    lanes,
    write: (tries) => markRecording(database, tries).then(() => tries.map(() => undefined)),
  });
  const answers = new GroupCommit<{ id: string; attempt: string; sealed: Buffer }, undefined>({
    largest: largestBatch,
    lanes,
    write: (kept) => keepAnswers(database, kept).then(() => kept.map(() => undefined)),
  });

  function attemptOf({ id, attempt }: Try, charged: boolean): Attempt {
    let recorded = charged;
    return {
      charged,
      async recording() {
        recorded = true;
        await records.add({ id, attempt });
      },
      notRecorded() {
        recorded = charged;
      },
      async keep(answer) {
        const plaintext = Buffer.from(JSON.stringify(answer));
        await answers.add({
          id,
          attempt,
          sealed: sealBox({ key: answerKey, plaintext, context: contextOf(id), random }),
        });
      },
      leave: () => (recorded ? endTry : forgetTry)(database, { id, attempt }),
    };
  }

  return {
    async begin({ caller, key, content, takesOver }) {
      const own: Try = {
        id: keyedHash(digestKey, JSON.stringify([caller, key]))
          .subarray(0, 16)
          .toString('hex'),
        request: keyedHash(digestKey, Buffer.concat(content.map((part) => Buffer.from(part)))),
        attempt: random.uuid(),
        takesOver,
      };
      const beginning = await beginnings.add(own);
      switch (beginning.found) {
        case 'nothing':
          return { attempt: attemptOf(own, false) };
        case 'dead':
          return { attempt: attemptOf(own, beginning.charged) };
        case 'answer': {
          const bytes = openBox({ key: answerKey, box: beginning.sealed, context: contextOf(own.id) });
          return { answer: JSON.parse(bytes.toString()) as KeptAnswer };
        }
        case 'in hand':
          throw repetitionProblems.IDEMPOTENCY_IN_FLIGHT({}, { retryAfterSeconds: 1 });
        case 'uncertain':
          throw repetitionProblems.IDEMPOTENCY_UNCERTAIN();
        case 'other request':
          throw repetitionProblems.IDEMPOTENCY_KEY_REUSED();
      }
    },
    purge: () => clearRepetitions(database),
  };
}

/** One statement cannot write a row twice: of several with one key in a group, the first is begun. */
async function beginApart(
  database: Database,
  tries: readonly Try[],
  times: RepetitionTimes,
): Promise<readonly Beginning[]> {
  const first = new Map(tries.toReversed().map((each) => [each.id, each]));
  const begun = [...first.values()];
  const results = await beginTries(database, begun, times);
  const byId = new Map(begun.map((each, index) => [each.id, results[index]]));
  return tries.map((each) => {
    const head = first.get(each.id);
    const result = byId.get(each.id);
    if (result === undefined || head === undefined) throw new Error('a try has no result');
    if (head === each || (result.found !== 'nothing' && result.found !== 'dead')) return result;
    return head.request.equals(each.request) ? { found: 'in hand' } : { found: 'other request' };
  });
}

function contextOf(id: string): string {
  return `repeated answer ${id}`;
}
