import type { MigrationFolder } from '../../kernel/index.ts';
import { sealRegister } from '../seal/registry/migration.ts';
import { licences } from './0001-licences.ts';
import { licenceTypeEditions } from './0010-licence-type-editions.ts';
import { licenceTypeEvents } from './0011-licence-type-events.ts';
import { statusLists } from './0040-status-lists.ts';
import { presentedStatements } from './0041-presented-statements.ts';
import { partitions } from './0120-partitions.ts';
import { licenceFiles } from './0121-licence-files.ts';
import { holders } from './0150-holder.ts';
import { consentRequests } from './0151-consent-requests.ts';
import { licenceLinks } from './0160-licence-links.ts';
import { issueJobs } from './0170-issue-jobs.ts';
import { stock } from './0171-stock.ts';
import { licenceEnds } from './0172-licence-ends.ts';
import { foreignIdentifiers } from './0173-foreign-identifiers.ts';
import { submittedContent } from './0174-submitted-content.ts';
import { wordsKeys } from './0175-words-keys.ts';
import { objectionWords } from './0176-objection-words.ts';

export const licenceVaultMigrations: MigrationFolder = {
  schema: 'vault',
  migrations: [
    licences,
    statusLists,
    presentedStatements,
    sealRegister,
    licenceTypeEditions,
    licenceTypeEvents,
    partitions,
    licenceFiles,
    holders,
    consentRequests,
    licenceLinks,
    issueJobs,
    stock,
    licenceEnds,
    foreignIdentifiers,
    submittedContent,
    wordsKeys,
    objectionWords,
  ],
};
