/**
 * The sentences that name what is wrong at a place of the input, in both languages. The program says them in English; what
 * stands here is the Chinese of each. `{}` stands for what differs from time to time, in the order in which it comes.
 */
const phrases: Readonly<Record<string, string>> = {
  // Of every JSON Schema (the library's own sentences among them).
  'unknown field': '没有这个字段',
  'required field is missing': '缺少必填项',
  'must be one of {}': '应为 {} 之一',
  'must be string': '应为文本',
  'must be string,null': '应为文本或 null',
  'must be number': '应为数字',
  'must be number,null': '应为数字或 null',
  'must be integer': '应为整数',
  'must be integer,null': '应为整数或 null',
  'must be boolean': '应为 true 或 false',
  'must be array': '应为数组',
  'must be array,null': '应为数组或 null',
  'must be object': '应为对象',
  'must be object,null': '应为对象或 null',
  'must be null': '应为 null',
  'must be equal to constant': '不是唯一允许的取值',
  'must be equal to one of the allowed values': '不在允许的取值之内',
  'must match pattern "{}"': '不符合格式 {}',
  'must match format "{}"': '不符合 {} 的格式',
  'must NOT have more than {} characters': '多于 {} 个字符',
  'must NOT have fewer than {} characters': '少于 {} 个字符',
  'must NOT have more than {} items': '多于 {} 项',
  'must NOT have fewer than {} items': '少于 {} 项',
  'must NOT have more than {} properties': '多于 {} 个成员',
  'must NOT have fewer than {} properties': '少于 {} 个成员',
  'must NOT have duplicate items (items ## {} and {} are identical)': '第 {}、{} 项重复（从 0 数起）',
  'must be >= {}': '小于 {}',
  'must be > {}': '应大于 {}',
  'must be <= {}': '大于 {}',
  'must be < {}': '应小于 {}',
  'must be multiple of {}': '应为 {} 的倍数',
  'must contain at least {} valid item(s)': '至少应有 {} 项符合要求',
  'must match a schema in anyOf': '不符合所允许的任何一种写法',
  'must match exactly one schema in oneOf': '应恰好符合所允许写法中的一种',
  'must match "{}" schema': '不符合 {} 分支的要求',
  'must NOT be valid': '写法不被允许',
  'must have property {} when property {} is present': '填写 {} 时（另有成员 {}）须一并填写',
  'property name must be valid': '成员名不符合要求',
  'boolean schema is false': '此处不接受任何内容',

  // Of many parts.
  'a name in it holds a character that no text has': '其中有名称含不能保存的字符',
  'holds a character that no text has': '含不能保存的字符',
  'holds a personal number': '含公民身份号码',
  'is in the future': '在将来',
  'lies in the future': '在将来',
  'must be in the future': '应在将来',
  'must not be empty': '不能为空',
  'not a cursor of this list': '不是本列表给出的游标',
  'not a field name': '不是合格的字段名',
  'stands there already': '重复填写',
  'stands there twice': '出现两次',
  'stands twice': '出现两次',
  'the resource has no such field': '该资源没有这个字段',

  // Of the directory.
  'a day of another year': '不是本年的日期',
  'alternatives at the top: put them in a group after ^': '多个分支应放进 ^ 之后的分组里',
  'does not begin with ^': '不以 ^ 开头',
  'does not suit the item type {}': '与数据项类型 {} 不符',
  'keyword not accepted': '不接受这个关键字',
  'longer than {} characters': '超过 {} 个字符',
  'more than one unbounded repetition': '有不止一处不限次数的重复',
  'must be "object"': '应为 "object"',
  'must be an object': '应为对象',
  'must be false': '应为 false',
  'no day that there is': '没有这一天',
  'no information item has this field': '没有数据项使用这个字段',
  'no row has this code': '没有哪一行使用这个代码',
  'not a regular expression': '不是正则表达式',
  'not a schema': '不是 JSON Schema',
  'not a text': '不是文本',
  'not accepted at the top level': '不能放在最外层',
  'not an array': '不是数组',
  'not an object': '不是对象',
  'pattern not accepted: {}': '不接受这个正则表达式：{}',
  'reference not accepted': '不接受这个引用',
  'the information item has no property here': '此处缺少该数据项的定义',
  'field was not asked for': '没有请求这个字段',

  // Of a connector's own file.
  'a key is an EC JWK on P-256 or an OKP JWK on Ed25519': '密钥应为 P-256 的 EC JWK 或 Ed25519 的 OKP JWK',
  'a placeholder may stand in path and query only': '占位符只能放在路径和查询部分',
  'aliases that do not resolve': '别名无法展开',
  'an environment variable may stand in an address or a header only': '环境变量只能用在地址或请求头里',
  'goes with a postgres source only': '只用于 postgres 数据源',
  'goes with an http source only if that has a list': 'http 数据源须先有 list 才能填写',
  'goes with by: cursor only': '只用于 by: cursor',
  'goes with by: page only': '只用于 by: page',
  'goes with method: POST only': '只用于 method: POST',
  'has codes or a date, not both': 'codes 与 date 只能填一项',
  'must be an address beginning with http(s)://': '应为以 http:// 或 https:// 开头的地址',
  'must be an address beginning with postgres://': '应为以 postgres:// 开头的地址',
  'must be table or schema.table': '应为“表”或“模式.表”',
  'must have {{}} in it, and no other placeholder': '应含 {{}}，且没有其他占位符',
  'must not be a column that records are found by': '不能是据以查找记录的列',
  'no field called {}': '没有名为 {} 的字段',
  'no such source': '没有这个数据源',
  'not YAML ({})': '不是 YAML（{}）',
  'not a JSON pointer': '不是 JSON 指针',
  'not a JWKS': '不是 JWKS',
  'not a variable’s name': '不是环境变量的名称',
  'not the name of a column': '不是列名',
  'required: the table or view': '须填写表或视图',
  'required: where the cursor of the next page is': '须填写下一页游标所在的位置',
  'the JWK has no private part': 'JWK 没有私钥部分',
  'the JWK has no usable kid': 'JWK 没有可用的 kid',
  'the JWK is not a valid key': 'JWK 不是有效的密钥',
  'the JWK is not meant for signatures': 'JWK 不是用于签名的',
  'the JWK names another algorithm than its curve': 'JWK 所写的算法与曲线不符',
  'the environment variable {} is not set': '环境变量 {} 没有设置',
  'the file holds no JSON Schema (2020-12)': '文件里不是 JSON Schema（2020-12）',
  'the private part of the JWK does not fit its public part': 'JWK 的私钥与公钥不配对',
  'the source’s address needs {}': '数据源的地址还需要 {}',
  'too large': '过大',
  'two codes of a match field mean the same': '匹配字段有两个代码含义相同',
  '{cursor} must be a parameter of the query, as in ?after={cursor}': '{cursor} 应是查询参数，如 ?after={cursor}',

  // Of matters, grants and applications.
  'a matter of another organisation': '是其他单位的事项',
  'a refusal names its ground': '不同意须说明理由类别',
  'a second time': '重复填写',
  'an ended matter': '事项已终止',
  'decided on already': '已作决定',
  'does not apply to items of the type {}': '不适用于 {} 类型的数据项',
  'grant {}: {}': '授权 {}：{}',
  'in the past': '已经过去',
  'lookup needs fields, and fields need lookup': '选“查询”须列字段，列了字段须选“查询”',
  'more than the whole grant has': '超过整个授权的额度',
  'more than was asked for': '超过申请的范围',
  'more than {} thresholds for one field': '一个字段的界限多于 {} 个',
  'neither fields nor predicates': '既没有字段，也没有判断条件',
  'no code of the table refusal-ground': '不在“不同意理由”代码表中',
  'no matter of this grant': '不是本授权的事项',
  'no such matter': '没有这个事项',
  'no such resource in the directory': '目录中没有这个资源',
  'not a bound of the grant': '授权没有给出这个界限',
  'not a bound of the kind {}': '不是 {} 类条件的界限',
  'not a moment': '不是有效的时间',
  'not a text, so it cannot be compared as one': '不是文本类型，不能按文本比较',
  'not after from': '不晚于开始时间',
  'not after validFrom': '不晚于生效时间',
  'not an active officer of the organisation': '不是该单位在用的工作人员',
  'not asked for': '没有申请这一项',
  'not granted': '未获授权',
  'not in the grant that is renewed': '不在所续期的授权之内',
  'not in the materials of the matter': '不在该事项的材料之内',
  'takes a value and no values': '应填 value，不填 values',
  'takes values and no value': '应填 values，不填 value',
  'the item is not shared': '该数据项不予共享',
  'the materials of {} do not list {}': '事项 {} 的材料没有列出 {}',
  'verify needs verifyFields or predicates, and they need verify': '选“核验”须列核验字段或判断条件，列了须选“核验”',
  'was not asked to be seen': '没有申请查看这一项',

  // Of questions and what is claimed in them.
  'belongs to the mode lookup': '只用于查询',
  'belongs to the mode verify': '只用于核验',
  'letters, digits and - _ . / 〔〕 [ ] ( ) only': '只能用文字、数字和 - _ . / 〔〕 [ ] ( )',
  'letters, digits and hyphens': '只能用字母、数字和连字符',
  'no age lies between': '上下限之间没有年龄',
  'no day lies between': '起止之间没有日期',
  'no number lies between': '上下限之间没有数',
  'not a consumer system': '不是使用数据的系统',
  'not a day of the calendar': '没有这一天',
  'not a field that the resource shares': '不是该资源共享的字段',
  'not the fields of a match key': '不是任何一组匹配键的字段',
  'not the resource of this address': '与地址中的资源不同',
  'required in the mode lookup': '查询时必填',
  'required in the mode verify': '核验时必填',
  'required of an officer: the consumer system that would ask': '工作人员须说明由哪个使用系统来问',
  'takes bounds of one kind': '只能写一类界限',

  // Of licences and their types.
  'differs from what {} holds': '与 {} 中登记的不同',
  'does not go with operation {}': '不能与操作 {} 一起填写',
  'ends before it begins': '结束早于开始',
  'give one of document, identifier, id and qr': 'document、identifier、id、qr 须填且只填一项',
  'give one of holder, identifier and qr; a type with a holder alone':
    'holder、identifier、qr 须填且只填一项；类型只能与 holder 一起填写',
  'goes with text and list, not with {}': '只用于文本和列表，不用于 {}',
  'has a wrong check character in its unified code': '统一社会信用代码的校验码不对',
  'is a formula that failed': '是出错的公式',
  'is needed to fetch the rest': '取回其余内容须先填写',
  'is no active matter of your organisation': '不是本单位在用的事项',
  'is no column of this licence type': '不是该证照类型的列',
  'is no item of the face': '不是证面上的项目',
  'is not what follows from the items': '与各项目不一致',
  'is over already': '已经到期',
  'is over, too far ahead, or after the licence’s own end': '已过期、太远，或晚于证照自身的有效期',
  'must be 111 or 001': '应为 111 或 001',
  'must be a required item': '应为必填的项目',
  'must be a unified code and three digits': '应为统一社会信用代码加三位数字',
  'must be an item that is a term': '应为“期限”类型的项目',
  'must be later than {}': '应晚于 {}',
  'must be letters and digits': '只能用字母和数字',
  'must be lower-case letters, digits and hyphens': '只能用小写字母、数字和连字符',
  'must be text: it names the holder': '应为文本：它写明持证主体',
  'must be the name in {}': '应与 {} 中的名称一致',
  'must be the number in {}': '应与 {} 中的号码一致',
  'must be there for a choice, and for nothing else': '选择类型须填，其他类型不填',
  'must be what stands in {}': '应与 {} 一致',
  'must be your own id': '应为本系统自己的标识',
  'must be {} to {}': '应在 {} 到 {} 之间',
  'must name at least one kind': '至少应有一类',
  'must name by what it is found': '应说明按什么查找',
  'must name items': '应为已有的项目',
  'must name items that are not fetched themselves': '应为不是取回的项目',
  'must name what is fetched': '应说明取回什么',
  'must not name an item twice': '同一项目不能出现两次',
  'no organisation with a unified code has this id': '没有具统一社会信用代码的单位使用这个标识',
  'stands for another licence': '已用于另一份证照',
  'stands under no header': '上方没有表头',
  'stays as it is': '不能改动',

  // Of the face of a licence, drawn as SVG.
  '{} makes nothing of a {}': '{} 不适用于 {} 类型的项目',
  '{} must be #rrggbb or none': '{} 应为 #rrggbb 或 none',
  '{} must be a number of millimetres without a unit': '{} 应为不带单位的毫米数',
  '{} must be one of {}': '{} 应为 {} 之一',
  'a seal of 45 mm would not lie on the page': '45 毫米的印章会超出页面',
  'd must be commands M L H V C Q A Z with their numbers': 'd 只能用 M L H V C Q A Z 命令及其数字',
  'data-leading must be 1 to 5': 'data-leading 应在 1 到 5 之间',
  "data-min-size must be from {} to the font's size": 'data-min-size 应在 {} 与字号之间',
  'data-max-lines must be a whole number from 1 to {}': 'data-max-lines 应为 1 到 {} 的整数',
  'data-width has no room for a character': 'data-width 放不下一个字',
  'does not lie on the page': '超出页面',
  'draws {} things that do not lie on the page': '有 {} 处图形超出页面',
  'font-size must be more than 0': 'font-size 应大于 0',
  'has a field and text; the text goes into an element of its own': '既有填写位置又有文字；文字应单独成一个元素',
  'has more than one rect with data-seal': '有不止一个带 data-seal 的 rect',
  'has more than {} elements': '元素多于 {} 个',
  'has neither fill nor stroke, so it is not seen': '既无填充也无描边，看不见',
  'has no field for {} ({}), an item of the face': '缺少证面项目 {}（{}）的填写位置',
  'has no rect with data-seal, where the seal goes': '缺少带 data-seal 的 rect，即用印的位置',
  'has no text': '没有文字',
  'has text beside its tspans; put it into one': 'tspan 之外还有文字，应放进 tspan',
  'href must hold the PNG or JPEG itself, data:image/png;base64,…; nothing is fetched':
    'href 应直接包含 PNG 或 JPEG（data:image/png;base64,…），不从别处读取',
  'is an inner item, which the face does not show': '是不在证面显示的内部项目',
  'is no SVG; templates hold nothing foreign': '不是 SVG；模板里不能有别的内容',
  'is no tspan with text alone': '不是只含文字的 tspan',
  'is not UTF-8': '不是 UTF-8 编码',
  'is one field too many': '填写位置超过上限',
  'is one picture too many': '图片超过上限',
  'names no item of the type; besides its items there are {}': '不是该类型的项目；此外可用的有 {}',
  'needs a fill, or it is not seen': '须有填充，否则看不见',
  'needs a stroke, or it is not seen': '须有描边，否则看不见',
  'needs viewBox="{}", so that its units are millimetres': '须有 viewBox="{}"，使单位为毫米',
  'needs width and height in mm, {} to {} each, e.g. {}':
    '须有以毫米为单位的 width 和 height，各在 {} 到 {} 之间，例如 {}',
  'needs {}': '缺少 {}',
  'nests deeper than {}': '嵌套多于 {} 层',
  'opacity must be 0 to 1': 'opacity 应在 0 到 1 之间',
  'rx must be at most half a side': 'rx 不能大于边长的一半',
  'stroke-dasharray must be lengths': 'stroke-dasharray 应为长度',
  'stroke-width must be more than 0': 'stroke-width 应大于 0',
  'the attribute {} is not understood': '不认识属性 {}',
  'transform must be translate(x, y)': 'transform 应为 translate(x, y)',
  'width and height must be more than 0': 'width 和 height 应大于 0',

  // Of seals, their pictures and where they are put.
  'a checksum does not fit': '校验和不符',
  'a riding seal needs two pages': '骑缝章至少需要两页',
  'bytes follow its end': '结尾之后还有内容',
  'give one of drawing and upload': 'drawing、upload 须填且只填一项',
  'has ended': '已到期',
  'has too many chunks': '数据块过多',
  'is cut off': '文件不完整',
  'is listed already': '重复列出',
  'is no certificate in PEM': '不是 PEM 格式的证书',
  'is no short id of an organisation, nor *': '既不是单位标识，也不是 *',
  'is no X.509 certificate': '不是 X.509 证书',
  'is revoked': '已被吊销',
  'its character number {} is not in the font': '第 {} 个字不在字体中',
  'its colour type and depth do not go together': '颜色类型与位深不匹配',
  'its first chunk must be IHDR': '第一个数据块应为 IHDR',
  'its image data must fill its pixels exactly': '图像数据与尺寸不符',
  'its last chunk must be IEND': '最后一个数据块应为 IEND',
  'its sides must be {} to {} pixels': '边长应在 {} 到 {} 像素之间',
  'must be 1 to 128 characters of ASCII': '应为 1 到 128 个 ASCII 字符',
  'must be 1 to 1000 mm': '应在 1 到 1000 毫米之间',
  'must be 1 to {} characters': '应为 1 到 {} 个字符',
  'must be a PNG': '不是 PNG 图片',
  'must be before 2050 for an edition of 2014': '2014 版印章应在 2050 年之前到期',
  'must be before 2050 in a V1 seal': 'V1 印章应在 2050 年之前到期',
  'must be certificates in a V1 seal': 'V1 印章应列证书',
  'must be later than validFrom': '应晚于生效时间',
  'must be no larger than {} bytes': '不能大于 {} 字节',
  'must be of moderate size': '大小超出范围',
  'must be one certificate': '应恰好是一张证书',
  'must be the name of a format': '应为格式的名称',
  'must have no more than {} characters': '不能多于 {} 个字符',
  'must have one IHDR and one IEND': '应各有一个 IHDR 和 IEND',
  'must hold a place': '至少应有一处位置',
  'must name 1 to {} signers': '应有 1 到 {} 名签章人',
  'must not be interlaced': '不能是隔行扫描的图片',
  'the seal would not lie on the edge of every page': '印章不在每一页的边上',
  'the seal would not lie on the page': '印章会超出页面',
  'there is no page {}': '没有第 {} 页',
};

