import type { Page } from '../shell/areas.ts';

export const auditPages: readonly Page[] = [];
