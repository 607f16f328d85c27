import { call, unreachable } from '../api/index.ts';
import type { Certificate } from './state.ts';

/** Every certificate in reach. @throws RefusalError */
export async function everyCertificate(signal: AbortSignal): Promise<readonly Certificate[]> {
  const all: Certificate[] = [];
  let cursor: string | undefined;
  do {
    const page = await call('GET /v1/pki/certificates', { query: { limit: 200, cursor }, signal });
    all.push(...page.items);
    cursor = page.next ?? undefined;
  } while (cursor !== undefined);
  return all;
}

/**
 * What stands at /readyz: whether the hub has what it needs. It says so with 503 as well, which is an answer here; that of a
 * gateway before a hub that is away is none. @throws RefusalError HUB_NOT_REACHABLE
 */
export async function readReadiness(signal: AbortSignal): Promise<{ database: boolean; nats: boolean }> {
  try {
    const answer = await fetch('/readyz', { signal });
    return (await answer.json()) as { database: boolean; nats: boolean };
  } catch (error) {
    if (signal.aborted) throw error;
    throw unreachable();
  }
}
