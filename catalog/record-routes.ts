import { pagingParameters } from './paging.ts';

/** Routes of one application, demand or objection. */
export interface RecordById {
  Params: { id: string };
}

export const byId = {
  type: 'object',
  required: ['id'],
  properties: { id: { type: 'string', maxLength: 36, description: 'Its id.' } },
} as const;

/** A list without filters. */
export const paging = { type: 'object', additionalProperties: false, properties: pagingParameters } as const;
