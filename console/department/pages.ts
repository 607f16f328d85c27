import type { Page } from '../shell/areas.ts';

export const departmentPages: readonly Page[] = [];
