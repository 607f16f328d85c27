import type { LicenceDocument, Licence as LicenceJson } from '../generated/schemas.ts';

/** Where a stock record (存量证照) comes from: the licence was made before, on paper or in another system. */
export type StockOrigin = Readonly<NonNullable<LicenceDocument['licence']['origin']>>;

/**
 * How a licence came about (保证级别): by the issuer's own act in this vault, or out of a record of a licence that was there
 * before. What is made of stock stays stock, whatever is done to it later.
 */
export type Assurance = LicenceJson['assurance'];

/** Name of the CustomData in which an OFD made of stock says so. */
export const assuranceName = 'KZ_ASSURANCE';

export function assuranceOf({ origin }: { readonly origin?: StockOrigin | undefined }): Assurance {
  return origin === undefined ? 'issued' : 'stock';
}

/** What stands on every page of a licence made of stock. */
export function stockLines({ medium, register, number, issuedOn }: StockOrigin): readonly string[] {
  const what = medium === 'paper' ? '纸质证照' : '原电子证照';
  const which = number === undefined ? '' : `，原编号 ${number}`;
  return ['存量补录', `据“${register}”所载${what}补录${which}，原颁发日期 ${issuedOn}；保证级别低于新签发的证照`];
}
