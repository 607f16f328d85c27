import { session } from '../session/session.ts';
import type { Who } from './steps.ts';

/** Whoever is logged in; nobody may do anything. */
export function who(): Who {
  return session.value?.officer ?? { id: '', organisation: '', administration: false, roles: [] };
}