/** What in a sentence differs from time to time. */
const hole = '{}';

const patterns = Object.entries(phrases)
  .filter(([english]) => english.includes(hole))
  // The more a phrase says itself, the surer it is the one.
  .toSorted(([one], [other]) => other.length - one.length)
  .map(([english, chinese]) => ({
    pattern: new RegExp(`^${english.split(hole).map(escaped).join('(.+)')}$`, 'su'),
    chinese,
  }));

/** Characters of a sentence that is looked up, at most: what it quotes may come from outside, and a longer one costs too much. */
const longest = 1_000;
/** How deep sentences that a sentence quotes are followed: what comes from outside may look like any number of them. */
const deepest = 3;

/**
 * The Chinese of what a place's sentence says in English; what it quotes (names, numbers, codes) stays as it is, sentences
 * in it are followed. Undefined for a sentence that stands in no list: those of a library about what only a program writes,
 * and those that quote too much.
 * @example inChinese('must NOT have more than 5 items') // '多于 5 项'
 */
export function inChinese(english: string): string | undefined {
  return english.length > longest ? undefined : translated(english, deepest);
}

function translated(english: string, depth: number): string | undefined {
  if (Object.hasOwn(phrases, english)) return phrases[english];
  if (depth === 0) return undefined;
  for (const { pattern, chinese } of patterns) {
    const found = pattern.exec(english);
    if (found === null) continue;
    let next = 0;
    return chinese.replaceAll(hole, () => {
      next += 1;
      const said = found[next] ?? '';
      return translated(said, depth - 1) ?? said;
    });
  }
  return undefined;
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}
