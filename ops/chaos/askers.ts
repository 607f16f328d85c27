import { createClient, HufuProblem } from '../../connectors/index.ts';
import { pause } from '../../kernel/index.ts';
import type { ChaosCounty } from './county.ts';

/** An answer that a client has in its hands. */
export interface HeldAnswer {
  readonly case: string;
  /** The answer whole, with its receipt. */
  readonly answer: { readonly grant: string; readonly receipt: { readonly id: string } };
}

/** Clients that ask and ask, each a case of its own at a time. */
export interface Askers {
  readonly answers: readonly HeldAnswer[];
  /** Refusals and failures by their code. */
  readonly failures: ReadonlyMap<string, number>;
  /** Resolves when each hub has answered a question that was put after this moment. @throws Error when it takes longer than `patienceMs` */
  untilAnswering(patienceMs: number): Promise<void>;
  stop(): Promise<void>;
}

/** Milliseconds between a failure and the next question of the same client, at least. */
const leastAfterFailureMs = 25;
const callTimeoutMs = 15_000;

/**
 * Starts so many clients for each hub; each rests so long after an answer before it asks again. Every second one tries again by
 * itself, as the SDK does: with an Idempotency-Key.
 */
export function startAskers(county: ChaosCounty, options: { perHub: number; restMs: number }): Askers {
  const { perHub, restMs } = options;
  const answers: HeldAnswer[] = [];
  const failures = new Map<string, number>();
  const lastAnswered = county.hubUrls.map(() => 0);
  let asking = true;
  const { id, kid, privateKey } = county.consumer;
  const loops = county.hubUrls.flatMap((hub, hubIndex) =>
    Array.from({ length: perHub }, async (_, asker) => {
      const client = createClient({
        ...{ hub, audience: county.publicUrl, system: id, kid, key: { ...privateKey }, timeoutMs: callTimeoutMs },
        ...(asker % 2 === 0 ? { retry: { retries: 0 } } : {}),
      });
      for (let n = 0; asking; n += 1) {
        const caseNumber = `chaos-${hubIndex}-${asker}-${n}`;
        const citizenNumber = county.residents[(asker + n) % county.residents.length] ?? '';
        const begun = performance.now();
        try {
          const answer = await client.query({
            resource: 'population.resident',
            match: { citizenNumber },
            fields: ['name', 'address'],
            purpose: { matter: 'HRSS-PENSION-01', case: caseNumber },
          });
          answers.push({ case: caseNumber, answer: answer as unknown as HeldAnswer['answer'] });
          lastAnswered[hubIndex] = Math.max(lastAnswered[hubIndex] ?? 0, begun);
          if (restMs > 0) await pause(restMs);
        } catch (error) {
          const code = error instanceof HufuProblem ? `${error.status} ${error.code}` : 'hub not reached';
          failures.set(code, (failures.get(code) ?? 0) + 1);
          await pause(Math.max(restMs, leastAfterFailureMs));
        }
      }
    }),
  );
  return {
    answers,
    failures,
    async untilAnswering(patienceMs) {
      const since = performance.now();
      while (!lastAnswered.every((begun) => begun > since)) {
        if (performance.now() - since > patienceMs)
          throw new Error(`no answers again after ${patienceMs / 1000} s: ${[...failures].join('; ')}`);
        await pause(10);
      }
    },
    async stop() {
      asking = false;
      await Promise.all(loops);
    },
  };
}
