import type { Answer } from '../api/index.ts';
import { say } from '../language/language.ts';

export type Status = Answer<'GET /v1/resources/{id}'>['status'];
export type ResourceEvent =
  | 'submit'
  | 'recall'
  | 'approve'
  | 'return'
  | 'publish'
  | 'suspend'
  | 'resume'
  | 'withdraw'
  | 'archive';
export type RevisionStatus = Answer<'GET /v1/resources/{id}/revision'>['status'];
export type RevisionEvent = 'submit' | 'recall' | 'approve' | 'return' | 'publish' | 'discard';
export type Sensitivity = Answer<'GET /v1/resources/{id}'>['items'][number]['sensitivity'];
export type Effect = Answer<'GET /v1/resources/{id}/editions/{edition}/differences'>['items'][number]['effect'];

export function statusWord(status: Status): string {
  switch (status) {
    case 'draft':
      return say('草稿', 'Draft');
    case 'submitted':
      return say('已提交', 'Submitted');
    case 'reviewed':
      return say('已审核', 'Reviewed');
    case 'published':
      return say('已发布', 'Published');
    case 'suspended':
      return say('已暂停', 'Suspended');
    case 'withdrawn':
      return say('已撤销', 'Withdrawn');
    case 'archived':
      return say('已归档', 'Archived');
  }
}

export const statuses: readonly Status[] = [
  'draft',
  'submitted',
  'reviewed',
  'published',
  'suspended',
  'withdrawn',
  'archived',
];

export function statusTone(status: Status): 'success' | 'warning' | 'danger' | 'info' | 'primary' {
  if (status === 'published') return 'success';
  if (status === 'submitted' || status === 'reviewed') return 'primary';
  if (status === 'suspended') return 'warning';
  return status === 'withdrawn' || status === 'archived' ? 'danger' : 'info';
}

export function revisionStatusWord(status: RevisionStatus): string {
  switch (status) {
    case 'draft':
      return say('修订稿', 'Revision in draft');
    case 'submitted':
      return say('修订已提交', 'Revision submitted');
    case 'reviewed':
      return say('修订已审核', 'Revision reviewed');
    case 'scheduled':
      return say('修订待生效', 'Revision scheduled');
  }
}

export function sensitivityWord(level: Sensitivity): string {
  switch (level) {
    case 'public':
      return say('公开', 'Public');
    case 'internal':
      return say('政务内部', 'Internal');
    case 'personal':
      return say('个人信息', 'Personal');
    case 'sensitive':
      return say('敏感个人信息', 'Sensitive');
  }
}

export const sensitivities: readonly Sensitivity[] = ['public', 'internal', 'personal', 'sensitive'];

/** An event as the button that sets it off says it. */
export function eventWord(event: string): string {
  const words: Readonly<Record<string, readonly [string, string]>> = {
    created: ['登记', 'Entered'],
    updated: ['修改', 'Changed'],
    imported: ['导入', 'Imported'],
    submit: ['提交审核', 'Submit'],
    recall: ['撤回', 'Recall'],
    approve: ['审核通过', 'Approve'],
    return: ['退回', 'Return'],
    publish: ['发布', 'Publish'],
    suspend: ['暂停', 'Suspend'],
    resume: ['恢复', 'Resume'],
    withdraw: ['撤销', 'Withdraw'],
    archive: ['归档', 'Archive'],
    discard: ['作废修订', 'Discard the revision'],
    'revision-written': ['起草修订', 'Revision written'],
    'revision-submit': ['提交修订', 'Revision submitted'],
    'revision-recall': ['撤回修订', 'Revision recalled'],
    'revision-approve': ['修订审核通过', 'Revision approved'],
    'revision-return': ['退回修订', 'Revision returned'],
    'revision-publish': ['发布修订', 'Revision published'],
    'revision-discard': ['作废修订', 'Revision discarded'],
    'revision-in-force': ['修订生效', 'Revision in force'],
  };
  const known = words[event];
  return known === undefined ? event : say(...known);
}

export function effectWord(effect: Effect): string {
  switch (effect) {
    case 'editorial':
      return say('文字', 'Wording');
    case 'extending':
      return say('扩展', 'Extends');
    case 'decision':
      return say('共享决定', 'Decision');
    case 'breaking':
      return say('不兼容', 'Breaking');
  }
}

