/** One way in which an order is not answered. */
export interface AnswerError {
  readonly status: 'refused' | 'failed';
  /** Fixed words: nothing of the source, its software or its data. */
  readonly detail: string;
}

/**
 * Every code that stands in `error.code` of an answer. `refused`: the order was not acceptable and will not be, sent
 * again as it is. `failed`: the connector or its source could not do it this time.
 */
export const answerErrors = {
  ORDER_TOO_LARGE: { status: 'refused', detail: 'The order is larger than allowed.' },
  ORDER_MALFORMED: { status: 'refused', detail: 'The message is not an order of this contract.' },
  ORDER_VERSION_UNSUPPORTED: { status: 'refused', detail: 'The order is of another version of the contract.' },
  ORDER_NOT_SIGNED: { status: 'refused', detail: 'The order carries no valid attestation of the hub.' },
  ORDER_KEY_UNKNOWN: { status: 'refused', detail: 'The order is signed with a key that is not trusted here.' },
  ORDER_NOT_FOR_US: { status: 'refused', detail: 'The order is for another organisation or came by another subject.' },
  ORDER_EXPIRED: { status: 'refused', detail: 'The deadline of the order has passed.' },
  ORDER_FROM_THE_FUTURE: {
    status: 'refused',
    detail: 'The order was issued at a time still to come: check the clocks.',
  },
  ORDER_REPLAYED: { status: 'refused', detail: 'An order with this id has been taken before.' },
  RESOURCE_UNKNOWN: { status: 'refused', detail: 'This connector does not serve the resource.' },
  FIELD_UNKNOWN: { status: 'refused', detail: 'The order names a field that the connector does not map.' },
  MATCH_NOT_SUPPORTED: { status: 'refused', detail: 'Records cannot be found by this combination of fields here.' },
  SCOPE_NOT_SUPPORTED: { status: 'refused', detail: 'A row condition cannot be applied to its field here.' },
  LIST_NOT_SUPPORTED: { status: 'refused', detail: 'Records cannot be listed here.' },
  VALUE_NOT_USABLE: { status: 'refused', detail: 'A value of the order does not fit the kind of its field.' },
  LIST_CHANGED: { status: 'failed', detail: 'The list cannot go on from this place: it is no longer the same.' },
  BUSY: { status: 'failed', detail: 'The connector has as many orders in hand as it takes.' },
  SOURCE_UNAVAILABLE: { status: 'failed', detail: 'The source cannot be reached.' },
  SOURCE_TIMEOUT: { status: 'failed', detail: 'The source did not answer before the deadline.' },
  SOURCE_ERROR: { status: 'failed', detail: 'The source refused or could not carry out the read.' },
  SOURCE_ANSWER_INVALID: { status: 'failed', detail: 'The source answered something that cannot be read.' },
  SCHEMA_UNAVAILABLE: { status: 'failed', detail: 'The schema of the resource could not be had from the hub.' },
  SCHEMA_VERSION_UNKNOWN: { status: 'failed', detail: 'The connector does not have this version of the schema.' },
  ROWS_INVALID: { status: 'failed', detail: 'The source gave rows that break the schema of the resource.' },
  TOO_MANY_ROWS: { status: 'failed', detail: 'More rows fit the order than the connector gives at a time.' },
  ANSWER_TOO_LARGE: { status: 'failed', detail: 'The answer would be larger than allowed.' },
  INTERNAL: { status: 'failed', detail: 'A fault of the connector.' },
} as const satisfies Readonly<Record<string, AnswerError>>;

export type AnswerCode = keyof typeof answerErrors;
