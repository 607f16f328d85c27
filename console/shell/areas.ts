import { type Component, type InjectionKey, inject } from 'vue';
import { has, type Role, session } from '../session/session.ts';

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
  /** What it is for, in a line, for whoever sees it for the first time. */
  readonly about: { readonly zh: string; readonly en: string };
  readonly pages: readonly Page[];
}

/** Under which the frame hands the areas to its parts; they cannot import them, being among them. */
export const areasKey: InjectionKey<readonly Area[]> = Symbol('areas');

/** Every area of the console. */
export function useAreas(): readonly Area[] {
  return inject(areasKey, []);
}

/** May whoever is logged in now open this page? The hub decides each request anyway; this spares people dead ends. */
export function mayOpen(page: Page): boolean {
  if (page.roles === undefined) return true;
  if (session.value === undefined) return false;
  return page.roles === 'any' || page.roles.some(has);
}
