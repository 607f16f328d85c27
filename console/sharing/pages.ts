import type { Role } from '../session/session.ts';
import type { Page } from '../shell/areas.ts';

const writers: readonly Role[] = ['catalogue-administrator'];
const keepers: readonly Role[] = ['catalogue-administrator', 'auditor'];
const clerks: readonly Role[] = ['catalogue-administrator', 'approval-clerk', 'auditor'];
const objectors: readonly Role[] = ['catalogue-administrator', 'approval-clerk'];

export const sharingPages: readonly Page[] = [
  {
    ...{ path: '/inbox', name: 'inbox', zh: '待办', en: 'Inbox', roles: clerks, listed: true },
    open: () => import('./inbox-page.tsx').then((m) => m.InboxPage),
  },
  {
    ...{
      path: '/applications',
      name: 'applications',
      zh: '共享申请',
      en: 'Applications',
      roles: keepers,
      listed: true,
    },
    open: () => import('./applications-page.tsx').then((m) => m.ApplicationsPage),
  },
  {
    ...{ path: '/applications/new', name: 'application-new', zh: '填写共享申请', en: 'Apply for data' },
    ...{ roles: writers, listed: false },
    open: () => import('./application-form-page.tsx').then((m) => m.ApplicationFormPage),
  },
  {
    ...{
      path: '/applications/:id',
      name: 'application',
      zh: '共享申请',
      en: 'Application',
      roles: keepers,
      listed: false,
    },
    open: () => import('./application-page.tsx').then((m) => m.ApplicationPage),
  },
  {
    ...{ path: '/grants', name: 'grants', zh: '共享授权', en: 'Grants', roles: clerks, listed: true },
    open: () => import('./grants-page.tsx').then((m) => m.GrantsPage),
  },
  {
    ...{ path: '/grants/:id', name: 'grant', zh: '共享授权', en: 'Grant', roles: clerks, listed: false },
    open: () => import('./grant-page.tsx').then((m) => m.GrantPage),
  },
  {
    ...{ path: '/demands', name: 'demands', zh: '数据需求', en: 'Demands', roles: keepers, listed: true },
    open: () => import('./demands-page.tsx').then((m) => m.DemandsPage),
  },
  {
    ...{
      path: '/demands/new',
      name: 'demand-new',
      zh: '提出数据需求',
      en: 'Make a demand',
      roles: writers,
      listed: false,
    },
    open: () => import('./demand-form-page.tsx').then((m) => m.DemandFormPage),
  },
  {
    ...{ path: '/demands/:id', name: 'demand', zh: '数据需求', en: 'Demand', roles: keepers, listed: false },
    open: () => import('./demand-page.tsx').then((m) => m.DemandPage),
  },
  {
    ...{ path: '/objections', name: 'objections', zh: '数据异议', en: 'Objections', roles: clerks, listed: true },
    open: () => import('./objections-page.tsx').then((m) => m.ObjectionsPage),
  },
  {
    ...{ path: '/objections/new', name: 'objection-new', zh: '提出异议', en: 'Raise an objection' },
    ...{ roles: objectors, listed: false },
    open: () => import('./objection-form-page.tsx').then((m) => m.ObjectionFormPage),
  },
  {
    ...{ path: '/objections/:id', name: 'objection', zh: '数据异议', en: 'Objection', roles: clerks, listed: false },
    open: () => import('./objection-page.tsx').then((m) => m.ObjectionPage),
  },
  {
    ...{ path: '/matters', name: 'matters', zh: '办理事项', en: 'Matters', roles: 'any', listed: true },
    open: () => import('./matters-page.tsx').then((m) => m.MattersPage),
  },
  {
    ...{
      path: '/matters/new',
      name: 'matter-new',
      zh: '登记事项',
      en: 'Register a matter',
      roles: writers,
      listed: false,
    },
    open: () => import('./matter-page.tsx').then((m) => m.MatterPage),
  },
  {
    ...{ path: '/matters/:code', name: 'matter', zh: '办理事项', en: 'Matter', roles: 'any', listed: false },
    open: () => import('./matter-page.tsx').then((m) => m.MatterPage),
  },
  {
    ...{ path: '/lists', name: 'lists', zh: '三张清单', en: 'The three lists', roles: 'any', listed: true },
    open: () => import('./lists-page.tsx').then((m) => m.ListsPage),
  },
];
