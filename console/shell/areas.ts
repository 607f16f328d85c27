import type { Component } from 'vue';
import type { Role } from '../session/session.ts';

/** A page of the console. */
export interface Page {
  /** Path under `/`, as vue-router reads it. */
  readonly path: string;
  readonly name: string;
  readonly zh: string;
  readonly en: string;
  /** Loaded when it is opened first. */
  readonly open: () => Promise<Component>;
  /** Listed among the ways to go, or reached from another page. */
  readonly listed: boolean;
  /** Who may; the pages of everybody have none. The hub decides again for each request. */
  readonly roles?: readonly Role[] | 'any' | undefined;
}

/** Pages that belong together: one kind of work. */
export interface Area {
  readonly zh: string;
  readonly en: string;
  readonly pages: readonly Page[];
}
