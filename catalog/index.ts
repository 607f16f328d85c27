export { changeApplicationState } from './application/change-application-state.ts';
export {
  type ApplicationEventName,
  type ApplicationStatus,
  nextApplication,
} from './application/lifecycle.ts';
export { applicationProblems } from './application/problems.ts';
export { createApplication, updateApplication } from './application/write-application.ts';
export {
  type CatalogChange,
  type ChangeEntry,
  type ChangeRecord,
  changesOf,
  pageOfChanges,
  recordChanges,
} from './change/change.ts';
export { keepDeadlines } from './clock/keep-deadlines.ts';
export { type CodeTableName, type CodeTables, codeTableNames } from './code-table/code-table.ts';
export { readCodeTables } from './code-table/code-table-store.ts';
export { extendCodeTable } from './code-table/extend-code-table.ts';
export { importCodeTable } from './code-table/import-code-table.ts';
export { codeTableProblems } from './code-table/problems.ts';
export { createSandboxes, type OpenSandbox } from './contract/open-sandbox.ts';
export { resourceSchema } from './contract/resource-schema.ts';
export { type Sandbox, type SandboxMatch, type SandboxRow, sandboxOf } from './contract/sandbox.ts';
export { changeDemandState } from './demand/change-demand-state.ts';
export { type DemandEventName, type DemandStatus, nextDemand } from './demand/lifecycle.ts';
export { demandProblems } from './demand/problems.ts';
export { createDemand, updateDemand } from './demand/write-demand.ts';
export type { ActingDeps, CatalogDeps } from './deps.ts';
export { type Edition, editionsOf, findEdition } from './edition/edition-store.ts';
export { type CatalogFacts, type ChangedThing, loadCatalogFacts } from './facts/catalog-facts.ts';
export type { GrantQuestion } from './facts/grant-index.ts';
export {
  type Application,
  type ApplicationDraft,
  type ApplicationEvent,
  type CalendarYearDraft,
  type CodeRow,
  type CodeRowDraft,
  type DemandDraft,
  type GrantDraft,
  type MatterDraft,
  type ObjectionDraft,
  type ResourceDraft,
  type ResourcePage,
  schemas as catalogSchemas,
} from './generated/schemas.ts';
export { changeGrantState } from './grant/change-grant-state.ts';
export { createGrant } from './grant/create-grant.ts';
export {
  type Grant,
  type GrantedPredicate,
  type GrantTerms,
  grantBody,
  type Hours,
  type PredicateKind,
  type QueryMode,
  type RowCondition,
} from './grant/grant.ts';
export { type GrantId, isGrantId, parseGrantId } from './grant/grant-id.ts';
export { type GrantFilter, pageOfGrants } from './grant/grant-store.ts';
export { type GrantEventName, type GrantStatus, next as nextGrantStatus } from './grant/lifecycle.ts';
export { grantProblems } from './grant/problems.ts';
export { readGrant } from './grant/read-grant.ts';
export { grantFindings } from './grant/rules.ts';
export { updateGrant } from './grant/update-grant.ts';
export { changeMatterState } from './matter/change-matter-state.ts';
export { createMatter } from './matter/create-matter.ts';
export { type MatterEventName, type MatterStatus, next as nextMatterStatus } from './matter/lifecycle.ts';
export { fieldsNeeded, type Material, type Matter, matterBody, needsPredicate } from './matter/matter.ts';
export { isMatterCode, type MatterCode, matterCodePattern, parseMatterCode } from './matter/matter-code.ts';
export { type MatterFilter, pageOfMatters } from './matter/matter-store.ts';
export { matterProblems } from './matter/problems.ts';
export { readMatter } from './matter/read-matter.ts';
export { updateMatter } from './matter/update-matter.ts';
export { catalogMigrations } from './migrations/index.ts';
export { changeObjectionState } from './objection/change-objection-state.ts';
export { nextObjection, type ObjectionEventName, type ObjectionStatus } from './objection/lifecycle.ts';
export { objectionProblems } from './objection/problems.ts';
export { raiseForHolder, raiseObjection } from './objection/raise-objection.ts';
export { objectionStandings } from './objection/read-objection.ts';
export { openDataProblems } from './open-data/problems.ts';
export type { OpenPiece, OpenRows, OpenRowsAsked, ReadOpenRows } from './open-data/rows.ts';
export type { Parties } from './parties.ts';
export { administrationOf } from './parties.ts';
export { catalogProblemParts } from './problem-parts.ts';
export { type AnswerClocks, type KeptClocks, loadAnswerClocks, noClocks } from './promise/answer-clocks.ts';
export {
  type CycleComparison,
  compareCycle,
  loadUpdateCycles,
  type UpdateCycle,
} from './promise/update-cycle.ts';
export { changeResourceState } from './resource/change-resource-state.ts';
export { breachesOf, checkResourceDraft, checkStoredResource } from './resource/check-resource.ts';
export { createResource } from './resource/create-resource.ts';
export { deriveRowSchema } from './resource/derive-row-schema.ts';
export { isBreaking, needsReview, resourceDifferences } from './resource/difference.ts';
export type { DifferenceEffect, ResourceDifference } from './resource/difference-texts.ts';
export { fieldNamePattern, isFieldName } from './resource/field-name.ts';
export {
  type Breach,
  type Cell,
  type Finding,
  findingBody,
  findingsOf,
  type Place,
  type Severity,
} from './resource/finding.ts';
export { next as nextResourceStatus, type ResourceEventName, type ResourceStatus } from './resource/lifecycle.ts';
export { loadNeighbours, type Neighbour, type Neighbours } from './resource/neighbours.ts';
export { resourceProblems } from './resource/problems.ts';
export { readResourceDraft } from './resource/read-draft.ts';
export { readOwnResource, readResource } from './resource/read-resource.ts';
export { type RelationLine, relationsOf } from './resource/relations.ts';
export {
  type InformationItem,
  nameKey,
  type Resource,
  type ResourceContent,
  resourceBody,
  type Sensitivity,
  type WrittenContent,
  writtenContent,
} from './resource/resource.ts';
export {
  parseResourceCode,
  type ResourceCode,
  type ResourceCodeParts,
  type ResourceCodeReading,
} from './resource/resource-code.ts';
export { isResourceId, parseResourceId, type ResourceId, resourceIdPattern } from './resource/resource-id.ts';
export { insertResources } from './resource/resource-store.ts';
export { projectSchema, type RowCheck, rowCheckOf } from './resource/row-check.ts';
export { type CheckContext, checkResource, faultsOf, resourceFindings } from './resource/rules.ts';
export { typeDeclarations } from './resource/type-declarations.ts';
export { updateResource } from './resource/update-resource.ts';
export { maySee } from './resource/visibility.ts';
export { changeRevisionState } from './revision/change-revision-state.ts';
export { defaultGraceDays, effectiveFrom } from './revision/grace.ts';
export { readRevision } from './revision/read-revision.ts';
export { nextRevision, type RevisionEventName, type RevisionStatus } from './revision/revision-lifecycle.ts';
export { applyDueRevisions } from './revision/take-effect.ts';
export { writeRevision } from './revision/write-revision.ts';
export { catalogRoutes } from './routes.ts';
export { fillSearchRows } from './search/fill-search-rows.ts';
export { type FacetName, facetNames } from './search/filter.ts';
export { resourceSearchBody } from './search/search-body.ts';
export { type DirectorySearch, type Found, type SearchResult, searchDirectory } from './search/search-directory.ts';
export { exportWorkbook } from './workbook/export-workbook.ts';
export { type ImportOutcome, importWorkbook } from './workbook/import-workbook.ts';
export type { ImportProgress } from './workbook/progress.ts';
export { safeCell } from './workbook/safe-cell.ts';
