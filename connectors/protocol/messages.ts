import { compileSchema, type PointerError, type SchemaCheck } from '../../kernel/index.ts';
import {
  type Answer,
  type HealthReport,
  type HubKeys,
  type HubKeysRequest,
  type HubSchema,
  type HubSchemaRequest,
  type Order,
  schemas,
} from '../generated/schemas.ts';
import { type JsonFault, parseBoundedJson } from './bounded-json.ts';
import type { SigningKey } from './keys.ts';
import {
  maxAnswerDepth,
  maxListRows,
  maxMessageBytes,
  maxOrderBytes,
  maxOrderDepth,
  maxOrderLifetimeMs,
  maxReportBytes,
} from './limits.ts';
import { isPredicate, predicateFault } from './predicates.ts';
import { type MessageType, signMessage } from './signature.ts';

export type MessageFault = JsonFault | 'VERSION_UNSUPPORTED';

/** A message read, or the code of what is wrong with it and where. Values are never repeated. */
export type Parsed<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly code: MessageFault; readonly errors: readonly PointerError[] };

/** Reads an order: size, nesting, version, schema, and what a schema cannot say. It verifies no signature. */
export const parseOrder = reader<Order>({
  schema: schemas.Order,
  maxBytes: maxOrderBytes,
  maxDepth: maxOrderDepth,
  rules: orderRules,
});

/** Reads an answer. That it belongs to a certain order is for `answerFault` to say. */
export const parseAnswer = reader<Answer>({
  schema: schemas.Answer,
  maxBytes: maxMessageBytes,
  maxDepth: maxAnswerDepth,
  rules: answerRules,
});

export const parseHealthReport = reader<HealthReport>({
  schema: schemas.HealthReport,
  maxBytes: maxReportBytes,
  maxDepth: 5,
});

export const parseHubKeysRequest = reader<HubKeysRequest>({
  schema: schemas.HubKeysRequest,
  maxBytes: maxReportBytes,
  maxDepth: 3,
});

export const parseHubKeys = reader<HubKeys>({ schema: schemas.HubKeys, maxBytes: maxReportBytes, maxDepth: 5 });

export const parseHubSchemaRequest = reader<HubSchemaRequest>({
  schema: schemas.HubSchemaRequest,
  maxBytes: maxReportBytes,
  maxDepth: 2,
});

export const parseHubSchema = reader<HubSchema>({
  schema: schemas.HubSchema,
  maxBytes: maxMessageBytes,
  maxDepth: maxAnswerDepth,
});

/** What each type of message carries that is signed by itself. */
export interface MessageBodies {
  readonly 'hufu-keys': HubKeys;
  readonly 'hufu-schema': HubSchema;
  readonly 'hufu-health': HealthReport;
}

/** A message ready to be sent: its bytes, and the signature over exactly these bytes. */
export interface SignedMessage {
  readonly bytes: Buffer;
  readonly signature: string;
}

/** Writes a message once and signs what was written. @example sealMessage({ typ: 'hufu-health', body: report, key }) */
export function sealMessage<T extends MessageType>(options: {
  typ: T;
  body: MessageBodies[T];
  key: SigningKey;
}): SignedMessage {
  const bytes = Buffer.from(JSON.stringify(options.body));
  return { bytes, signature: signMessage({ bytes, typ: options.typ, key: options.key }) };
}

function reader<T>(options: {
  schema: Readonly<Record<string, unknown>>;
  maxBytes: number;
  maxDepth: number;
  rules?: (value: T) => readonly PointerError[];
}): (bytes: Uint8Array) => Parsed<T> {
  const check: SchemaCheck = compileSchema(options.schema);
  return (bytes) => {
    const json = parseBoundedJson({ bytes, maxBytes: options.maxBytes, maxDepth: options.maxDepth });
    if (!json.ok) return { ok: false, code: json.code, errors: [] };
    if (hasOtherVersion(json.value)) return { ok: false, code: 'VERSION_UNSUPPORTED', errors: [] };
    const errors = check(json.value);
    if (errors.length > 0) return { ok: false, code: 'MESSAGE_MALFORMED', errors };
    const value = json.value as T; // the schema that T was generated from has just passed
    const broken = options.rules?.(value) ?? [];
    return broken.length > 0 ? { ok: false, code: 'MESSAGE_MALFORMED', errors: broken } : { ok: true, value };
  };
}

