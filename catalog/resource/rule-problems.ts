import { defineProblems } from '../../kernel/index.ts';

/** Refusals of what stands in a resource record: the rules that administrators break, each with its remedy. */
export const resourceRuleProblems = defineProblems({
  CODE_VALUE_UNKNOWN: {
    status: 422,
    title: { zh: '取值不在代码表中', en: 'Value not in its code table' },
    detail: {
      zh: '有 {count} 处取值不在代码表 {tables} 中，逐项见 errors。',
      en: '{count} value(s) are not in the code tables {tables}; see errors.',
    },
    reason: {
      zh: '分类、格式、周期、共享和数据类型按代码表填写（2017-1272）。',
      en: 'Class, format, cycle, sharing and types are taken from code tables (2017-1272).',
    },
    remedy: {
      zh: '在 GET /v1/code-tables 查可用代码；确需新增的，请数据主管部门扩充代码表。',
      en: 'Find the codes in GET /v1/code-tables; ask the data administration to add one that is missing.',
    },
  },
  RESOURCE_CODE_AND_CLASS_DIFFER: {
    status: 422,
    title: { zh: '代码与分类不符', en: 'Code and class differ' },
    detail: {
      zh: '代码的第一位与分类的“类”不同。',
      en: 'The first digit of the code is not the category of the class.',
    },
    reason: {
      zh: '代码第一位就是“类”：1 基础、2 主题、3 部门。',
      en: 'The first digit is the category: 1 base, 2 theme, 3 department.',
    },
    remedy: { zh: '改正代码或“类”（class.category）。', en: 'Correct the code or the category (class.category).' },
  },
  RESOURCE_NAMED_AFTER_SYSTEM: {
    status: 422,
    title: { zh: '以系统名作资源名', en: 'Named after a system' },
    detail: { zh: '资源名称以“系统”或“平台”结尾。', en: 'The resource is named after a system or platform.' },
    reason: {
      zh: '资源名称说明数据内容，系统名称不是资源名称。',
      en: 'A name says what the data is; a system’s name is no resource name.',
    },
    remedy: {
      zh: '改为数据的名称，例如“户籍人口基本信息”。',
      en: 'Name the data, for example “Registered residents”.',
    },
  },
  FORMAT_AND_MODE_DIFFER: {
    status: 422,
    title: { zh: '格式与共享方式不符', en: 'Format and mode do not fit' },
    detail: {
      zh: '格式 {format} 不能以 {mode} 方式共享；可用方式：{fitting}。',
      en: 'The format {format} cannot be shared by {mode}; fitting modes are {fitting}.',
    },
    reason: {
      zh: '文件以文件方式共享，数据库以库表或接口方式共享。',
      en: 'Files are shared as files, databases as tables or interfaces.',
    },
    remedy: {
      zh: '改正信息资源格式（format.category）或共享方式（sharing.mode）。',
      en: 'Correct the format (format.category) or the sharing mode (sharing.mode).',
    },
  },
  SHARING_CONDITION_NEEDED: {
    status: 422,
    title: { zh: '缺少共享条件', en: 'Sharing condition missing' },
    detail: { zh: '有条件共享须写明条件。', en: 'Sharing under a condition needs the condition.' },
    reason: {
      zh: '共享类型 2 必须写明共享条件（2017-1272）。',
      en: 'Sharing type 2 states its condition (2017-1272).',
    },
    remedy: {
      zh: '填写共享条件（sharing.condition），或改为无条件共享。',
      en: 'Fill in the condition (sharing.condition), or share without condition.',
    },
  },
  SHARING_LAW_NEEDED: {
    status: 422,
    title: { zh: '缺少不予共享的依据', en: 'Law missing' },
    detail: { zh: '不予共享须列明所依据的法律、行政法规或国务院政策。', en: 'Not sharing needs the law it rests on.' },
    reason: {
      zh: '以共享为原则、不共享为例外，例外须有依据（2017-1272）。',
      en: 'Sharing is the rule; an exception cites its law (2017-1272).',
    },
    remedy: {
      zh: '填写不予共享的依据（sharing.lawBasis），写到条款。',
      en: 'Fill in the law (sharing.lawBasis), down to the article.',
    },
  },
  OPENNESS_TOO_WIDE: {
    status: 422,
    title: { zh: '不得向社会开放', en: 'May not be open' },
    detail: {
      zh: '不予共享或含个人、敏感信息项的资源不得向社会开放，位置见 errors。',
      en: 'A resource that is not shared, or has personal or sensitive items, may not be open to the public; see errors.',
    },
    reason: {
      zh: '开放不得宽于共享，开放数据不含个人信息。',
      en: 'Openness is never wider than sharing, and open data holds no personal information.',
    },
    remedy: {
      zh: '将 openness.open 改为 false，或另编一项去除个人信息的资源。',
      en: 'Set openness.open to false, or catalogue a resource without the personal items.',
    },
  },
  ITEM_REPEATED: {
    status: 422,
    title: { zh: '信息项重复', en: 'Information item repeated' },
    detail: {
      zh: '有 {count} 个信息项的字段名或名称与前面的重复，逐项见 errors。',
      en: '{count} information item(s) repeat the field or name of an earlier one; see errors.',
    },
    reason: {
      zh: '同一资源内信息项不重名；仅空格、标点或大小写不同的视为同名。',
      en: 'Items of a resource differ in field and name; white space, punctuation and case do not count.',
    },
    remedy: { zh: '删去重复项，或改用能区分的名称。', en: 'Remove the repetition, or use names that tell them apart.' },
  },
  ITEM_CODE_TABLE_UNKNOWN: {
    status: 422,
    title: { zh: '信息项的代码表不存在', en: 'Code table of an item unknown' },
    detail: {
      zh: '有 {count} 个信息项的代码表不在本目录中，也不是标准编号，逐项见 errors。',
      en: '{count} item(s) name a code table that is neither kept here nor the number of a standard; see errors.',
    },
    reason: {
      zh: '信息项的取值按所列代码表解释，查不到的代码表使数据无法理解。',
      en: 'Values of an item are read by its code table; one that nobody finds leaves them unread.',
    },
    remedy: {
      zh: '从已登记的代码表中选一张（写其标识或标准编号，如 GB/T 2260）；没有的先登记该代码表，或留空。',
      en: 'Choose one that is kept here, by its name or the number of its standard such as GB/T 2260; enter the table first, or leave it out.',
    },
  },
  MATCH_KEY_REFUSED: {
    status: 422,
    title: { zh: '匹配组合不成立', en: 'Match key refused' },
    detail: {
      zh: 'matchKeys 有 {count} 处不成立，逐项见 errors。',
      en: 'Match keys are wrong in {count} place(s); see errors.',
    },
    reason: {
      zh: '匹配组合由可匹配的信息项组成，组合内不重复、组合间不相同。',
      en: 'A match key is made of matchable items, each once, and no key is given twice.',
    },
    remedy: {
      zh: '改正字段名，或将信息项的 matchable 设为 true。',
      en: 'Correct the field, or set matchable on its item.',
    },
  },
  MATCH_KEY_MISSING: {
    status: 422,
    title: { zh: '没有匹配组合', en: 'Match key missing' },
    detail: { zh: '接口方式共享的资源没有匹配组合。', en: 'A resource shared by an interface has no match key.' },
    reason: {
      zh: '接口按匹配组合查询，没有组合则无从查询。',
      en: 'An interface is asked by a match key; without one nothing can be asked.',
    },
    remedy: {
      zh: '在匹配组合（matchKeys）中列出查询所用的信息项。',
      en: 'List the items to look up by as a match key (matchKeys).',
    },
  },
  ITEM_WIDER_THAN_RESOURCE: {
    status: 422,
    title: { zh: '信息项宽于资源', en: 'Item wider than its resource' },
    detail: {
      zh: '有 {count} 个信息项的共享或开放宽于所属资源，逐项见 errors。',
      en: '{count} item(s) are shared or open where their resource is not; see errors.',
    },
    reason: {
      zh: '资源不予共享的，其信息项不得共享；资源未开放的，其信息项不得开放。',
      en: 'What is not shared or open as a whole has no shared or open items.',
    },
    remedy: {
      zh: '放宽资源并对其余信息项单独限制，或改正信息项。',
      en: 'Widen the resource and restrict its other items, or correct the item.',
    },
  },
  SENSITIVITY_UNDERSTATED: {
    status: 422,
    title: { zh: '敏感级别可能偏低', en: 'Sensitivity looks too low' },
    detail: {
      zh: '有 {count} 个信息项像是个人信息而标为公开或内部，逐项见 errors。',
      en: '{count} item(s) look personal and are marked public or internal; see errors.',
    },
    reason: {
      zh: '可识别到个人的信息按个人信息或敏感个人信息管理（个人信息保护法第四条、第二十八条）。',
      en: 'What identifies a person is personal or sensitive (Personal Information Protection Law, articles 4 and 28).',
    },
    remedy: {
      zh: '将 sensitivity 改为 personal 或 sensitive；确非个人信息的可保留。',
      en: 'Set sensitivity to personal or sensitive; keep it where the item speaks of no person.',
    },
  },
  RELATION_REFUSED: {
    status: 422,
    title: { zh: '关联关系不成立', en: 'Relation refused' },
    detail: {
      zh: '有 {count} 处关联不成立，逐项见 errors。',
      en: 'Relations are wrong in {count} place(s); see errors.',
    },
    reason: {
      zh: '资源不与自身关联，同一关联只写一次。',
      en: 'A resource has no relation to itself, and states each once.',
    },
    remedy: { zh: '删去该关联，或改正代码。', en: 'Remove the relation, or correct the code.' },
  },
  RELATED_RESOURCE_UNKNOWN: {
    status: 422,
    title: { zh: '关联资源不在目录中', en: 'Related resource unknown' },
    detail: {
      zh: '有 {count} 个关联代码在目录中找不到，逐项见 errors。',
      en: 'The directory has no resource for {count} related code(s); see errors.',
    },
    reason: {
      zh: '关联资源代码应为目录中资源的代码（2017-1272）。',
      en: 'A related code is the code of a resource in the directory (2017-1272).',
    },
    remedy: { zh: '核对代码，或先登记被关联的资源。', en: 'Check the code, or register the related resource first.' },
  },
  RESOURCE_NAME_ELSEWHERE: {
    status: 422,
    title: { zh: '他单位有同名资源', en: 'Name in use elsewhere' },
    detail: {
      zh: '其他单位已有同名资源（忽略空格和标点）。',
      en: 'Another organisation has a resource of that name (white space and punctuation aside).',
    },
    reason: { zh: '一数一源：同一数据由一个单位提供。', en: 'One datum, one source: one organisation provides it.' },
    remedy: {
      zh: '确属同一数据的，改为引用对方资源；不同的，改用能区分内容的名称。',
      en: 'If it is the same data, use theirs; if not, choose a name that tells them apart.',
    },
  },
  CENSUS_FIGURES_REFUSED: {
    status: 422,
    title: { zh: '普查数据不成立', en: 'Census figures refused' },
    detail: { zh: '有 {count} 个数大于总量，逐项见 errors。', en: '{count} figure(s) exceed their total; see errors.' },
    reason: { zh: '已共享量、已开放量不大于总量。', en: 'What is shared or open is part of the total.' },
    remedy: { zh: '核对单位（GB、万条）并改正。', en: 'Check the units (GB, ten thousand records) and correct them.' },
  },
  CENSUS_MISSING: {
    status: 422,
    title: { zh: '没有普查数据', en: 'Census missing' },
    detail: { zh: '没有填写所属系统和数据量。', en: 'The holding system and the figures are not filled in.' },
    reason: {
      zh: '普查、共享开放决定和编目同步进行（三同步）。',
      en: 'Inventory, decision and cataloguing are done in one step.',
    },
    remedy: {
      zh: '填写所属信息系统（census.system）和数据量。',
      en: 'Fill in the holding system (census.system) and the figures.',
    },
  },
});
