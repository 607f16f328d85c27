import type { MigrationFolder } from '../../kernel/index.ts';
import { quotaEvidenceConnectors } from './0001-quota-evidence-connectors.ts';
import { quotaLife } from './0002-quota-life.ts';
import { evidenceLog } from './0003-evidence-log.ts';
import { decisionTrail } from './0004-decision-trail.ts';
import { repeatedRequests } from './0005-repeated-requests.ts';
import { requestNonces } from './0005-request-nonces.ts';
import { quotaLeases } from './0006-quota-leases.ts';
import { factLife } from './0007-fact-life.ts';
import { cheaperAppending } from './0008-cheaper-appending.ts';
import { promises } from './0009-promises.ts';
import { noncesWithEvidence } from './0010-nonces-with-evidence.ts';
import { useByMatter } from './0011-use-by-matter.ts';
import { hubsAndBackups } from './0012-hubs-and-backups.ts';

export const exchangeMigrations: MigrationFolder = {
  schema: 'exchange',
  migrations: [
    quotaEvidenceConnectors,
    quotaLife,
    evidenceLog,
    decisionTrail,
    quotaLeases,
    requestNonces,
    repeatedRequests,
    factLife,
    cheaperAppending,
    promises,
    noncesWithEvidence,
    useByMatter,
    hubsAndBackups,
  ],
};
