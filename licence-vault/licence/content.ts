import {
  type Holder,
  type HolderKind,
  parseCitizenNumber,
  parseHolder,
  parseUnifiedCode,
} from '../../identity/index.ts';
import { escapePointer, type PointerError } from '../../kernel/index.ts';
import type { LicenceType } from '../licence-type/licence-type.ts';
import { dataErrors } from '../licence-type/type-check.ts';
import { vaultProblems } from '../problems.ts';
import type { StockOrigin } from './stock-origin.ts';
import { beijingDay, isAfter, type LicenceEnd, withoutEnd } from './term.ts';

/** Data of a licence as a request has it. */
export type LicenceData = Readonly<Record<string, unknown>>;

/** What an issuer submits, before anything is believed. */
export interface ContentDraft {
  readonly data: LicenceData;
  readonly holder?:
    | { readonly kind: string; readonly number?: string | undefined; readonly name?: string | undefined }
    | undefined;
  readonly validFrom?: string | undefined;
  readonly validTo?: LicenceEnd | undefined;
  /** Of a stock record: where it comes from. */
  readonly origin?: StockOrigin | undefined;
}

/** What will stand on the licence, checked. */
export interface CheckedContent {
  readonly holder: Holder & { readonly name: string };
  readonly data: LicenceData;
  readonly validFrom: string;
  readonly validTo: LicenceEnd;
  readonly origin: StockOrigin | undefined;
}

/**
 * Checks what an issuer submits against the type: data against its schema, the holder's number against its check
 * character, and that holder and term say the same wherever they stand.
 * @throws LICENCE_DATA_INVALID with every place; CITIZEN_NUMBER_INVALID, UNIFIED_CODE_INVALID
 */
export function checkContent(options: { type: LicenceType; draft: ContentDraft; now: Date }): CheckedContent {
  const { type, draft } = options;
  const errors = dataErrors(type, draft.data);
  if (errors.length > 0) throw invalid(errors);
  const holder = holderOf(type, draft, options.now);
  const today = beijingDay(options.now);
  const { origin } = draft;
  if (origin !== undefined && isAfter(origin.issuedOn, today)) {
    throw invalid([{ pointer: '/origin/issuedOn', detail: 'is in the future' }]);
  }
  const term = termOf(type, draft, origin?.issuedOn ?? today);
  return { holder, data: draft.data, ...term, origin };
}

/** No version is made of a term that is over. @throws LICENCE_DATA_INVALID */
export function requireRunningTerm(type: LicenceType, content: CheckedContent, now: Date): void {
  if (isAfter(beijingDay(now), content.validTo))
    throw invalid([{ pointer: endPointer(type), detail: 'is over already' }]);
}

/** The data of a new version whose term ends later. */
export function dataWithEnd(type: LicenceType, data: LicenceData, validTo: LicenceEnd): LicenceData {
  if (type.term === undefined) return data;
  const term = data[type.term];
  return { ...data, [type.term]: { ...(typeof term === 'object' ? term : {}), to: validTo } };
}

function holderOf(type: LicenceType, draft: ContentDraft, now: Date): Holder & { readonly name: string } {
  const number = textAt(draft.data, type.holder.number);
  const name = textAt(draft.data, type.holder.name);
  const kind = draft.holder?.kind ?? onlyKind(type);
  if (!type.holder.kinds.some((allowed) => allowed === kind)) {
    throw invalid([{ pointer: '/holder/kind', detail: `must be one of ${JSON.stringify(type.holder.kinds)}` }]);
  }
  const holder = parseNumber({ kind, number, pointer: `/data/${escapePointer(type.holder.number)}`, now });
  const named = draft.holder?.number;
  if (
    named !== undefined &&
    parseHolder({ kind: holder.kind, number: named }, { today: now, pointer: '/holder' }).number !== holder.number
  ) {
    throw invalid([{ pointer: '/holder/number', detail: `must be the number in /data/${type.holder.number}` }]);
  }
  if (draft.holder?.name !== undefined && draft.holder.name !== name) {
    throw invalid([{ pointer: '/holder/name', detail: `must be the name in /data/${type.holder.name}` }]);
  }
  return { ...holder, name };
}

function parseNumber(options: { kind: string | undefined; number: string; pointer: string; now: Date }): Holder {
  const { number, pointer } = options;
  return options.kind === '111'
    ? { kind: '111', number: parseCitizenNumber(number, { today: options.now, pointer }) }
    : { kind: '001', number: parseUnifiedCode(number, { origin: 'entered', pointer }) };
}

function onlyKind(type: LicenceType): HolderKind | undefined {
  return type.holder.kinds.length === 1 ? type.holder.kinds[0] : undefined;
}

/** @param issuedOn from when it is valid where nobody says */
function termOf(type: LicenceType, draft: ContentDraft, issuedOn: string): { validFrom: string; validTo: LicenceEnd } {
  const inData = type.term === undefined ? undefined : draft.data[type.term];
  const from = memberOf(inData, 'from');
  const to = memberOf(inData, 'to');
  const errors: PointerError[] = [];
  const agree = (given: string | undefined, stands: string | undefined, pointer: string) => {
    if (given !== undefined && stands !== undefined && given !== stands) {
      errors.push({ pointer, detail: `must be what stands in /data/${type.term}` });
    }
    return stands ?? given;
  };
  const validFrom = agree(draft.validFrom, from, '/validFrom') ?? issuedOn;
  const validTo = agree(draft.validTo, to, '/validTo') ?? withoutEnd;
  if (isAfter(validFrom, validTo)) errors.push({ pointer: endPointer(type), detail: 'ends before it begins' });
  if (errors.length > 0) throw invalid(errors);
  return { validFrom, validTo };
}

function endPointer(type: LicenceType): string {
  return type.term === undefined ? '/validTo' : `/data/${escapePointer(type.term)}/to`;
}

function textAt(data: LicenceData, item: string): string {
  const value = data[item];
  if (typeof value === 'string') return value;
  throw invalid([{ pointer: `/data/${escapePointer(item)}`, detail: 'must be text: it names the holder' }]);
}

function memberOf(value: unknown, name: string): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const member: unknown = Reflect.get(value, name);
  return typeof member === 'string' ? member : undefined;
}

function invalid(errors: readonly PointerError[]) {
  return vaultProblems.LICENCE_DATA_INVALID({ count: errors.length }, { errors });
}
