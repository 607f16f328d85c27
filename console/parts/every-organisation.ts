import { type Answer, call } from '../api/index.ts';

type Organisation = Answer<'GET /v1/organisations'>['items'][number];

/** Every organisation of the exchange. @throws RefusalError */
export async function everyOrganisation(signal?: AbortSignal): Promise<readonly Organisation[]> {
  const all: Organisation[] = [];
  let cursor: string | undefined;
  do {
    const page = await call('GET /v1/organisations', { query: { limit: 200, cursor }, signal });
    all.push(...page.items);
    cursor = page.next ?? undefined;
  } while (cursor !== undefined);
  return all;
}
