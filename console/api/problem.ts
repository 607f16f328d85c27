/** A refusal as the hub says it (RFC 9457): the texts are in the language that was asked for. */
export interface Refusal {
  readonly status: number;
  readonly code: string;
  readonly title: string;
  readonly detail: string;
  readonly reason: string;
  readonly remedy: string;
  readonly traceId?: string | undefined;
  readonly errors: readonly { readonly pointer: string; readonly detail: string }[];
  readonly retryAfterSeconds?: number | undefined;
}

/** What a call to the hub fails with. Its refusal says what happened, by which rule, and what to do. */
export class RefusalError extends Error {
  readonly refusal: Refusal;

  constructor(refusal: Refusal) {
    super(`${refusal.code}: ${refusal.detail}`);
    this.name = 'RefusalError';
    this.refusal = refusal;
  }
}

/** Whatever went wrong, as a refusal that can be shown. */
export function refusalOf(error: unknown): Refusal {
  if (error instanceof RefusalError) return error.refusal;
  return {
    status: 0,
    code: 'CONSOLE_FAULT',
    title: '页面出错 · The page failed',
    detail: error instanceof Error ? error.message : String(error),
    reason: '这是控制台自身的错误。This is a fault of the console itself.',
    remedy:
      '请刷新页面；如再次出现，请把本文告知运行管理员。Load the page again; if it comes back, tell your operator this text.',
    errors: [],
  };
}

/** A refusal that the browser itself meets: no answer came. */
export function unreachable(): RefusalError {
  return new RefusalError({
    status: 0,
    code: 'HUB_NOT_REACHABLE',
    title: '无法连接中枢 · The hub cannot be reached',
    detail: '没有收到中枢的应答。No answer came from the hub.',
    reason: '网络中断，或中枢正在重启。The network is down, or the hub is starting again.',
    remedy: '请检查网络后重试；已填写的内容仍在页面上。Check the network and try again; what you typed is still here.',
    errors: [],
  });
}

/** The refusal in an answer that is not a success. */
export async function readRefusal(answer: Response): Promise<RefusalError> {
  const text = await answer.text();
  const retryAfter = Number(answer.headers.get('retry-after') ?? Number.NaN);
  try {
    const said = JSON.parse(text) as Partial<Refusal>;
    return new RefusalError({
      status: answer.status,
      code: said.code ?? `HTTP_${answer.status}`,
      title: said.title ?? answer.statusText,
      detail: said.detail ?? '',
      reason: said.reason ?? '',
      remedy: said.remedy ?? '',
      traceId: said.traceId,
      errors: said.errors ?? [],
      retryAfterSeconds: Number.isFinite(retryAfter) ? retryAfter : undefined,
    });
  } catch {
    return new RefusalError({
      status: answer.status,
      code: `HTTP_${answer.status}`,
      title: answer.statusText,
      detail: text.slice(0, 300),
      reason: '',
      remedy: '',
      errors: [],
    });
  }
}
