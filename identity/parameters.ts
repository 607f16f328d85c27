import type { OrganisationId, SystemId } from './ids.ts';
import { shortIdPattern } from './ids.ts';
import type { Status } from './tables.ts';

/** Path parameters and query strings of identity's routes, as JSON Schemas. */

const shortId = { type: 'string', pattern: shortIdPattern } as const;
const status = { type: 'string', enum: ['active', 'suspended'] } as const;

/** `{id}` of an organisation or a system. */
export const shortIdParams = parameters({ id: shortId });
export const systemKeyParams = parameters({ id: shortId, kid: { type: 'string', maxLength: 64 } });
export const natsUserParams = parameters({ id: shortId, publicKey: { type: 'string', maxLength: 64 } });
export const officerParams = parameters({ id: { type: 'string', format: 'uuid' } });

/** Rows a page has unless the caller says otherwise, and at most. */
const standardLimit = 50;
const greatestLimit = 200;

/** What every list takes. */
export interface PageQuery {
  readonly limit: number;
  readonly cursor?: string;
}

export interface OrganisationQuery extends PageQuery {
  readonly status?: Status;
}

export interface SystemQuery extends PageQuery {
  readonly organisation?: OrganisationId;
  readonly kind?: 'consumer' | 'provider';
  readonly status?: Status;
}

export interface OfficerQuery extends PageQuery {
  readonly organisation?: OrganisationId;
}

export const organisationQuery = query({ status });
export const systemQuery = query({
  organisation: shortId,
  kind: { type: 'string', enum: ['consumer', 'provider'] },
  status,
});
export const officerQuery = query({ organisation: shortId });

/** Officers whose names are asked for at once, at most. */
const mostNames = 50;
const uuidText = '[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}';

export interface OfficerNamesQuery {
  /** Ids of officers, with commas between them. */
  readonly ids: string;
}

export const officerNamesQuery = {
  type: 'object',
  required: ['ids'],
  additionalProperties: false,
  properties: {
    ids: {
      type: 'string',
      pattern: `^${uuidText}(,${uuidText}){0,${mostNames - 1}}$`,
      description: `Ids of officers, ${mostNames} at most, with commas between them.`,
    },
  },
} as const;

/** Path parameters of a system. */
export interface SystemParams {
  readonly id: SystemId;
}

function parameters(properties: Readonly<Record<string, object>>) {
  return { type: 'object', required: Object.keys(properties), additionalProperties: false, properties } as const;
}

function query(properties: Readonly<Record<string, object>>) {
  return {
    type: 'object',
    additionalProperties: false,
    properties: {
      limit: { type: 'integer', minimum: 1, maximum: greatestLimit, default: standardLimit },
      cursor: { type: 'string', maxLength: 400, description: 'The member `next` of the page before.' },
      ...properties,
    },
  } as const;
}
