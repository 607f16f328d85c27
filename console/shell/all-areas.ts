import { auditPages } from '../audit/pages.ts';
import { clerkPages } from '../clerk/pages.ts';
import { departmentPages } from '../department/pages.ts';
import { developerPages } from '../developer/pages.ts';
import { directoryPages } from '../directory/pages.ts';
import { holderPages } from '../holder/pages.ts';
import { operatePages } from '../operate/pages.ts';
import { sealPages } from '../seal/pages.ts';
import { sharingPages } from '../sharing/pages.ts';
import type { Area } from './areas.ts';
import { homePages } from './home.ts';

/** Every page there is, by the work it belongs to, in the order in which they are listed. */
export const areas: readonly Area[] = [
  { zh: '首页', en: 'Home', pages: homePages },
  { zh: '窗口核验', en: 'Counter', pages: clerkPages },
  { zh: '资源目录', en: 'Directory', pages: directoryPages },
  { zh: '共享管理', en: 'Sharing', pages: sharingPages },
  { zh: '部门看板', en: 'Departments', pages: departmentPages },
  { zh: '接入开发', en: 'Development', pages: developerPages },
  { zh: '电子印章', en: 'Seals', pages: sealPages },
  { zh: '审计存证', en: 'Audit', pages: auditPages },
  { zh: '本人查询', en: 'My data', pages: holderPages },
  { zh: '运行维护', en: 'Operation', pages: operatePages },
];