/** Another version is told apart from nonsense, so that an operator learns to upgrade. */
function hasOtherVersion(value: unknown): boolean {
  return (
    typeof value === 'object' &&
    value !== null &&
    'v' in value &&
    Number.isSafeInteger(value.v) &&
    Number(value.v) > 0 &&
    value.v !== 3
  );
}

function orderRules(order: Order): readonly PointerError[] {
  const errors: PointerError[] = [];
  const lifetime = Date.parse(order.deadline) - Date.parse(order.issuedAt);
  if (!(lifetime > 0 && lifetime <= maxOrderLifetimeMs)) {
    errors.push({ pointer: '/deadline', detail: 'must be after issuedAt, by two minutes at most' });
  }
  const claims = Object.keys(order.claims).length;
  if (order.mode === 'lookup' && (order.fields.length === 0 || claims > 0)) {
    errors.push({ pointer: '/fields', detail: 'a lookup has fields and no claims' });
  }
  if (order.mode === 'verify' && (claims === 0 || order.fields.length > 0)) {
    errors.push({ pointer: '/claims', detail: 'a verification has claims and no fields' });
  }
  errors.push(...listErrors(order));
  for (const [field, claim] of Object.entries(order.claims)) {
    const fault = isPredicate(claim) ? predicateFault(claim) : undefined;
    if (fault !== undefined) errors.push({ pointer: `/claims/${field}`, detail: fault });
  }
  order.scope.forEach(({ op, value }, index) => {
    const fits =
      op === 'in'
        ? Array.isArray(value)
        : op === 'eq'
          ? !Array.isArray(value)
          : typeof value === 'string' && value !== '';
    if (!fits) errors.push({ pointer: `/scope/${index}/value`, detail: `not a value for the operation ${op}` });
  });
  return errors;
}

/** A list is of everything that is open: nobody's records are looked for, and nobody's conditions hold. */
function listErrors({ mode, list, match, fields, claims, scope, limit }: Order): readonly PointerError[] {
  const matched = Object.keys(match).length;
  if (mode !== 'list') {
    return [
      ...(list === undefined ? [] : [{ pointer: '/list', detail: 'not of a lookup or verification' }]),
      ...(matched > 0 ? [] : [{ pointer: '/match', detail: 'a lookup or verification has some' }]),
    ];
  }
  if (list === undefined) return [{ pointer: '/list', detail: 'required of a list' }];
  const bare = matched === 0 && Object.keys(claims).length === 0 && scope.length === 0;
  return [
    ...(bare ? [] : [{ pointer: '/match', detail: 'a list has no match, claims or scope' }]),
    ...(fields.length > 0 ? [] : [{ pointer: '/fields', detail: 'a list has some' }]),
    ...(limit <= maxListRows ? [] : [{ pointer: '/limit', detail: `${maxListRows} at most of a list` }]),
  ];
}

function answerRules(answer: Answer): readonly PointerError[] {
  const { status, mode, rows, next, matched, verdicts, error } = answer;
  const errors: PointerError[] = [];
  const require = (fits: boolean, pointer: string, detail: string) => {
    if (!fits) errors.push({ pointer, detail });
  };
  if (status !== 'answered') {
    const bare = [rows, next, matched, verdicts].every((member) => member === undefined);
    require(error !== undefined, '/error', 'required unless answered');
    require(bare, '/status', 'carries no content unless answered');
    return errors;
  }
  const bound = answer.order !== undefined && answer.resource !== undefined && answer.schemaVersion !== undefined;
  const lookup =
    (mode === 'lookup' || mode === 'list') && rows !== undefined && matched === undefined && verdicts === undefined;
  const verify = mode === 'verify' && rows === undefined && matched !== undefined && verdicts !== undefined;
  require(bound, '/order', 'order, resource and schemaVersion are required when answered');
  require(lookup || verify, '/mode', 'a lookup or list is answered by rows, a verification by matched and verdicts');
  require(error === undefined, '/error', 'not when answered');
  const goesOn = mode === 'list' && rows !== undefined && rows.length > 0;
  require(next === undefined || goesOn, '/next', 'of a list that has rows');
  return errors;
}
