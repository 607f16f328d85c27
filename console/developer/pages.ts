import type { Page } from '../shell/areas.ts';

export const developerPages: readonly Page[] = [];
