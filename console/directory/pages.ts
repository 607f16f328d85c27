import type { Page } from '../shell/areas.ts';

const administrators = ['catalogue-administrator'] as const;

/** The directory: looked at by every officer, written by catalogue administrators. */
export const directoryPages: readonly Page[] = [
  {
    path: '/directory',
    name: 'directory',
    zh: '检索目录',
    en: 'Find a resource',
    roles: 'any',
    listed: true,
    open: () => import('./search-page.tsx').then((m) => m.SearchPage),
  },
  {
    path: '/directory/new',
    name: 'directory-new',
    zh: '登记资源',
    en: 'Enter a resource',
    roles: administrators,
    listed: true,
    open: () => import('./editor/editor-page.tsx').then((m) => m.EditorPage),
  },
  {
    path: '/directory/import',
    name: 'directory-import',
    zh: '导入工作簿',
    en: 'Import a workbook',
    roles: administrators,
    listed: true,
    open: () => import('./import-page.tsx').then((m) => m.ImportPage),
  },
  {
    path: '/directory/code-tables',
    name: 'directory-code-tables',
    zh: '代码表',
    en: 'Code tables',
    roles: 'any',
    listed: true,
    open: () => import('./code-tables-page.tsx').then((m) => m.CodeTablesPage),
  },
  {
    path: '/directory/:id',
    name: 'directory-record',
    zh: '资源',
    en: 'Resource',
    roles: 'any',
    listed: false,
    open: () => import('./record/record-page.tsx').then((m) => m.RecordPage),
  },
  {
    path: '/directory/:id/edit',
    name: 'directory-edit',
    zh: '编写资源',
    en: 'Write a resource',
    roles: administrators,
    listed: false,
    open: () => import('./editor/editor-page.tsx').then((m) => m.EditorPage),
  },
  {
    path: '/directory/:id/differences',
    name: 'directory-differences',
    zh: '版本差异',
    en: 'Differences',
    roles: 'any',
    listed: false,
    open: () => import('./differences-page.tsx').then((m) => m.DifferencesPage),
  },
];
