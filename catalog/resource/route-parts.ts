/** Routes of one resource. */
export interface ById {
  Params: { id: string };
}

export const params = {
  type: 'object',
  required: ['id'],
  properties: {
    id: { type: 'string', maxLength: 255, description: 'Id of the resource.', example: 'population.resident' },
  },
} as const;

/** The chapter of the description. */
export const tags = ['directory'];
