import type { Page } from '../shell/areas.ts';

export const clerkPages: readonly Page[] = [];
