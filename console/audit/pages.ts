import type { Page } from '../shell/areas.ts';

export const auditPages: readonly Page[] = [
  {
    path: '/audit/uses',
    name: 'audit-uses',
    zh: '使用记录',
    en: 'Uses',
    listed: true,
    roles: ['auditor'],
    open: () => import('./uses-page.tsx').then((m) => m.UsesPage),
  },
  {
    path: '/audit/receipt',
    name: 'audit-receipt-file',
    zh: '验证回执',
    en: 'Verify a receipt',
    listed: true,
    open: () => import('./receipt-file-page.tsx').then((m) => m.ReceiptFilePage),
  },
  {
    path: '/audit/receipts/:id',
    name: 'audit-receipt',
    zh: '回执',
    en: 'Receipt',
    listed: false,
    roles: ['auditor', 'approval-clerk'],
    open: () => import('./receipt-page.tsx').then((m) => m.ReceiptPage),
  },
  {
    path: '/audit/log',
    name: 'audit-log',
    zh: '存证日志',
    en: 'Evidence log',
    listed: true,
    open: () => import('./log-page.tsx').then((m) => m.LogPage),
  },
];
