import type { Page } from '../shell/areas.ts';

export const holderPages: readonly Page[] = [];
