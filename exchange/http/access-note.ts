import type { AccessRule, Role } from '../../identity/index.ts';
import type { Text } from '../../kernel/index.ts';

/** An access rule as the description of the interface publishes it, for programs. */
export type PublishedAccess =
  | { readonly public: true }
  | {
      readonly officers: readonly Role[] | 'any';
      readonly systems: readonly ('consumer' | 'provider')[] | 'any';
      /** People and organisations that look after what is their own. */
      readonly holders: boolean;
    };

declare module 'fastify' {
  interface FastifySchema {
    /** Who may call the operation. Made out of the rule that the hub enforces, so that the two cannot differ. */
    'x-hufu-access'?: PublishedAccess;
  }
}

/** The rule with nothing left to be understood: who is not named is not let in. */
export function publishedAccess(rule: AccessRule): PublishedAccess {
  if ('public' in rule) return { public: true };
  return { officers: rule.officers ?? [], systems: rule.systems ?? [], holders: rule.holders === true };
}

const roleNames: Readonly<Record<Role, Text>> = {
  'catalogue-administrator': { zh: '目录管理员', en: 'catalogue administrator' },
  'approval-clerk': { zh: '审批人员', en: 'approval clerk' },
  'seal-keeper': { zh: '印章管理员', en: 'seal keeper' },
  auditor: { zh: '审计员', en: 'auditor' },
  operator: { zh: '运行管理员', en: 'operator' },
};
const systemNames: Readonly<Record<'consumer' | 'provider', Text>> = {
  consumer: { zh: '需求方系统', en: 'consumer system' },
  provider: { zh: '提供方系统', en: 'provider system' },
};
const anyOfficer: Text = { zh: '任何人员', en: 'any officer' };
const anySystem: Text = { zh: '任何系统', en: 'any system' };
const anyHolder: Text = { zh: '持证主体本人', en: 'the holder' };

/** Who may call an operation, in a line of both languages for people who read the description. */
export function accessNote(access: PublishedAccess): string {
  if ('public' in access) return '调用者：任何人。 · Open to everybody.';
  const { officers, systems, holders } = access;
  const named = [
    ...(officers === 'any' ? [anyOfficer] : officers.map((role) => roleNames[role])),
    ...(systems === 'any' ? [anySystem] : systems.map((kind) => systemNames[kind])),
    ...(holders ? [anyHolder] : []),
  ];
  const zh = named.map((name) => name.zh).join('、');
  return `调用者：${zh}。 · Callers: ${named.map((name) => name.en).join(', ')}.`;
}
