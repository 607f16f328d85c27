import { HufuUnreachable, problemOf } from '../../connectors/index.ts';
import { continueTrace, type Language, systemRandom, traceparentOf } from '../../kernel/index.ts';

/** Longest that a hub may take over one answer: a large workbook is checked row by row. */
const patienceMs = 10 * 60_000;

/**
 * Sends a file, if any, and gives the answer as it comes.
 * @throws HufuProblem, HufuUnreachable
 */
export async function streamFromHub(
  path: string,
  options: {
    hub: string;
    language: Language;
    bearer: string;
    accept: string;
    file?: Uint8Array | undefined;
    type?: string | undefined;
    /** Of a file: default POST. */
    method?: 'POST' | 'PUT' | undefined;
    ifMatch?: string | undefined;
  },
): Promise<Response> {
  const { hub, bearer, file, type } = options;
  const trace = continueTrace(undefined, systemRandom);
  let response: Response;
  try {
    response = await fetch(`${hub}${path}`, {
      method: file === undefined ? 'GET' : (options.method ?? 'POST'),
      headers: {
        accept: `${options.accept}, application/problem+json;q=0.5`,
        'accept-language': options.language === 'zh' ? 'zh-CN' : 'en',
        authorization: `Bearer ${bearer}`,
        traceparent: traceparentOf(trace),
        ...(type === undefined ? {} : { 'content-type': type }),
        ...(options.ifMatch === undefined ? {} : { 'if-match': options.ifMatch }),
      },
      ...(file === undefined ? {} : { body: file as Uint8Array<ArrayBuffer> }),
      // Whoever redirects us would be handed our token.
      redirect: 'manual',
      signal: AbortSignal.timeout(patienceMs),
    });
  } catch (error) {
    throw new HufuUnreachable('HUB_UNREACHABLE', hub, error);
  }
  if (response.ok) return response;
  const body: unknown = await response.json().catch(() => undefined);
  throw problemOf({ status: response.status, body, traceId: trace.traceId, retryAfterSeconds: undefined });
}
