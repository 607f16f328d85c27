import type { Page } from '../shell/areas.ts';

export const directoryPages: readonly Page[] = [];
