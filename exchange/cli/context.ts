import type { Environment, Language } from '../../kernel/index.ts';
import type { Output } from './output.ts';

/** What a command works with. */
export interface Context {
  readonly env: Environment;
  readonly output: Output;
  readonly language: Language;
}

/** What the question of a query is made of. */
export interface QuestionOptions {
  readonly match?: readonly string[];
  readonly fields?: string;
  readonly verify?: readonly string[];
  readonly matter?: string;
  readonly case?: string;
  readonly onBehalfOf?: string;
  readonly officer?: string;
  readonly as?: string;
}
export interface SignOptions {
  readonly data?: string;
  readonly as?: string;
}
export interface IssueOptions {
  readonly data: string;
  readonly reference?: string;
  readonly matter?: string;
  readonly case?: string;
  readonly as?: string;
}
export interface CopyOptions {
  readonly matter: string;
  readonly case: string;
  readonly cause: string;
  readonly expires?: string;
  readonly out: string;
  readonly as?: string;
}
export interface QrOptions {
  readonly matter: string;
  readonly case: string;
  readonly items?: string;
  readonly minutes?: string;
  readonly out?: string;
  readonly as?: string;
}
export interface ImportOptions {
  readonly dryRun?: boolean;
  readonly findings?: string;
  readonly as?: string;
}
export interface CodeExportOptions {
  readonly tableVersion?: string;
  readonly as?: string;
}
export interface CodeImportOptions {
  readonly title?: string;
  readonly titleEn?: string;
  readonly standard?: string;
  readonly as?: string;
}
export interface ExportOptions {
  readonly format: 'xlsx' | 'dcat' | 'json';
  readonly as?: string;
  readonly provider?: string;
}
export interface LicenceImportOptions {
  readonly type: string;
  readonly stock?: boolean;
  readonly matter?: string;
  readonly case?: string;
  readonly wait?: boolean;
  readonly as?: string;
}
export interface AsOptions {
  readonly as?: string;
}
export interface TemplateCheckOptions extends AsOptions {
  readonly type?: string;
}
export interface ListOptions {
  readonly holderKind: string;
  readonly holder: string;
  readonly matter: string;
  readonly case: string;
  readonly as?: string;
}
export interface SearchOptions {
  readonly provider?: string;
  readonly class?: string;
  readonly sharing?: string;
  readonly limit?: string;
  readonly cursor?: string;
  readonly as?: string;
}
/** Whom to believe, and as of when. */
export interface TrustOptions {
  readonly trust?: readonly string[];
  readonly at?: string;
}
export interface VerifyOptions extends TrustOptions {
  readonly statusList?: string;
  readonly offline?: boolean;
  readonly as?: string;
}
export interface ValidateOptions {
  readonly anchors: readonly string[];
  readonly intermediates?: readonly string[];
  readonly crls?: readonly string[];
  readonly at?: string;
}
export interface ReceiptOptions {
  readonly logKey?: string;
  readonly checkpoint?: string;
}
export interface LogOptions {
  readonly url?: string;
  readonly logKey?: string;
  readonly checkpoint?: readonly string[];
}
export interface ApplicationListOptions {
  readonly as?: string;
  readonly status?: string;
}

export interface DecideOptions {
  readonly as?: string;
  readonly reason?: string;
  readonly ground?: string;
  /** `field=ground`, repeated. */
  readonly refuseField?: readonly string[];
  readonly verifyOnly?: readonly string[];
}

export interface HolderLoginOptions {
  readonly holderKind?: string;
  readonly holder?: string;
  readonly hub?: string;
  readonly request?: string;
  readonly code?: string;
}
export interface ConsentOptions {
  readonly organisation: string;
  readonly matter: string;
  readonly type: string;
  readonly case?: string;
  readonly until?: string;
}
export interface StopOptions {
  readonly organisation?: string;
  readonly type?: string;
}
export interface ObjectOptions {
  readonly words: string;
  readonly stop?: boolean;
}
export interface ShowOptions {
  readonly out: string;
  readonly items?: string;
  readonly minutes?: string;
}

export interface AdministrationOptions {
  readonly id: string;
  readonly unifiedCode: string;
  readonly name: string;
  readonly login: string;
  readonly officerName?: string;
  readonly passwordFile: string;
}

export interface ChooseSealOptions {
  readonly organisation: string;
  readonly type?: string;
  readonly as?: string;
}
export interface AskConsentOptions {
  readonly holderKind: string;
  readonly holder: string;
  readonly type: string;
  readonly matter: string;
  readonly case: string;
  readonly as?: string;
}
export interface ConfirmConsentOptions {
  readonly code: string;
  readonly as?: string;
}
