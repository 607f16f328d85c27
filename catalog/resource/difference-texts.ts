import type { Text } from '../../kernel/index.ts';

/** Whom a difference touches. */
export type DifferenceEffect = 'editorial' | 'extending' | 'decision' | 'breaking';

/** One thing in which two states of a resource differ, in words that an administrator reads. */
export interface ResourceDifference {
  /** What changed, such as `item-removed`. */
  readonly kind: string;
  readonly effect: DifferenceEffect;
  /** The place in the later state; of what is gone, in the earlier one. */
  readonly pointer: string;
  readonly before?: unknown;
  readonly after?: unknown;
  readonly text: Text;
}

/** Members whose change touches nobody's program, with what they are called. */
export const editorialMembers = {
  name: { zh: '名称', en: 'name' },
  nameEn: { zh: '英文名称', en: 'English name' },
  abstract: { zh: '摘要', en: 'abstract' },
  class: { zh: '信息资源分类', en: 'class' },
  publicationDate: { zh: '发布日期', en: 'publication date' },
  relatedResources: { zh: '关联资源代码', en: 'related resources' },
  relations: { zh: '关联关系', en: 'relations' },
  census: { zh: '普查数据', en: 'census figures' },
  extension: { zh: '扩展要素', en: 'extension elements' },
  synthetic: { zh: '生成数据标记', en: 'mark of generated data' },
} as const satisfies Record<string, Text>;

/** The same, of an information item. */
export const editorialItemMembers = {
  name: { zh: '名称', en: 'name' },
  nameEn: { zh: '英文名称', en: 'English name' },
  description: { zh: '说明', en: 'description' },
} as const satisfies Record<string, Text>;

/** A value as it stands in a sentence. */
export function shown(value: unknown): string {
  if (value === undefined) return '–';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}
