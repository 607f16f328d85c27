import type { Text } from '../../kernel/index.ts';

/** States of a licence (证照状态), by their codes. */
export const licenceStates = {
  '01': { zh: '有效', en: 'valid' },
  '02': { zh: '暂扣', en: 'suspended' },
  '03': { zh: '撤销', en: 'rescinded' },
  '04': { zh: '注销', en: 'cancelled' },
  '05': { zh: '失效', en: 'lapsed' },
  '06': { zh: '迁出', en: 'transferred out' },
  '07': { zh: '吊销', en: 'revoked' },
  '99': { zh: '其他', en: 'in another state' },
} as const satisfies Readonly<Record<string, Text>>;

export type LicenceState = keyof typeof licenceStates;

/** Operations on a licence (证照操作), by their codes. */
export const licenceOperations = {
  '01': { zh: '签发', en: 'issue' },
  '02': { zh: '延续', en: 'extend' },
  '03': { zh: '暂扣', en: 'suspend' },
  '04': { zh: '到期失效', en: 'expire' },
  '05': { zh: '注销、撤销、吊销或迁出', en: 'cancel, rescind, revoke or transfer out' },
  '06': { zh: '解除暂扣', en: 'lift suspension' },
  '07': { zh: '其他', en: 'other' },
  '08': { zh: '迁入', en: 'transfer in' },
  '09': { zh: '变更', en: 'change' },
  '10': { zh: '撤回迁出', en: 'undo transfer out' },
} as const satisfies Readonly<Record<string, Text>>;

export type LicenceOperation = keyof typeof licenceOperations;

/** For codes that our own database wrote. @throws TypeError for another */
export function licenceState(code: string): LicenceState {
  if (!isLicenceState(code)) throw new TypeError('not a licence state');
  return code;
}

/** For codes that our own database wrote. @throws TypeError for another */
export function licenceOperation(code: string): LicenceOperation {
  if (!isLicenceOperation(code)) throw new TypeError('not a licence operation');
  return code;
}

export function isLicenceState(code: string): code is LicenceState {
  return Object.hasOwn(licenceStates, code);
}

export function isLicenceOperation(code: string): code is LicenceOperation {
  return Object.hasOwn(licenceOperations, code);
}
