import { say } from '../language/language.ts';
import { has } from '../session/session.ts';

/** Why the officer may not change systems and their keys; empty for an operator. */
export const operatorsOnly = (): string =>
  has('operator') ? '' : say('由本单位运行管理员办理。', 'Your organisation’s operator does this.');
