import { type Brand, defineProblems } from '../kernel/index.ts';

/** An organisation's short id (机构短标识), such as `police`. It stands in NATS subjects, so it holds neither dots nor wildcards. */
export type OrganisationId = Brand<string, 'OrganisationId'>;

/** A system's short id (系统短标识), such as `hrss-pension`; same grammar, same reason. */
export type SystemId = Brand<string, 'SystemId'>;

/** An officer's id, a UUID; unlike the login it never changes and says nothing about the person. */
export type OfficerId = Brand<string, 'OfficerId'>;

/** The grammar of both short ids, as JSON Schemas take it: safe in a NATS subject, an address and a log. */
export const shortIdPattern = '^[a-z][a-z0-9-]{1,31}$';

const shortId = new RegExp(shortIdPattern);

const uuidPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Refusals of the id parsers. The offending text is not repeated: somebody may have typed a personal number into the field. */
export const idProblems = defineProblems({
  ORGANISATION_ID_MALFORMED: {
    status: 400,
    title: { zh: '机构短标识不合格式', en: 'Malformed organisation id' },
    detail: { zh: '给出的机构短标识不合格式。', en: 'The organisation id given is not well formed.' },
    reason: {
      zh: '机构短标识为 2 至 32 位小写字母、数字或连字符，以字母开头。',
      en: 'An organisation id has 2 to 32 lower-case letters, digits or hyphens and begins with a letter.',
    },
    remedy: {
      zh: '核对机构短标识，例如 police；登记清单见 /v1/organisations。',
      en: 'Check the id, for example police; the registered ones are listed at /v1/organisations.',
    },
  },
  SYSTEM_ID_MALFORMED: {
    status: 400,
    title: { zh: '系统短标识不合格式', en: 'Malformed system id' },
    detail: { zh: '给出的系统短标识不合格式。', en: 'The system id given is not well formed.' },
    reason: {
      zh: '系统短标识为 2 至 32 位小写字母、数字或连字符，以字母开头。',
      en: 'A system id has 2 to 32 lower-case letters, digits or hyphens and begins with a letter.',
    },
    remedy: {
      zh: '核对系统短标识，例如 hrss-pension；登记清单见 /v1/systems。',
      en: 'Check the id, for example hrss-pension; the registered ones are listed at /v1/systems.',
    },
  },
});

/**
 * Makes an organisation id of outside text.
 * @throws Problem ORGANISATION_ID_MALFORMED
 * @example parseOrganisationId('police')
 */
export function parseOrganisationId(value: unknown): OrganisationId {
  if (!isShortId(value)) throw idProblems.ORGANISATION_ID_MALFORMED();
  return value as OrganisationId;
}

/**
 * Makes a system id of outside text.
 * @throws Problem SYSTEM_ID_MALFORMED
 * @example parseSystemId('hrss-pension')
 */
export function parseSystemId(value: unknown): SystemId {
  if (!isShortId(value)) throw idProblems.SYSTEM_ID_MALFORMED();
  return value as SystemId;
}

function isShortId(value: unknown): value is string {
  return typeof value === 'string' && shortId.test(value);
}

export function isOrganisationId(text: string): text is OrganisationId {
  return shortId.test(text);
}

export function isSystemId(text: string): text is SystemId {
  return shortId.test(text);
}

export function isOfficerId(text: string): text is OfficerId {
  return uuidPattern.test(text);
}

/** For ids that our own program or database wrote. @throws TypeError for text outside the grammar */
export function organisationId(text: string): OrganisationId {
  if (!isOrganisationId(text)) throw new TypeError('not an organisation id');
  return text;
}

/** For ids that our own program or database wrote. @throws TypeError for text outside the grammar */
export function systemId(text: string): SystemId {
  if (!isSystemId(text)) throw new TypeError('not a system id');
  return text;
}

/** For ids that our own program or database wrote. @throws TypeError for text outside the grammar */
export function officerId(text: string): OfficerId {
  if (!isOfficerId(text)) throw new TypeError('not an officer id');
  return text;
}
