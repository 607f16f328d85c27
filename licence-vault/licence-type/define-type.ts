import { type Actor, identityProblems } from '../../identity/index.ts';
import { type Clock, type Database, type PointerError, requireVersion } from '../../kernel/index.ts';
import { usedBy } from '../licence/licence-use.ts';
import { requireNoPersonalNumber } from '../no-personal-number.ts';
import { vaultProblems } from '../problems.ts';
import { checkDefinition } from './check-definition.ts';
import { recordTypeEvent, writeType } from './edition-store.ts';
import { schemaOfItems } from './item.ts';
import { isIssuer, type LicenceType, type LicenceTypeDefinition } from './licence-type.ts';
import { insertIssuers, insertLicenceType, lockLicenceType, readLicenceType } from './licence-type-store.ts';
import { licenceTypeProblems } from './problems.ts';
import { checkTemplate } from './template/check-template.ts';
import { readTemplate } from './template/read-template.ts';
import { keepTemplate, templateOf } from './template/template-store.ts';

/** A definition as somebody writes it; the schema follows from its items, the status from what is done with it. */
export type LicenceTypeDraft = Omit<LicenceTypeDefinition, 'schema' | 'status'>;

interface Parts {
  readonly database: Database;
  readonly clock: Clock;
  readonly actor: Actor;
}

/**
 * Puts a new type into the directory as a draft (编制). Its first issuer is the organisation that defines it, unless that is
 * the data administration.
 * @throws NOT_IN_REACH, LICENCE_TYPE_INVALID, LICENCE_TYPE_TAKEN
 */
export async function defineType(options: Parts & { readonly draft: LicenceTypeDraft }): Promise<LicenceType> {
  const { database, actor } = options;
  if (actor.kind !== 'officer') throw identityProblems.NOT_IN_REACH();
  const definition = definitionOf(options.draft);
  requireDefinition(definition);
  const at = options.clock.now();
  return database.transaction(async (tx) => {
    if (!(await insertLicenceType(tx, definition, at))) throw licenceTypeProblems.LICENCE_TYPE_TAKEN();
    await insertIssuers(tx, definition.code, actor.administration ? [] : [actor.organisation]);
    await recordTypeEvent(tx, { type: definition.code, event: 'define', edition: 1, ...usedBy(actor), at });
    return requireType(tx, definition.code);
  });
}

/**
 * Rewrites a draft, or writes the next edition of a published type, which takes effect when it is published. A template that
 * does not fit any more is a finding at publication, not here.
 * @throws LICENCE_TYPE_UNKNOWN, NOT_IN_REACH, PRECONDITION_REQUIRED, STALE_VERSION, LICENCE_TYPE_EVENT_NOT_ALLOWED for a
 *   withdrawn one, LICENCE_TYPE_INVALID, also for another code, name or kind of holder
 */
export async function reviseType(
  options: Parts & { readonly type: string; readonly draft: LicenceTypeDraft; readonly ifMatch: string | undefined },
): Promise<LicenceType> {
  const definition = definitionOf(options.draft);
  return rewrite({ ...options, event: 'revise' }, async (type) => {
    const fixed = (['code', 'name'] as const)
      .filter((member) => definition[member] !== type[member])
      .map((member) => ({ pointer: `/${member}`, detail: 'stays as it is' }));
    requireDefinition(definition, fixed);
    return { definition, template: writtenOf(type).template };
  });
}

/**
 * Gives a type its template, with the next edition where it is published.
 * @throws as {@link reviseType}; INVALID_INPUT for one that holds a citizen number, LICENCE_TEMPLATE_INVALID with every finding
 */
export async function setTemplate(
  options: Parts & { readonly type: string; readonly svg: string; readonly ifMatch: string | undefined },
): Promise<LicenceType> {
  requireNoPersonalNumber({ '/svg': options.svg });
  const { template, findings = [] } = readTemplate(Buffer.from(options.svg));
  return rewrite({ ...options, event: 'template' }, async (type, tx) => {
    const { definition } = writtenOf(type);
    const errors = template === undefined ? findings : checkTemplate(template, definition);
    if (template === undefined || errors.length > 0) {
      throw licenceTypeProblems.LICENCE_TEMPLATE_INVALID({ count: errors.length }, { errors });
    }
    await keepTemplate(tx, options.svg, template.digest);
    return { definition, template: template.digest };
  });
}

