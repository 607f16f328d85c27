import type { CodeTableName } from '../code-table/code-table.ts';

/** Names that people write for a code, beside the table's own. A code that a table no longer has is passed over. */
export const codeSynonyms: Partial<Record<CodeTableName, Readonly<Record<string, readonly string[]>>>> = {
  'class-category': {
    '1': ['基础', '基础类', '基础资源', '基础信息资源类'],
    '2': ['主题', '主题类', '主题资源', '主题信息资源类'],
    '3': ['部门', '部门类', '部门资源', '部门信息资源类'],
  },
  format: {
    '1': ['文件', '文档', '电子文档', '非结构化文件'],
    '2': ['表格', '电子表', '结构化文件'],
    '3': ['库表', '数据库表', '关系数据库', '结构化数据'],
    '4': ['图形', '图像', '图片', '图形图像类'],
    '5': ['音视频', '视频', '音频', '流媒体类'],
    '6': ['自描述格式', '自描述类', '空间数据'],
    '7': ['接口', '服务', 'API', '数据接口', '服务接口类'],
  },
  'update-cycle': {
    '1': ['实时更新', '随时', '即时'],
    '2': ['每天', '日', '按日', '按天', '每日更新', '日更新'],
    '3': ['周', '按周', '每周更新', '每星期'],
    '4': ['月', '按月', '每月更新', '月度'],
    '5': ['季', '季度', '按季', '按季度', '每季', '每季度更新'],
    '6': ['年', '按年', '年度', '每年更新'],
    '7': ['半年', '半年度', '按半年'],
    '9': ['其它', '不定期', '不定时', '静态', '不更新'],
  },
  'sharing-type': {
    '1': ['无条件', '普遍共享', '无条件共享类'],
    '2': ['有条件', '按需共享', '有条件共享类', '授权共享'],
    '3': ['不共享', '不予共享类', '不予'],
  },
  'sharing-mode': {
    platform: ['平台', '共享平台方式', '通过共享平台', '数据共享交换平台', '共享交换平台', '政务数据共享平台'],
    'platform-interface': ['接口', '服务接口', '接口方式', '数据接口', '共享平台接口方式', 'API', 'webservice'],
    'platform-table': ['库表', '数据库', '库表交换', '库表方式', '数据库表', '共享平台数据库'],
    'platform-file': ['文件', '文件下载', '文件交换', '文件方式', '共享平台电子文件'],
    mail: ['电子邮件', '邮箱', 'email'],
    medium: ['存储介质', '移动介质', '光盘', 'U盘', '硬盘', '拷盘', '介质交换'],
  },
  'item-type': {
    C: [
      '字符',
      '字符串',
      '字符串型',
      '文本',
      '文本型',
      'string',
      'char',
      'varchar',
      'varchar2',
      'nvarchar',
      'nvarchar2',
      'text',
      '字符型C',
    ],
    N: ['数值', '数字', '数字型', 'number', 'numeric', 'decimal', '数值型N'],
    Y: ['货币', '金额', '金额型', 'money', '货币型Y'],
    D: ['日期', 'date', '日期型D'],
    T: ['日期时间', '时间', '时间型', 'datetime', 'timestamp', 'time', '日期时间型T'],
    L: ['逻辑', '布尔', '布尔型', 'boolean', 'bool', 'bit', '是否型', '逻辑型L'],
    M: ['备注', '长文本', 'memo', 'clob', 'longtext', '备注型M'],
    G: ['通用', '二进制', 'blob', 'binary', '图片', '附件', '通用型G'],
    B: ['双精度', 'double', '双精度型B'],
    I: ['整数', '整数型', 'int', 'integer', 'bigint', 'smallint', '整型I'],
    F: ['浮点', '浮点数', 'float', 'real', '浮点型F'],
  },
};

/** The kind of format that a concrete one is of, for those who write only that. */
export const formatOfConcrete: Readonly<Record<string, readonly string[]>> = {
  '1': ['doc', 'docx', 'wps', 'pdf', 'ofd', 'txt', 'html', 'xml', 'ceb', 'word'],
  '2': ['xls', 'xlsx', 'et', 'csv', 'excel'],
  '3': [
    'mysql',
    'oracle',
    'sqlserver',
    'db2',
    'postgresql',
    'sybase',
    'access',
    'dbase',
    'dbf',
    '达梦',
    '人大金仓',
    'dm',
    'kingbase',
    'gbase',
    'oceanbase',
    'polardb',
    'hive',
    'mongodb',
  ],
  '4': ['jpg', 'jpeg', 'png', 'gif', 'bmp', 'tif', 'tiff', 'shp', 'dwg'],
  '5': ['mp4', 'mp3', 'avi', 'swf', 'rm', 'mpg', 'wmv'],
  '6': ['geojson', 'gml', 'json', 'wkt'],
  '7': ['rest', 'restful', 'http', 'https', 'soap', 'webservice', 'api'],
};

/** Levels of sensitivity by their names. */
export const sensitivityNames = {
  public: ['公开', '可公开', '一般', '公开数据'],
  internal: ['内部', '内部使用', '政务内部', '内部数据'],
  personal: ['个人信息', '个人', '一般个人信息'],
  sensitive: ['敏感个人信息', '敏感', '敏感信息'],
} as const;
