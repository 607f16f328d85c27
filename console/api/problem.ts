import { type Language, language } from '../language/language.ts';

/** What a refusal says in one language. */
interface RefusalTexts {
  readonly title: string;
  readonly detail: string;
  readonly reason: string;
  readonly remedy: string;
  readonly errors: readonly { readonly pointer: string; readonly detail: string }[];
}

/**
 * A refusal as the hub says it (RFC 9457). Its texts are those of the language the page speaks while they are read, so
 * that a refusal on a page follows a change of language, and nothing is asked again for it.
 */
export interface Refusal extends RefusalTexts {
  readonly status: number;
  readonly code: string;
  readonly traceId?: string | undefined;
  readonly retryAfterSeconds?: number | undefined;
}

/** A refusal with what it says in each language. */
function refusalIn(
  facts: Pick<Refusal, 'status' | 'code' | 'traceId' | 'retryAfterSeconds'>,
  texts: Readonly<Record<Language, RefusalTexts>>,
): Refusal {
  return {
    ...facts,
    get title() {
      return texts[language.value].title;
    },
    get detail() {
      return texts[language.value].detail;
    },
    get reason() {
      return texts[language.value].reason;
    },
    get remedy() {
      return texts[language.value].remedy;
    },
    get errors() {
      return texts[language.value].errors;
    },
  };
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

/** A refusal of the console's own, in both languages. */
export function ownRefusal(
  code: string,
  said: Readonly<Record<'title' | 'detail' | 'reason' | 'remedy', Readonly<Record<Language, string>>>>,
): Refusal {
  const textsIn = (each: Language): RefusalTexts => ({
    title: said.title[each],
    detail: said.detail[each],
    reason: said.reason[each],
    remedy: said.remedy[each],
    errors: [],
  });
  return refusalIn({ status: 0, code }, { zh: textsIn('zh'), en: textsIn('en') });
}

/** Whatever went wrong, as a refusal that can be shown. */
export function refusalOf(error: unknown): Refusal {
  if (error instanceof RefusalError) return error.refusal;
  const detail = error instanceof Error ? error.message : String(error);
  return ownRefusal('CONSOLE_FAULT', {
    title: { zh: '页面出错', en: 'The page failed' },
    detail: { zh: detail, en: detail },
    reason: { zh: '这是控制台自身的错误。', en: 'This is a fault of the console itself.' },
    remedy: {
      zh: '请刷新页面；如再次出现，请把本文告知运行管理员。',
      en: 'Load the page again; if it comes back, tell your operator this text.',
    },
  });
}

/** A refusal that the browser itself meets: no answer came. */
export function unreachable(): RefusalError {
  const refusal = ownRefusal('HUB_NOT_REACHABLE', {
    title: { zh: '无法连接中枢', en: 'The hub cannot be reached' },
    detail: { zh: '没有收到中枢的应答。', en: 'No answer came from the hub.' },
    reason: { zh: '网络中断，或中枢正在重启。', en: 'The network is down, or the hub is starting again.' },
    remedy: {
      zh: '请检查网络后重试；已填写的内容仍在页面上。',
      en: 'Check the network and try again; what you typed is still here.',
    },
  });
  return new RefusalError(refusal);
}

/** The refusal in an answer that is not a success. */
export async function readRefusal(answer: Response): Promise<RefusalError> {
  const text = await answer.text();
  const retryAfter = Number(answer.headers.get('retry-after') ?? Number.NaN);
  const refusal = refusalInProblem(problemIn(text) ?? { detail: text.slice(0, 300) }, {
    status: answer.status,
    title: answer.statusText,
    retryAfterSeconds: Number.isFinite(retryAfter) ? retryAfter : undefined,
  });
  return new RefusalError(refusal);
}

/** What stands in a problem document (RFC 9457), the hub's or that of a gateway before it. */
export type ProblemSaid = Partial<RefusalTexts> & {
  readonly code?: string;
  readonly traceId?: string;
  readonly translations?: Partial<
    Record<'zh-CN' | 'en', Partial<Omit<RefusalTexts, 'errors'>> & { errors?: string[] }>
  >;
};

/** The refusal in a problem document that was read. */
export function refusalInProblem(
  said: ProblemSaid,
  { title: otherwise, ...answer }: Pick<Refusal, 'status' | 'title' | 'retryAfterSeconds'>,
): Refusal {
  const textsIn = (tag: 'zh-CN' | 'en'): RefusalTexts => {
    const { errors: details = [], ...translated } = said.translations?.[tag] ?? {};
    const { title = otherwise, detail = '', reason = '', remedy = '', errors = [] } = { ...said, ...translated };
    const placed = errors.map((error, index) => ({ ...error, detail: details[index] ?? error.detail }));
    return { title, detail, reason, remedy, errors: placed };
  };
  return refusalIn(
    { ...answer, code: said.code ?? `HTTP_${answer.status}`, traceId: said.traceId },
    { zh: textsIn('zh-CN'), en: textsIn('en') },
  );
}

function problemIn(text: string): ProblemSaid | undefined {
  try {
    const said: unknown = JSON.parse(text);
    return typeof said === 'object' && said !== null ? said : undefined;
  } catch {
    return undefined;
  }
}
