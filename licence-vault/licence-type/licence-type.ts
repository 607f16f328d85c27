import { type HolderKind, isOrganisationId, type OrganisationId } from '../../identity/index.ts';
import type { Brand, JsonSchema, Text } from '../../kernel/index.ts';
import type { FetchRule } from './fetch-rule.ts';
import type { LicenceItem } from './item.ts';

/** A licence type's code (证照类型代码): the unified code of the defining authority and 3 digits. */
export type LicenceTypeCode = Brand<string, 'LicenceTypeCode'>;

/** What kind of paper the licence is (证照类别): 1 证明文件, 2 批文批复, 3 鉴定报告, 4 其他. */
export type LicenceTypeKind = '1' | '2' | '3' | '4';

export type LicenceTypeStatus = 'draft' | 'published' | 'withdrawn';

/** A licence type (证照类型) as data: what a licence of this type holds and where its holder and term stand in it. */
export interface LicenceTypeDefinition {
  /** 21 characters; see {@link LicenceTypeCode}. */
  readonly code: string;
  /** Short name for people who type, unique in the directory, e.g. `business-licence`. */
  readonly name: string;
  readonly title: Text;
  readonly definingAuthority: Text;
  readonly kind: LicenceTypeKind;
  readonly status: LicenceTypeStatus;
  /** Whose licence it may be, and which items hold number and name. */
  readonly holder: { readonly kinds: readonly HolderKind[]; readonly number: string; readonly name: string };
  /** Item with the term as `{ from, to }`, `to` a day or 长期; without it the term comes with the issue. */
  readonly term?: string | undefined;
  readonly items: readonly LicenceItem[];
  /** What is fetched through the exchange instead of being submitted. */
  readonly fetchFrom?: readonly FetchRule[] | undefined;
  /** What the data must look like (JSON Schema 2020-12), as it follows from the items. */
  readonly schema: JsonSchema;
}

/** A type as the directory has it. */
export interface LicenceType extends LicenceTypeDefinition {
  readonly code: LicenceTypeCode;
  /** Organisations that may issue it. */
  readonly issuers: readonly OrganisationId[];
  /** Which edition of the definition this is; a licence keeps the edition it was made under. */
  readonly edition: number;
  /** SHA-256 of the template that licences of this edition are printed on, hexadecimal; undefined: a plain page. */
  readonly template: string | undefined;
  /** What is written for the next edition of a published type, and not in force. */
  readonly revision?: LicenceTypeRevision | undefined;
  /** For If-Match. */
  readonly version: number;
}

export interface LicenceTypeRevision {
  readonly definition: LicenceTypeDefinition;
  /** SHA-256 of its template. */
  readonly template: string | undefined;
}

/** The grammar of a type's code and of its short name. */
export const licenceTypeCodePattern = /^[0-9A-Z]{18}[0-9]{3}$/;
export const licenceTypeNamePattern = /^[a-z][a-z0-9-]{1,62}$/;

/** For codes that our own database wrote. @throws TypeError for text outside the grammar */
export function licenceTypeCode(text: string): LicenceTypeCode {
  if (!licenceTypeCodePattern.test(text)) throw new TypeError('not a licence type code');
  return text as LicenceTypeCode;
}

export function isIssuer(type: LicenceType, organisation: string): boolean {
  return isOrganisationId(organisation) && type.issuers.includes(organisation);
}
