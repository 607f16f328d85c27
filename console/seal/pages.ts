import type { Page } from '../shell/areas.ts';

const roles = ['seal-keeper', 'auditor'] as const;

export const sealPages: readonly Page[] = [
  {
    path: '/seals',
    name: 'seals',
    zh: '印章目录',
    en: 'Seals',
    listed: true,
    roles,
    open: () => import('./seals-page.tsx').then((m) => m.SealsPage),
  },
  {
    path: '/seals/new',
    name: 'seal-new',
    zh: '申请印章',
    en: 'Apply for a seal',
    listed: true,
    roles: ['seal-keeper'],
    open: () => import('./apply-page.tsx').then((m) => m.ApplyPage),
  },
  {
    path: '/seals/choices',
    name: 'seal-choices',
    zh: '证照用章',
    en: 'Seals of licences',
    listed: true,
    roles,
    open: () => import('./choices-page.tsx').then((m) => m.ChoicesPage),
  },
  {
    path: '/seals/:id',
    name: 'seal',
    zh: '印章',
    en: 'Seal',
    listed: false,
    roles,
    open: () => import('./seal-page.tsx').then((m) => m.SealPage),
  },
];
