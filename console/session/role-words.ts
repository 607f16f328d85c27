import { say } from '../language/language.ts';
import type { Role } from './session.ts';

const words: Readonly<Record<Role, readonly [string, string]>> = {
  'catalogue-administrator': ['目录管理员', 'catalogue administrator'],
  'approval-clerk': ['审批人员', 'approval clerk'],
  'seal-keeper': ['印章管理员', 'seal keeper'],
  auditor: ['审计员', 'auditor'],
  operator: ['运行管理员', 'operator'],
};

/** Every role that an officer may have. */
export const roleNames = Object.keys(words) as readonly Role[];

/** What a role is called. */
export function roleWord(role: Role): string {
  return say(...words[role]);
}
