import { computed, reactive, ref } from 'vue';
import { call, type Refusal, refusalOf, send } from '../api/index.ts';
import { say } from '../language/language.ts';
import type { Verdict } from './words.ts';

/** What somebody presents: a file, or a number or the text of a QR. */
export type Presented =
  | { readonly from: 'file' | 'vault' | 'copy'; readonly name: string; readonly file: Blob }
  | { readonly from: 'number' | 'code'; readonly text: string };

export type FileKind = 'ofd' | 'pdf' | 'picture' | 'json' | 'other';

/** One thing that is verified, and what came of it. */
export interface Check {
  readonly id: number;
  readonly presented: Presented;
  state: 'waiting' | 'asking' | 'done' | 'refused';
  kind: FileKind | undefined;
  bytes: Uint8Array | undefined;
  verdict: Verdict | undefined;
  refusal: Refusal | undefined;
  at: Date | undefined;
}

/** For which case it is verified. */
export interface Purpose {
  readonly matter: string;
  readonly case: string;
}

/** How many are asked at once. */
const abreast = 2;

/** Everything that is verified on the page: asked for one after the other, kept until the page is left or cleared. */
export function useChecks(options: {
  readonly purpose: () => Purpose | undefined;
  /** Called when one that was asked for alone, or the last of several, has its answer. */
  readonly onAnswer: (check: Check) => void;
}) {
  const all = reactive<Check[]>([]);
  const openId = ref<number>();
  let last = 0;
  let running = 0;
  const next = () => {
    while (running < abreast) {
      const check = all.find(({ state }) => state === 'waiting');
      if (check === undefined) return;
      running += 1;
      check.state = 'asking';
      void ask(check, options.purpose()).finally(() => {
        running -= 1;
        next();
        if (all.every(({ state }) => state === 'done' || state === 'refused')) options.onAnswer(check as Check);
      });
    }
  };
  return {
    all,
    openId,
    opened: computed(() => all.find(({ id }) => id === openId.value)),
    /** Puts them first, in the order given; one alone is opened. */
    add: (things: readonly Presented[]) => {
      const added = things.map((presented): Check => {
        last += 1;
        return {
          ...{ id: last, presented, state: 'waiting', kind: undefined, bytes: undefined },
          ...{ verdict: undefined, refusal: undefined, at: undefined },
        };
      });
      all.unshift(...added);
      openId.value = added.length === 1 ? added[0]?.id : undefined;
      next();
    },
    again: (check: Check) => {
      check.state = 'waiting';
      next();
    },
    clear: () => {
      all.splice(0, all.length);
      openId.value = undefined;
    },
  };
}

export type Checks = ReturnType<typeof useChecks>;

async function ask(check: Check, purpose: Purpose | undefined): Promise<void> {
  try {
    check.verdict = await verdictOn(check, purpose);
    check.refusal = undefined;
    check.state = 'done';
  } catch (error) {
    check.refusal = refusalOf(error);
    check.verdict = undefined;
    check.state = 'refused';
  }
  check.at = new Date();
}

async function verdictOn(check: Check, purpose: Purpose | undefined): Promise<Verdict> {
  const { presented } = check;
  if ('text' in presented) {
    const subject = isCode(presented) ? { qr: presented.text } : { identifier: presented.text };
    return call('POST /v1/verify', { body: { ...subject, ...purpose } });
  }
  const { file, name } = presented;
  check.bytes ??= new Uint8Array(await file.arrayBuffer());
  check.kind ??= kindOf(check.bytes);
  const form = new FormData();
  // The file stands last: what comes behind it is not read.
  for (const [field, value] of Object.entries(purpose ?? {})) form.append(field, value);
  form.append('file', file, name);
  const answer = await send({ method: 'POST', path: '/v1/verify', body: form });
  return (await answer.json()) as Verdict;
}

/** A QR's text was read by a camera, or typed by a scanner into the field for numbers. */
function isCode({ from, text }: { readonly from: 'number' | 'code'; readonly text: string }): boolean {
  return from === 'code' || /^HUFU\d*:/i.test(text) || text.length > 120 || /[:/?=]/.test(text);
}

/** Was a number presented, rather than a file or a code? */
export function isNumber({ presented }: Pick<Check, 'presented'>): boolean {
  return 'text' in presented && !isCode(presented);
}

/** What a file is by its content. */
function kindOf(bytes: Uint8Array): FileKind {
  const begins = (...octets: readonly number[]) => octets.every((octet, at) => bytes[at] === octet);
  if (begins(0x50, 0x4b)) return 'ofd';
  if (begins(0x25, 0x50, 0x44, 0x46)) return 'pdf';
  if (begins(0x89, 0x50, 0x4e, 0x47) || begins(0xff, 0xd8, 0xff)) return 'picture';
  const first = bytes.find((octet) => octet > 0x20 && octet < 0x80);
  return first === 0x7b ? 'json' : 'other';
}

/** What it is called in lists. */
export function nameOf({ presented }: Check): string {
  if ('name' in presented) return presented.name;
  return isCode(presented) ? say('二维码', 'QR code') : presented.text;
}

/** Who, what and until when, as far as whatever was presented says. */
export function saidBy(check: Check): {
  readonly title: string | undefined;
  readonly holder: string | undefined;
  readonly issuer: string | undefined;
  readonly identifier: string | undefined;
  readonly issuedOn: string | undefined;
  readonly validFrom: string | undefined;
  readonly validTo: string | undefined;
} {
  const { verdict, presented } = check;
  const said = verdict?.presented;
  const { statement, term } = verdict ?? {};
  const typed = 'text' in presented && !isCode(presented) ? presented.text : undefined;
  const name = statement?.face.name;
  return {
    title: said?.title ?? statement?.type,
    holder: said?.holder ?? (typeof name === 'string' ? name : undefined),
    issuer: said?.issuer ?? undefined,
    identifier: said?.identifier ?? statement?.identifier ?? typed,
    issuedOn: said?.issuedOn ?? undefined,
    validFrom: said?.validFrom ?? statement?.validFrom ?? term?.validFrom,
    validTo: said?.validTo ?? statement?.validTo ?? term?.validTo,
  };
}
