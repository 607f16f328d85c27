import { applicationProblems } from './application/problems.ts';
import { codeTableProblems } from './code-table/problems.ts';
import { dcatProblems } from './dcat/problems.ts';
import { demandProblems } from './demand/problems.ts';
import { grantProblems } from './grant/problems.ts';
import { matterProblems } from './matter/problems.ts';
import { objectionProblems } from './objection/problems.ts';
import { openDataProblems } from './open-data/problems.ts';
import { resourceIdProblems } from './resource/id-problems.ts';
import { resourceProblems } from './resource/problems.ts';
import { rowSchemaProblems } from './resource/row-schema-problems.ts';
import { resourceRuleProblems } from './resource/rule-problems.ts';
import { revisionProblems } from './revision/problems.ts';
import { searchProblems } from './search/problems.ts';
import { sharingProblems } from './sharing-problems.ts';
import { cellProblems, workbookProblems } from './workbook/problems.ts';

/** The catalogue's parts of the error table, joined by the hub with `problemTable`. */
export const catalogProblemParts: readonly object[] = [
  resourceIdProblems,
  resourceProblems,
  resourceRuleProblems,
  rowSchemaProblems,
  revisionProblems,
  searchProblems,
  codeTableProblems,
  matterProblems,
  grantProblems,
  sharingProblems,
  applicationProblems,
  demandProblems,
  objectionProblems,
  workbookProblems,
  cellProblems,
  dcatProblems,
  openDataProblems,
];