/** What was written last: the revision of a published type, or else what it has. */
export function writtenOf(type: LicenceType): { definition: LicenceTypeDefinition; template: string | undefined } {
  if (type.revision !== undefined) return type.revision;
  const { code, name, title, definingAuthority, kind, status, holder, term, items, fetchFrom, schema } = type;
  const optional = { ...(term === undefined ? {} : { term }), ...(fetchFrom === undefined ? {} : { fetchFrom }) };
  const definition = { code, name, title, definingAuthority, kind, status, holder, items, schema, ...optional };
  return { definition, template: type.template };
}

/** Why what was written last cannot be published; undefined: it can. */
export async function faultOf(database: Database, type: LicenceType) {
  const written = writtenOf(type);
  const errors = checkDefinition(written.definition);
  if (errors.length > 0) return licenceTypeProblems.LICENCE_TYPE_INVALID({ count: errors.length }, { errors });
  const template = await templateOf(database, written);
  const found = template === undefined ? [] : checkTemplate(template, written.definition);
  return found.length === 0
    ? undefined
    : licenceTypeProblems.LICENCE_TEMPLATE_INVALID({ count: found.length }, { errors: found });
}

/** Locks a type for an officer who may define it. */
export async function lockForDefiner(
  tx: Database,
  { actor, type: name, ifMatch }: { actor: Actor; type: string; ifMatch: string | undefined },
): Promise<LicenceType> {
  const found = await readLicenceType(tx, name);
  const version = found === undefined ? undefined : await lockLicenceType(tx, found.code);
  if (found === undefined || version === undefined) throw vaultProblems.LICENCE_TYPE_UNKNOWN();
  if (actor.kind !== 'officer' || !(actor.administration || isIssuer(found, actor.organisation))) {
    throw identityProblems.NOT_IN_REACH();
  }
  requireVersion(ifMatch, version);
  // Read again under the lock: what was read before may have changed meanwhile.
  return requireType(tx, found.code);
}

export async function requireType(database: Database, code: string): Promise<LicenceType> {
  const type = await readLicenceType(database, code);
  if (type === undefined) throw vaultProblems.LICENCE_TYPE_UNKNOWN();
  return type;
}

async function rewrite(
  options: Parts & { readonly type: string; readonly ifMatch: string | undefined; readonly event: string },
  write: (type: LicenceType, tx: Database) => Promise<ReturnType<typeof writtenOf>>,
): Promise<LicenceType> {
  const { actor, event } = options;
  return options.database.transaction(async (tx) => {
    const type = await lockForDefiner(tx, options);
    if (type.status === 'withdrawn') {
      throw licenceTypeProblems.LICENCE_TYPE_EVENT_NOT_ALLOWED({ event, state: type.status, allowed: '–' });
    }
    const written = await write(type, tx);
    const isDraft = type.status === 'draft';
    await writeType(tx, type.code, isDraft ? { inForce: written } : { revision: written });
    const edition = isDraft ? type.edition : type.edition + 1;
    await recordTypeEvent(tx, { type: type.code, event, edition, ...usedBy(actor), at: options.clock.now() });
    return requireType(tx, type.code);
  });
}

function definitionOf(draft: LicenceTypeDraft): LicenceTypeDefinition {
  return { ...draft, status: 'draft', schema: schemaOfItems(draft.items) };
}

function requireDefinition(definition: LicenceTypeDefinition, others: readonly PointerError[] = []): void {
  const errors = [...others, ...checkDefinition(definition)];
  if (errors.length > 0) throw licenceTypeProblems.LICENCE_TYPE_INVALID({ count: errors.length }, { errors });
}
