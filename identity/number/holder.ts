import { type CitizenNumber, parseCitizenNumber } from './citizen-number.ts';
import type { NumberOrigin } from './finding.ts';
import { numberProblems } from './problems.ts';
import { parseUnifiedCode, type UnifiedCode } from './unified-code.ts';

/** Kind of a holder's number (持证主体代码类型): 111 citizen number, 001 unified social credit code. */
export type HolderKind = '111' | '001';

/** Whose licence or data it is (持证主体): a person or an organisation, by number. */
export type Holder =
  | { readonly kind: '111'; readonly number: CitizenNumber }
  | { readonly kind: '001'; readonly number: UnifiedCode };

/** Whether text names a kind of holder. */
export function isHolderKind(kind: string): kind is HolderKind {
  return kind === '111' || kind === '001';
}

/**
 * Makes a holder of outside text, its number in canonical spelling, so that one holder is always found by one key.
 * @param options.today the instant whose Beijing day no birth may lie after
 * @param options.origin `stored` lets a unified code of an older register pass; default `entered`
 * @param options.pointer JSON pointer of the holder, e.g. `/holder`; refusals then name `/holder/kind` or `/holder/number`
 * @throws Problem HOLDER_KIND_UNKNOWN, CITIZEN_NUMBER_INVALID, UNIFIED_CODE_INVALID
 * @example parseHolder({ kind: '111', number: '11010519491231002x' }, { today: clock.now() })
 */
export function parseHolder(
  holder: { readonly kind: string; readonly number: string },
  options: { readonly today: Date; readonly origin?: NumberOrigin | undefined; readonly pointer?: string | undefined },
): Holder {
  const { today, origin = 'entered', pointer } = options;
  const at = (member: string) => (pointer === undefined ? undefined : `${pointer}/${member}`);
  if (!isHolderKind(holder.kind)) {
    const place = at('kind');
    const errors = place === undefined ? [] : [{ pointer: place, detail: 'must be 111 or 001' }];
    throw numberProblems.HOLDER_KIND_UNKNOWN({}, { errors });
  }
  return holder.kind === '111'
    ? { kind: '111', number: parseCitizenNumber(holder.number, { today, pointer: at('number') }) }
    : { kind: '001', number: parseUnifiedCode(holder.number, { origin, pointer: at('number') }) };
}
