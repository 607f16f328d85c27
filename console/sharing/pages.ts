import type { Page } from '../shell/areas.ts';

export const sharingPages: readonly Page[] = [];
