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
  {
    zh: '首页',
    en: 'Home',
    about: { zh: '从这里开始', en: 'Begin here' },
    pages: homePages,
  },
  {
    zh: '窗口核验',
    en: 'Counter',
    about: { zh: '当场验明证照真伪，为办件调取', en: 'Tell genuine licences from false ones, fetch them for a case' },
    pages: clerkPages,
  },
  {
    zh: '资源目录',
    en: 'Directory',
    about: {
      zh: '县里有哪些数据，谁提供、怎样共享',
      en: 'What data the county has, who provides it, how it is shared',
    },
    pages: directoryPages,
  },
  {
    zh: '共享管理',
    en: 'Sharing',
    about: { zh: '申请、审核、授权、需求和异议', en: 'Applications, reviews, grants, demands and objections' },
    pages: sharingPages,
  },
  {
    zh: '部门看板',
    en: 'Departments',
    about: { zh: '承诺与实测对照，资源在哪里', en: 'What was promised against what was measured; where resources lie' },
    pages: departmentPages,
  },
  {
    zh: '接入开发',
    en: 'Development',
    about: { zh: '试接口、管密钥、查被拒原因', en: 'Try an interface, keep keys, find out why a query was refused' },
    pages: developerPages,
  },
  {
    zh: '电子印章',
    en: 'Seals',
    about: { zh: '申请、启停印章，看用在哪里', en: 'Apply for seals, stop and resume them, see where they are used' },
    pages: sealPages,
  },
  {
    zh: '本人查询',
    en: 'My data',
    about: { zh: '个人和单位看谁用过自己的数据', en: 'For people and organisations: who used what is theirs' },
    pages: holderPages,
  },
  {
    zh: '审计存证',
    en: 'Audit',
    about: { zh: '核对每次使用的凭证', en: 'Check the proof of every use' },
    pages: auditPages,
  },
  {
    zh: '运行维护',
    en: 'Operation',
    about: { zh: '账户、连接器、证书和备份', en: 'Accounts, connectors, certificates and backups' },
    pages: operatePages,
  },
];
