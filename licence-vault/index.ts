export { type FileRow, rowsOfLines } from './bulk/file-row.ts';
export { batchOf, type IssueBatch, type IssueOutcome } from './bulk/issue-batch.ts';
export { type IssueJobRunner, startIssueJobs } from './bulk/job-runner.ts';
export { purgeJobs } from './bulk/job-store.ts';
export { issueJobProblems } from './bulk/problems.ts';
export { issueJobRoutes } from './bulk/routes.ts';
export { type RunParts, takeTurn } from './bulk/run-jobs.ts';
export { submitIssueJob } from './bulk/submit-job.ts';
export { type CopyParts, type CopyRequest, type LicenceCopy, makeCopy } from './copy/make-copy.ts';
export { copyProblems } from './copy/problems.ts';
export { rewrapDataKeys } from './encryption/rewrap-data-keys.ts';
export { type VaultKeys, vaultKeys } from './encryption/vault-keys.ts';
export type {
  IssuedLicence as IssuedLicenceJson,
  Licence as LicenceJson,
  LicenceDocument,
  LicenceType as LicenceTypeJson,
  Verdict as VerdictJson,
} from './generated/schemas.ts';
export { schemas as licenceVaultSchemas } from './generated/schemas.ts';
export { purgeConsentRequests } from './holder/ask-consent.ts';
export type { ObjectionParts, UseOfHolder } from './holder/object.ts';
export { requireOwnLicence } from './holder/own-licences.ts';
export { holderProblems } from './holder/problems.ts';
export { type HolderViewParts, holderRoutes } from './holder/routes.ts';
export { type GroundsOfMatter, type MatterGrounds, type SharingParts, sharingOf } from './holder/sharing.ts';
export { licenceCheckCharacter } from './identifier/check-character.ts';
export { describeLicenceNumber, type LicenceNumberDescription } from './identifier/describe.ts';
export {
  checkLicenceIdentifier,
  composeLicenceIdentifier,
  type IdentifierFinding,
  type LicenceIdentifier,
  type LicenceIdentifierParts,
  licenceIdentifierParts,
  parseLicenceIdentifier,
} from './identifier/identifier.ts';
export { changeLicence, type OperationRequest } from './licence/change-licence.ts';
export {
  type LicenceKey,
  type LicenceKeys,
  type LicenceSigner,
  licenceDocumentType,
  signLicence,
} from './licence/document.ts';
export { expireLicences } from './licence/expire-licences.ts';
export type { FactsQuestion, FetchedFacts, FetchFacts } from './licence/fetch-facts.ts';
export { claimsDigest, claimsFileName, claimsName } from './licence/file/claims.ts';
export type { FileFormat } from './licence/file/file-store.ts';
export type { TwinSigning } from './licence/file/pdf-twin.ts';
export { readLicenceFile } from './licence/file/stored-file.ts';
export { findLicences } from './licence/find-licences.ts';
export { findNamedLicence } from './licence/find-named-licence.ts';
export { holderIndex } from './licence/holder-index.ts';
export type { IssueRequest } from './licence/issue-draft.ts';
export { type IssuedLicence, type IssueParts, issueLicence, issueLicences } from './licence/issue-licence.ts';
export { type LicenceReference, licenceJson, type StoredLicence } from './licence/licence.ts';
export type { LicenceEvent, LicenceUse, RecordUse, RecordUses } from './licence/licence-use.ts';
export { type LicenceStep, next, type OperationFacts } from './licence/next.ts';
export type { LicenceTypesOfMatter, Purpose } from './licence/purpose.ts';
export { readLicence } from './licence/read-licence.ts';
export { parseLicenceReference } from './licence/reference.ts';
export { showHistory, showLicence } from './licence/show-licence.ts';
export { type LicenceOperation, type LicenceState, licenceOperations, licenceStates } from './licence/state.ts';
export { type Assurance, assuranceOf, type StockOrigin } from './licence/stock-origin.ts';
export type { UseParts } from './licence/use-parts.ts';
export { appointIssuers } from './licence-type/appoint-issuers.ts';
export { businessLicence } from './licence-type/business-licence.ts';
export { changeType } from './licence-type/change-type.ts';
export { checkDefinition } from './licence-type/check-definition.ts';
export { defineType, type LicenceTypeDraft, reviseType, setTemplate } from './licence-type/define-type.ts';
export type { Issuer, IssuerDirectory } from './licence-type/issuer.ts';
export { faceItem, innerItem, type LicenceItem, schemaOfItems } from './licence-type/item.ts';
export type { LicenceType, LicenceTypeDefinition } from './licence-type/licence-type.ts';
export { readLicenceType, readLicenceTypes } from './licence-type/licence-type-store.ts';
export { type LicenceTypeEvent, nextTypeState } from './licence-type/life.ts';
export { licenceTypeProblems } from './licence-type/problems.ts';
export { registerLicenceType } from './licence-type/register-licence-type.ts';
export { checkTemplate } from './licence-type/template/check-template.ts';
export { layoutLicence, sealPlaceOf } from './licence-type/template/layout.ts';
export type { LicenceTemplate } from './licence-type/template/licence-template.ts';
export { readTemplate, templateLimits } from './licence-type/template/read-template.ts';
export { templateOf } from './licence-type/template/template-store.ts';
export { followLink } from './link/follow-link.ts';
export { type LinkParts, longestLinkSeconds, makeLink, purgeLinks } from './link/make-link.ts';
export { linkProblems } from './link/problems.ts';
export { licenceVaultMigrations } from './migrations/index.ts';
export type { CustomData, DocInfo } from './ofd/model/ofd-file.ts';
export { textOf as textOfPage } from './ofd/model/page.ts';
export { type OfdDocumentModel, type OfdModel, readOfd, readPages } from './ofd/model/read-ofd.ts';
export type { SignatureDescription, StampAnnotation } from './ofd/model/signature.ts';
export type { Box } from './ofd/model/values.ts';
export { type OfdPackage, openPackage as openOfdPackage, type PackageEntry } from './ofd/package/package.ts';
export { type PackagePart, writePackage as writeOfdPackage } from './ofd/package/write-package.ts';
export { ofdProblems } from './ofd/problems.ts';
export type { SealPlacement } from './ofd/seal/placement.ts';
export {
  type OfdSealing,
  type SealingSigner,
  type SealMode,
  type SealUse as SealApplication,
  sealOfd,
  sealOfdWith,
} from './ofd/seal/seal-ofd.ts';
export { inspectOfd, type OfdInspection } from './ofd/verify/inspect-ofd.ts';
export {
  type OfdSignatureVerdict,
  type OfdVerification,
  type OfdVerificationOptions,
  verifyOfd,
} from './ofd/verify/verify-ofd.ts';
export type {
  AttachmentSource,
  FontSource,
  OfdContent,
  PageContent,
  PageItem,
  PathItem,
  PathSegment,
  PictureItem,
  TextItem,
} from './ofd/write/content.ts';
export { writeOfd } from './ofd/write/write-ofd.ts';
export { readXml as readOfdXml } from './ofd/xml/read-xml.ts';
export { pdfProblems } from './pdf/problems.ts';
export { PdfFault } from './pdf/read/fault.ts';
export { type PdfSigning, signPdf } from './pdf/sign/sign-pdf.ts';
export { readPdf } from './pdf/verify/read-pdf.ts';
export { type PdfVerification, verifyPdf } from './pdf/verify/verify-pdf.ts';
export { vaultProblems } from './problems.ts';
export { type VaultParts, vaultRoutes } from './routes.ts';
export { everyOrganisation, listChoices as listSealChoices } from './seal/choice/choice-store.ts';
export type { Sealing } from './seal/choice/sealing.ts';
export { setSealChoice } from './seal/choice/set-seal-choice.ts';
export type { SealedFile } from './seal/impact/receipts-of-files.ts';
export { makeSeal, type SealContent, type Stamp } from './seal/make/make-seal.ts';
export { type SealedThing, signWithSeal } from './seal/make/sign-with-seal.ts';
export type { Signer as SealSigner } from './seal/make/signer.ts';
export { type CheckedPicture, checkPng } from './seal/picture/check-png.ts';
export { drawRoundSeal, type RoundSeal } from './seal/picture/draw-seal.ts';
export { loadSealOutlines, renderPng } from './seal/picture/render-picture.ts';
export { nationalSealSizes, type SealBody } from './seal/picture/seal-size.ts';
export { sealProblems } from './seal/problems.ts';
export { applyForSeal } from './seal/registry/apply-for-seal.ts';
export { changeSeal } from './seal/registry/change-seal.ts';
export { sealRoutes } from './seal/registry/routes.ts';
export type { SealParts } from './seal/registry/seal-parts.ts';
export { sealStatus } from './seal/registry/seal-status.ts';
export { showSealFile, showSeals } from './seal/registry/show-seals.ts';
export type { StoredSeal } from './seal/registry/stored-seal.ts';
export { databaseTime, type UseSealParts, useSeal } from './seal/registry/use-seal.ts';
export { readSeal, type Seal } from './seal/structure/seal.ts';
export { readSealSignature, type SealSignature } from './seal/structure/seal-signature.ts';
export { pathTrust } from './seal/verify/path-trust.ts';
export type { RevocationFact, SealTrust, TimeStampFact } from './seal/verify/trust.ts';
export { readTrustFiles } from './seal/verify/trust-files.ts';
export type { TrustMaterial } from './seal/verify/trust-material.ts';
export { verifySeal } from './seal/verify/verify-seal.ts';
export { verifySealSignature } from './seal/verify/verify-seal-signature.ts';
export { shareProblems } from './share/problems.ts';
export { type ReturnCode, returnCodeOf } from './share/return-codes.ts';
export { findByQr } from './statement/find-by-qr.ts';
export {
  type Presentation,
  type PresentedLicence,
  type PresentParts,
  presentByHolder,
  presentForPurpose,
} from './statement/present-licence.ts';
export { purgePresented } from './statement/presented-store.ts';
export { drawQr, type QrPicture } from './statement/qr-picture.ts';
export { readQrText, signStatement, writeQrText } from './statement/qr-text.ts';
export { readQrPhoto } from './statement/read-photo.ts';
export type { LicenceStatement } from './statement/statement.ts';
export { publishDueStatusLists, type StatusParts } from './status/publish-status-lists.ts';
export { packStatuses } from './status/status-list.ts';
export { writeStatusCwt, writeStatusJwt } from './status/status-token.ts';
export type { TokenSigner } from './token/token-signer.ts';
export { type FileVerdict, fileVerdictJson } from './verify/file-verdict.ts';
export type { KnownStatus } from './verify/status.ts';
export { statusInList } from './verify/status-in-list.ts';
export { type Verdict, verdictJson } from './verify/verdict.ts';
export { verifyDocument } from './verify/verify-document.ts';
export { type VerificationSubject, type VerifyParts, verifyLicence } from './verify/verify-licence.ts';
export { verifyQrText } from './verify/verify-statement.ts';
