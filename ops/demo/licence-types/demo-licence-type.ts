import type { LicenceTypeDefinition } from '../../../licence-vault/index.ts';

/** A licence type of the demonstration, with its page and data of nobody to try it with. */
export interface DemoLicenceType {
  readonly definition: LicenceTypeDefinition;
  /** SVG. */
  readonly template: string;
  /** Organisations of the demonstration that issue it. */
  readonly issuers: readonly string[];
  readonly sample: Readonly<Record<string, unknown>>;
}
