import { actorReference, parseOrganisationId, requireReach } from '../../identity/index.ts';
import { requireVersion } from '../../kernel/index.ts';
import { requireCatalogueAdministrator, requireCatalogueRole } from '../access.ts';
import { type CatalogChange, recordChange } from '../change/change.ts';
import type { ActingDeps } from '../deps.ts';
import type { ApplicationDraft } from '../generated/schemas.ts';
import { parseGrantId } from '../grant/grant-id.ts';
import { findGrant } from '../grant/grant-store.ts';
import { readGrantDraft } from '../grant/read-draft.ts';
import { requireConsumer } from '../grant/requirements.ts';
import { requireVisibleGrant } from '../grant/visibility.ts';
import { parseRecordId, type RecordId } from '../record-id.ts';
import { parseResourceId } from '../resource/resource-id.ts';
import { findResource } from '../resource/resource-store.ts';
import { requireVisible } from '../resource/visibility.ts';
import { requireStorable } from '../storable.ts';
import { type Application, grantDraftOf, requireVisibleApplication } from './application.ts';
import { findApplication, insertApplication, saveApplication } from './application-store.ts';
import { applicationProblems } from './problems.ts';

/**
 * Begins an application for the organisation that asks. What it asks for is judged when it is submitted.
 * @throws ROLE_REQUIRED, NOT_IN_REACH, RESOURCE_NOT_FOUND, GRANT_CONSUMER_UNKNOWN, APPLICATION_ASKS_NOTHING, and the refusals
 * of `readGrantDraft`
 */
export async function createApplication(options: ActingDeps & { draft: ApplicationDraft }): Promise<Application> {
  const { actor, draft, database } = options;
  requireCatalogueRole(actor);
  const consumer = parseOrganisationId(draft.consumer.organisation);
  requireReach(actor, consumer);
  const at = options.clock.now();
  readForm(options, draft, at);
  const id = parseRecordId(options.random.uuid());
  const resource = requireVisible(actor, await findResource(database, parseResourceId(draft.resource)));
  const by = actorReference(actor);
  const application: Application = {
    ...{ id, consumer, form: draft, resource: resource.id, provider: resource.provider, status: 'draft', reviews: [] },
    ...{ edition: undefined, submittedAt: undefined, submittedBy: undefined, refusal: undefined, grant: undefined },
    renews: draft.renews === undefined ? undefined : parseGrantId(draft.renews),
    ...{ version: 1, createdAt: at, createdBy: by, updatedAt: at, updatedBy: by },
  };
  await requireKnownGrant(options, application);
  const change: CatalogChange = { kind: 'application', subject: id, event: 'created', version: 1 };
  await database.transaction(async (tx) => {
    await insertApplication(tx, application);
    await recordChange(tx, { change, actor, at, before: undefined, after: application });
  });
  await options.onChange?.(change);
  return application;
}

/**
 * Fills the form of a draft in anew. Who asks for which resource stays.
 * @param options.ifMatch the ETag of the version the change is based on
 * @throws APPLICATION_NOT_FOUND, ROLE_REQUIRED, NOT_IN_REACH, PRECONDITION_REQUIRED, STALE_VERSION, APPLICATION_NOT_A_DRAFT,
 * APPLICATION_IDENTITY_FIXED, and the refusals of {@link createApplication}
 */
export async function updateApplication(
  options: ActingDeps & { id: RecordId; draft: ApplicationDraft; ifMatch: string | undefined },
): Promise<Application> {
  const { actor, id, draft } = options;
  const at = options.clock.now();
  const { application, change } = await options.database.transaction(async (tx) => {
    const before = requireVisibleApplication(actor, await findApplication(tx, id, 'change'));
    requireCatalogueAdministrator(actor, before.consumer);
    requireVersion(options.ifMatch, before.version);
    if (before.status !== 'draft') throw applicationProblems.APPLICATION_NOT_A_DRAFT({ state: before.status });
    if (draft.resource !== before.resource) {
      throw applicationProblems.APPLICATION_IDENTITY_FIXED({ member: 'resource' });
    }
    if (draft.consumer.organisation !== before.consumer) {
      throw applicationProblems.APPLICATION_IDENTITY_FIXED({ member: 'consumer' });
    }
    readForm(options, draft, at);
    const after: Application = {
      ...before,
      form: draft,
      renews: draft.renews === undefined ? undefined : parseGrantId(draft.renews),
      version: before.version + 1,
      updatedAt: at,
      updatedBy: actorReference(actor),
    };
    await requireKnownGrant({ ...options, database: tx }, after);
    await saveApplication(tx, after);
    const entry: CatalogChange = { kind: 'application', subject: id, event: 'updated', version: after.version };
    await recordChange(tx, { change: entry, actor, at, before, after });
    return { application: after, change: entry };
  });
  await options.onChange?.(change);
  return application;
}

function readForm({ parties }: ActingDeps, draft: ApplicationDraft, at: Date): void {
  requireStorable(draft);
  const { fields = [], verifyFields = [], predicates = [] } = draft;
  if (fields.length + verifyFields.length + predicates.length === 0) {
    throw applicationProblems.APPLICATION_ASKS_NOTHING();
  }
  requireConsumer(parties, readGrantDraft(grantDraftOf(draft, { from: at, until: at })));
}

async function requireKnownGrant({ database, actor }: ActingDeps, { renews }: Application): Promise<void> {
  if (renews !== undefined) requireVisibleGrant(actor, await findGrant(database, renews));
}
