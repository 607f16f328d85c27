/** The header of a change that says which version it is based on. */
export const ifMatch = {
  type: 'object',
  properties: { 'if-match': { type: 'string', description: 'ETag of the version the change is based on.' } },
} as const;
