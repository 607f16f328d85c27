/**
 * Return codes (返回码) of licence sharing as seen in a provincial deployment: 0 done, 10 none found, 11 not authenticated,
 * 12 a field is missing, 100 no permission for the type, 103 wrong kind of holder, 113 wrong type code, 99 anything else.
 */
export type ReturnCode = '0' | '10' | '11' | '12' | '99' | '100' | '103' | '113';

/** What a refusal of the house is called there. */
const ofProblems: Readonly<Record<string, ReturnCode>> = {
  LICENCE_NOT_FOUND: '10',
  LICENCE_LINK_UNKNOWN: '10',
  SHARE_SYSTEM_MISMATCH: '11',
  LICENCE_PURPOSE_UNKNOWN: '100',
  LICENCE_TYPE_NOT_NEEDED: '100',
  LICENCE_CONSENT_NEEDED: '100',
  LICENCE_SHARING_STOPPED: '100',
  HOLDER_KIND_UNKNOWN: '103',
  LICENCE_HOLDER_KIND_WRONG: '103',
  LICENCE_TYPE_UNKNOWN: '113',
};

/** The members of a Problem that tell its return code. */
export interface CodedRefusal {
  readonly code: string;
  readonly status: number;
  readonly errors: readonly { readonly detail: string }[];
}

/** The return code of a refusal. */
export function returnCodeOf(refusal: CodedRefusal): ReturnCode {
  const { code, errors } = refusal;
  const known = Object.hasOwn(ofProblems, code) ? ofProblems[code] : undefined;
  if (known !== undefined) return known;
  if (isAtTheDoor(refusal)) return '11';
  // The words in which the kernel tells of a member that is not there.
  const isMissing = code === 'INVALID_INPUT' && errors.some(({ detail }) => detail === 'required field is missing');
  return isMissing ? '12' : '99';
}

/**
 * Does a refusal keep its HTTP status? Clients of provincial deployments read the return code of an answer with 200 and take
 * every other status for a broken line, which is right for these: nobody was let in, or asks too often, or the fault is ours.
 */
export function keepsStatus(refusal: CodedRefusal): boolean {
  return isAtTheDoor(refusal) || refusal.status === 429 || refusal.status >= 500;
}

/** Refused for who asks, before anybody looked at what is asked. */
function isAtTheDoor({ code, status }: CodedRefusal): boolean {
  return status === 401 || (status === 403 && !Object.hasOwn(ofProblems, code));
}
