import { catalogMigrations, catalogProblemParts, catalogSchemas } from '../catalog/index.ts';
import { identityMigrations, identityProblemParts, identitySchemas } from '../identity/index.ts';
import { type JsonSchema, kernelProblems, kernelSchemas, type MigrationFolder, problemTable } from '../kernel/index.ts';
import { workbookFileProblems } from '../kernel/workbook/index.ts';
import {
  copyProblems,
  holderProblems,
  issueJobProblems,
  licenceTypeProblems,
  licenceVaultMigrations,
  licenceVaultSchemas,
  linkProblems,
  ofdProblems,
  pdfProblems,
  sealProblems,
  shareProblems,
  vaultProblems,
} from '../licence-vault/index.ts';
import { sandboxProblems } from './contract/problems.ts';
import { decisionProblems } from './decision/problems.ts';
import { evidenceProblems } from './evidence/problems.ts';
import { schemas as exchangeSchemas } from './generated/schemas.ts';
import { httpProblems } from './http/problems.ts';
import { repetitionProblems } from './http/repetition/problems.ts';
import { signatureProblems } from './http/signature/problems.ts';
import { exchangeMigrations } from './migrations/index.ts';
import { operationProblems } from './operation/problems.ts';
import { policyProblems } from './policy/problems.ts';
import { queryProblems } from './query/problems.ts';
import { quotaProblems } from './quota/problems.ts';

// What the folders of the house bring together into one.

/** Every folder's migrations, in the order in which they build on each other. */
export const allMigrations: readonly MigrationFolder[] = [
  identityMigrations,
  catalogMigrations,
  licenceVaultMigrations,
  exchangeMigrations,
];

/** The one error table. */
export const allProblems = problemTable([
  kernelProblems,
  httpProblems,
  signatureProblems,
  repetitionProblems,
  policyProblems,
  queryProblems,
  evidenceProblems,
  decisionProblems,
  operationProblems,
  quotaProblems,
  sandboxProblems,
  ...identityProblemParts,
  workbookFileProblems,
  ...catalogProblemParts,
  vaultProblems,
  issueJobProblems,
  linkProblems,
  copyProblems,
  holderProblems,
  licenceTypeProblems,
  sealProblems,
  shareProblems,
  ofdProblems,
  pdfProblems,
]);

/** Every schema that routes refer to by name. */
export const allSchemas: readonly JsonSchema[] = [
  kernelSchemas,
  identitySchemas,
  catalogSchemas,
  licenceVaultSchemas,
  exchangeSchemas,
].flatMap((each) => Object.values(each));
