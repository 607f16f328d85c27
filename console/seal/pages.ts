import type { Page } from '../shell/areas.ts';

export const sealPages: readonly Page[] = [];
