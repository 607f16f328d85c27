import { Problem, systemClock } from '../../../kernel/pure/index.ts';
import { type ProvedUse, verifyReceipt } from '../../evidence/verify-receipt.ts';
import type { Context, ReceiptOptions } from '../context.ts';
import { CommandError, exitCode, linesOf } from '../exit.ts';
import { fileBytes } from '../files-at.ts';
import { checkpointAt, trustedLogKey } from '../log-key.ts';
import { print } from '../output.ts';
import { printVerdict, type ShownVerdict } from '../verdict.ts';

/** What a problem means in the words of ETSI EN 319 102-1. */
const subIndications: Readonly<Record<string, string>> = {
  RECEIPT_MALFORMED: 'FORMAT_FAILURE',
  RECEIPT_OTHER_LOG: 'SIG_CONSTRAINTS_FAILURE',
  RECEIPT_CHECKPOINT_NOT_SIGNED: 'SIG_CRYPTO_FAILURE',
  RECEIPT_PATH_WRONG: 'HASH_FAILURE',
  RECEIPT_LEAF_NOT_OPENED: 'HASH_FAILURE',
  RECEIPT_ANSWER_CHANGED: 'HASH_FAILURE',
  LOG_FORKED: 'HASH_FAILURE',
};

/**
 * `hufu receipt verify FILE`: exit 0 when the receipt proves that the use stands in the trusted log, 1 with the problem when
 * it does not, 2 when it is consistent and no key says whose log it is. Asks nobody and opens no database.
 */
export async function verify(context: Context, file: string, options: ReceiptOptions): Promise<number> {
  const verifier = trustedLogKey(context.env, options.logKey);
  const seen = options.checkpoint === undefined ? undefined : checkpointAt(options.checkpoint);
  const input = jsonOf(fileBytes(file));
  try {
    return printProof(context, verifyReceipt(input, { verifier, ...(seen === undefined ? {} : { seen }) }));
  } catch (error) {
    if (error instanceof Problem) return printRefusal(context, error);
    throw error;
  }
}

/** Something that is no JSON is no receipt; that is for the verification to say. */
function jsonOf(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString());
  } catch {
    return undefined;
  }
}

function printProof({ output }: Context, proved: ProvedUse): number {
  const { origin, index, size, isSigned, isAnswer, opened, closed } = proved;
  const step = (name: string, result: string, detail: string, subIndication: string | null = null) => ({
    ...{ step: name, result, subIndication, detail },
  });
  const verdict: ShownVerdict & { readonly use: unknown } = {
    indication: isSigned ? 'TOTAL_PASSED' : 'INDETERMINATE',
    subIndication: isSigned ? null : 'NO_SIGNING_CERTIFICATE_FOUND',
    asOf: systemClock.now().toISOString(),
    steps: [
      step('format', 'PASSED', '回执可读 · the receipt can be read'),
      step('leaf', 'PASSED', '所示内容与叶子的承诺一致 · what is shown is what the leaf commits to'),
      isAnswer === true
        ? step(
            'answer',
            'PASSED',
            opened.answer !== undefined
              ? '答复即当时交付的内容 · the answer is what was handed over'
              : '答复与所记录的一致 · the answer says what was recorded',
          )
        : step('answer', 'SKIPPED', '文件中只有回执 · the file holds a receipt alone'),
      step('path', 'PASSED', `第 ${index} 条，共 ${size} 条 · leaf ${index} of ${size}`),
      isSigned
        ? step('checkpoint', 'PASSED', `由 ${origin} 签署 · signed by ${origin}`)
        : step(
            'checkpoint',
            'INDETERMINATE',
            `没有日志公钥：用 --log-key 指明 · no log key: name it with --log-key (${origin})`,
            'NO_SIGNING_CERTIFICATE_FOUND',
          ),
    ],
    use: { log: origin, index, size, ...opened, closed },
  };
  return printVerdict(output, verdict);
}

function printRefusal({ output, language }: Context, problem: Problem): number {
  const { detail, reason, remedy } = problem.texts(language);
  const shown = { code: problem.code, detail, reason, remedy, traceId: null };
  const verdict = {
    indication: 'TOTAL_FAILED',
    subIndication: subIndications[problem.code] ?? null,
    asOf: systemClock.now().toISOString(),
    steps: [],
    ...shown,
  };
  print(output, verdict, () => ['TOTAL_FAILED', ...linesOf(shown)]);
  return exitCode.refused;
}

/** @throws CommandError (64) */
export function requireUrl(text: string): string {
  if (!URL.canParse(text))
    throw new CommandError('--url 后为中枢的地址 · --url takes the address of a hub', exitCode.usage);
  return text.replace(/\/+$/, '');
}