/** Whom a difference touches, in a sentence. */
export function effectMeaning(effect: Effect): string {
  switch (effect) {
    case 'editorial':
      return say('不影响任何程序', 'touches nobody’s program');
    case 'extending':
      return say('现有程序照常运行', 'programs go on as they are');
    case 'decision':
      return say('改变共享或开放的决定，须审核', 'changes the decision to share or open, so it is reviewed');
    case 'breaking':
      return say(
        '依赖它的程序会停止工作，须审核并留宽限期',
        'programs that rely on it stop working: reviewed, with a grace period',
      );
  }
}

/** A member of a record, as people call it. */
export function memberWord(member: string): string {
  const words: Readonly<Record<string, readonly [string, string]>> = {
    id: ['资源标识', 'Id'],
    code: ['信息资源代码', 'Resource code'],
    name: ['名称', 'Name'],
    nameEn: ['英文名称', 'English name'],
    provider: ['提供方', 'Provider'],
    abstract: ['摘要', 'Abstract'],
    class: ['分类', 'Class'],
    category: ['类', 'Category'],
    section: ['项', 'Section'],
    item: ['目', 'Item'],
    subItem: ['细目', 'Sub-item'],
    format: ['信息资源格式', 'Format'],
    concrete: ['具体类型', 'Concrete type'],
    items: ['信息项', 'Items'],
    field: ['字段名', 'Field'],
    type: ['类型', 'Type'],
    length: ['长度', 'Length'],
    scale: ['小数位', 'Decimals'],
    unit: ['计量单位', 'Unit'],
    codeTable: ['代码表', 'Code table'],
    description: ['说明', 'Description'],
    sensitivity: ['敏感级别', 'Sensitivity'],
    matchable: ['可匹配', 'Matchable'],
    sharing: ['共享属性', 'Sharing'],
    condition: ['条件', 'Condition'],
    lawBasis: ['不予共享依据', 'Law against sharing'],
    mode: ['共享方式', 'Sharing mode'],
    openness: ['开放属性', 'Openness'],
    open: ['是否开放', 'Open'],
    updateCycle: ['更新周期', 'Update cycle'],
    publicationDate: ['发布日期', 'Publication date'],
    relatedResources: ['关联资源代码', 'Related resources'],
    relations: ['关联关系', 'Relations'],
    kind: ['关系', 'Kind'],
    census: ['普查数据', 'Census'],
    system: ['所属信息系统', 'Holding system'],
    duty: ['职责或事项', 'Duty or matter'],
    asOf: ['数据日期', 'Day of the figures'],
    storageGigabytes: ['数据存储量（GB）', 'Stored (GB)'],
    recordsTenThousand: ['结构化记录数（万条）', 'Records (ten thousand)'],
    total: ['总量', 'Total'],
    shared: ['已共享', 'Shared'],
    extension: ['扩展要素', 'Extension'],
    synthetic: ['生成数据', 'Generated data'],
    rowSchema: ['数据行规则', 'Row schema'],
    matchKeys: ['匹配组合', 'Match keys'],
    status: ['状态', 'Status'],
    edition: ['版本', 'Edition'],
    schemaVersion: ['结构版本', 'Schema version'],
    submittedBy: ['提交人', 'Submitted by'],
    held: ['由数据主管部门暂停', 'Held by the data administration'],
    revision: ['修订', 'Revision'],
    effectiveFrom: ['生效时间', 'In force from'],
  };
  const known = words[member];
  return known === undefined ? member : say(...known);
}

/** A place in a record (RFC 6901), as people would say it. */
export function placeWord(pointer: string, itemName?: (index: number) => string | undefined): string {
  const parts = pointer
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
  if (parts.length === 0) return say('整条记录', 'The whole record');
  return parts
    .map((part, index) => {
      if (!/^\d+$/.test(part)) return index > 1 && parts[0] === 'rowSchema' ? part : memberWord(part);
      const name = parts[0] === 'items' && index === 1 ? itemName?.(Number(part)) : undefined;
      const place = say(`第 ${Number(part) + 1} 个`, `no. ${Number(part) + 1}`);
      return name === undefined || name === '' ? place : say(`“${name}”`, `“${name}”`);
    })
    .join(say('，', ', '));
}
