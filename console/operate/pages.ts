import type { Page } from '../shell/areas.ts';

/** What those who run the exchange look after. */
export const operatePages: readonly Page[] = [
  {
    path: '/operate',
    name: 'operate',
    zh: '运行一览',
    en: 'Overview',
    open: () => import('./overview-page.tsx').then((m) => m.OverviewPage),
    listed: true,
    roles: ['operator'],
  },
  {
    path: '/operate/organisations',
    name: 'operate-organisations',
    zh: '单位',
    en: 'Organisations',
    open: () => import('./organisations-page.tsx').then((m) => m.OrganisationsPage),
    listed: true,
    roles: ['operator'],
  },
  {
    path: '/operate/officers',
    name: 'operate-officers',
    zh: '人员账户',
    en: 'Officers',
    open: () => import('./officers-page.tsx').then((m) => m.OfficersPage),
    listed: true,
    roles: ['operator', 'auditor'],
  },
  {
    path: '/operate/connectors',
    name: 'operate-connectors',
    zh: '连接器',
    en: 'Connectors',
    open: () => import('./connectors-page.tsx').then((m) => m.ConnectorsPage),
    listed: true,
    roles: 'any',
  },
  {
    path: '/operate/certificates',
    name: 'operate-certificates',
    zh: '证书到期',
    en: 'Certificates',
    open: () => import('./certificates-page.tsx').then((m) => m.CertificatesPage),
    listed: true,
    roles: ['operator', 'auditor'],
  },
  {
    path: '/operate/backups',
    name: 'operate-backups',
    zh: '备份',
    en: 'Backups',
    open: () => import('./backups-page.tsx').then((m) => m.BackupsPage),
    listed: true,
    roles: ['operator', 'auditor'],
  },
];
