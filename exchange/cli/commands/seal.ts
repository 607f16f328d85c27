import { systemClock } from '../../../kernel/pure/index.ts';
import { verdictJson, verifySeal } from '../../../licence-vault/verify/index.ts';
import type { Context, TrustOptions } from '../context.ts';
import { fileBytes } from '../files-at.ts';
import { instantOf } from '../instant.ts';
import { trustAt } from '../trust.ts';
import { printVerdict } from '../verdict.ts';

/** `hufu seal verify FILE.esl`: an electronic seal by itself, without a hub: exit 0, 1 or 2 with the verdict. */
export async function verify({ output, language }: Context, file: string, options: TrustOptions): Promise<number> {
  const at = options.at === undefined ? systemClock.now() : instantOf(options.at);
  const verdict = await verifySeal({ bytes: fileBytes(file), trust: trustAt(options.trust ?? []), at });
  return printVerdict(output, verdictJson(verdict, language));
}
