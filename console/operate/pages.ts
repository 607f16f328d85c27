import type { Page } from '../shell/areas.ts';

export const operatePages: readonly Page[] = [];
