import type { Answer } from '../api/index.ts';

/** One thing that the checks find: where, what, by which rule, and how to put it right. */
export type Finding = Answer<'POST /v1/resource-checks'>['items'][number];
