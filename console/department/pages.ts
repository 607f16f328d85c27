import type { Page } from '../shell/areas.ts';

export const departmentPages: readonly Page[] = [
  {
    ...{ path: '/departments', name: 'departments', zh: '履诺看板', en: 'Promises kept', roles: 'any', listed: true },
    open: () => import('./departments-page.tsx').then((m) => m.DepartmentsPage),
  },
  {
    ...{ path: '/departments/:id', name: 'department', zh: '部门看板', en: 'Department', roles: 'any', listed: false },
    open: () => import('./department-page.tsx').then((m) => m.DepartmentPage),
  },
  {
    ...{ path: '/map', name: 'map', zh: '空间资源地图', en: 'Map', roles: 'any', listed: true },
    open: () => import('./map-page.tsx').then((m) => m.MapPage),
  },
];
