/** What a column of the directory's workbook says of a resource. */
export const resourceColumns = [
  'category',
  'section',
  'classItem',
  'subItem',
  'name',
  'code',
  'provider',
  'providerCode',
  'abstract',
  'format',
  'concrete',
  'sharingType',
  'sharingCondition',
  'sharingMode',
  'sharingWay',
  'open',
  'openCondition',
  'updateCycle',
  'publicationDate',
  'related',
  'sharingLaw',
  'relations',
  'system',
  'duty',
  'asOf',
  'storageTotal',
  'storageShared',
  'storageOpen',
  'recordsTotal',
  'recordsShared',
  'recordsOpen',
  'id',
  'nameEn',
  'providerId',
  'synthetic',
  'matchKeys',
  'rowSchema',
  'moreExtension',
  'version',
] as const;
export type ResourceColumn = (typeof resourceColumns)[number];

/** What a column says of one information item. */
export const itemColumns = [
  'itemName',
  'itemType',
  'itemLength',
  'itemScale',
  'itemUnit',
  'itemCodeTable',
  'itemDescription',
  'itemSensitivity',
  'itemMatchable',
  'itemSharingType',
  'itemSharingCondition',
  'itemSharingLaw',
  'itemOpen',
  'itemOpenCondition',
  'itemField',
  'itemNameEn',
] as const;
export type ItemColumn = (typeof itemColumns)[number];

/** Columns that are there for people and say nothing. */
export type SilentColumn = 'ordinal' | 'findings';

export type Column = ResourceColumn | ItemColumn | SilentColumn;
