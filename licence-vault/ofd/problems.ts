import { defineProblems, type Text } from '../../kernel/pure/index.ts';

const askForOriginal = {
  zh: '请向出具文件的机构重新取得原件，不要经过会改写文件的软件或网关。',
  en: 'Get the original again from whoever made it, not through software or a gateway that rewrites files.',
};

/** A file that comes in and is no sound OFD: one rule and one remedy for all of them. */
function row<const T extends Text, const D extends Text>(title: T, detail: D) {
  return {
    status: 422,
    title,
    detail,
    reason: {
      zh: 'OFD 文件须是各种软件读来都一样的 ZIP 包和 XML（GB/T 33190），读法不一就可能看到与签章不同的内容。',
      en: 'An OFD is a ZIP archive of XML that every program reads alike (GB/T 33190); where readings differ, one may see what was never sealed.',
    },
    remedy: askForOriginal,
  } as const;
}

/**
 * Faults of an OFD that is read. Names of entries are told only where they are plain (see `shownName`), and nothing of
 * the content is.
 */
export const ofdProblems = defineProblems({
  OFD_TOO_LARGE: {
    status: 413,
    title: { zh: 'OFD 文件过大', en: 'OFD too large' },
    detail: { zh: '文件超过 {limit} MiB。', en: 'The file is larger than {limit} MiB.' },
    reason: { zh: '过大的文件会耗尽内存。', en: 'A file beyond that size would use up memory.' },
    remedy: { zh: '请拆分文件，或缩小其中的图片。', en: 'Split it, or make its pictures smaller.' },
  },
  OFD_NOT_AN_ARCHIVE: row(
    { zh: '不是 OFD 文件', en: 'Not an OFD' },
    { zh: '文件不是 ZIP 包，因此不是 OFD。', en: 'The file is no ZIP archive, so it is no OFD.' },
  ),
  OFD_ARCHIVE_SURPLUS: row(
    { zh: 'OFD 包中有多余字节', en: 'Surplus bytes in the OFD' },
    { zh: 'ZIP 包{whereZh}有不属于任何条目的字节。', en: 'There are bytes {whereEn} that belong to no entry.' },
  ),
  OFD_ARCHIVE_INCONSISTENT: row(
    { zh: 'OFD 包自相矛盾', en: 'OFD contradicts itself' },
    { zh: 'ZIP 包的记录互相矛盾：{whyZh}。', en: 'Records of the ZIP archive contradict each other: {whyEn}.' },
  ),
  OFD_ARCHIVE_UNSUPPORTED: row(
    { zh: 'OFD 包使用了不支持的功能', en: 'OFD uses what is not supported' },
    { zh: 'ZIP 包使用了 OFD 不用的功能：{whyZh}。', en: 'The ZIP archive uses what OFD does not: {whyEn}.' },
  ),
  OFD_ARCHIVE_BOMB: row(
    { zh: 'OFD 包解压后过大', en: 'OFD unpacks to too much' },
    { zh: '解压超出限度：{whyZh}。', en: 'Unpacking goes beyond the bounds: {whyEn}.' },
  ),
  OFD_ARCHIVE_DAMAGED: row(
    { zh: 'OFD 包已损坏', en: 'OFD damaged' },
    { zh: '条目 {entry} 无法还原：{whyZh}。', en: 'The entry {entry} does not unpack: {whyEn}.' },
  ),
  OFD_ENTRY_NAME_UNSAFE: row(
    { zh: 'OFD 条目名不安全', en: 'Unsafe name in the OFD' },
    { zh: '第 {number} 个条目的名称不可接受：{whyZh}。', en: 'The name of entry {number} is refused: {whyEn}.' },
  ),
  OFD_ENTRY_TWICE: row(
    { zh: 'OFD 条目重复', en: 'Entry twice in the OFD' },
    {
      zh: '第 {number} 个条目与另一条目同名，或只差大小写。',
      en: 'Entry {number} has the name of another one, perhaps in other case.',
    },
  ),
  OFD_XML_MALFORMED: row(
    { zh: 'OFD 中的 XML 有误', en: 'XML not well formed' },
    { zh: '{file} 不是格式正确的 UTF-8 XML。', en: '{file} is not well-formed XML in UTF-8.' },
  ),
  OFD_XML_DOCTYPE: row(
    { zh: 'OFD 中的 XML 含文档类型声明', en: 'XML with a document type' },
    {
      zh: '{file} 含 DOCTYPE；实体可被用来膨胀内容或引入外部文件。',
      en: '{file} has a DOCTYPE; entities can blow up content or draw in other files.',
    },
  ),
  OFD_XML_TOO_COMPLEX: row(
    { zh: 'OFD 中的 XML 过于复杂', en: 'XML too complex' },
    { zh: '{file} 过大、嵌套过深或元素过多。', en: '{file} is too large, nests too deep or has too many elements.' },
  ),
  OFD_XML_NAMESPACE: row(
    { zh: 'OFD 中的 XML 命名空间有误', en: 'XML of a strange namespace' },
    { zh: '{file} 的命名空间不是 OFD 的。', en: 'The namespace of {file} is not that of OFD.' },
  ),
  OFD_STRUCTURE_INVALID: row(
    { zh: 'OFD 结构有误', en: 'OFD structure not valid' },
    { zh: '{file}：{whyZh}。', en: '{file}: {whyEn}.' },
  ),
  OFD_FILE_MISSING: row(
    { zh: 'OFD 缺少文件', en: 'File missing in the OFD' },
    { zh: '{file} 所指的文件不在包中：{whyZh}。', en: 'The package lacks a file that {file} names: {whyEn}.' },
  ),
  OFD_TEXT_NOT_WRITABLE: {
    status: 422,
    title: { zh: '文字含不可写入的字符', en: 'Text not writable' },
    detail: {
      zh: '文字中有控制字符或残缺字符，不能写入 OFD。',
      en: 'A text has control characters or halves of characters, which an OFD cannot hold.',
    },
    reason: { zh: 'XML 1.0 不允许这些字符。', en: 'XML 1.0 does not allow them.' },
    remedy: { zh: '请在来源数据中去除这些字符。', en: 'Remove them where the data comes from.' },
  },
  OFD_CONTENT_INVALID: {
    status: 422,
    title: { zh: 'OFD 内容不符合要求', en: 'Content not usable for an OFD' },
    detail: {
      zh: '版式内容有 {count} 处不符合要求，见 errors。',
      en: '{count} item(s) of the content are wrong; see errors.',
    },
    reason: {
      zh: '页面、字体、图片和数值须能写成各种软件都能读的 OFD。',
      en: 'Pages, fonts, pictures and numbers must make an OFD that every program can read.',
    },
    remedy: { zh: '请按 errors 改正。', en: 'Mend what errors says.' },
  },
  OFD_SEALED_COMPLETELY: {
    status: 409,
    title: { zh: '文档不允许再盖章', en: 'Document takes no further seal' },
    detail: {
      zh: '已有签章以全文档保护方式盖下，签名列表也受其保护。',
      en: 'An earlier seal protects the whole document, the list of signatures too.',
    },
    reason: {
      zh: '再次盖章会改动签名列表，使已有签章失效。',
      en: 'A further seal changes that list and would break the earlier one.',
    },
    remedy: {
      zh: '需要多方盖章时，先盖的章请用继续签章方式。',
      en: 'Where several are to seal, let the earlier ones use the continue-sign mode.',
    },
  },
  OFD_SEALED_BROKEN: {
    status: 409,
    title: { zh: '已有签章未通过验证', en: 'Earlier seal does not verify' },
    detail: { zh: '文档已有的签章：{whyZh}。', en: 'A seal that the document bears already: {whyEn}.' },
    reason: { zh: '不在已被改动的文档上盖章。', en: 'Nothing is sealed on top of an altered document.' },
    remedy: askForOriginal,
  },
  OFD_PLACEMENT_INVALID: {
    status: 422,
    title: { zh: '盖章位置有误', en: 'Place of the seal not valid' },
    detail: { zh: '有 {count} 个盖章位置不可用，见 errors。', en: '{count} place(s) cannot be used; see errors.' },
    reason: {
      zh: '印章须完整落在已有的页面上；骑缝章至少跨两页。',
      en: 'A seal lies whole on a page that exists; a riding seal spans two pages at least.',
    },
    remedy: { zh: '请按 errors 改正。', en: 'Mend what errors says.' },
  },
  OFD_SEALING_FAULT: {
    status: 500,
    title: { zh: '盖章结果未通过自检', en: 'Sealed document failed its own check' },
    detail: { zh: '盖章后的文档未通过验证：{whyZh}。', en: 'The sealed document does not verify: {whyEn}.' },
    reason: { zh: '不能验证的文档不出系统。', en: 'What does not verify does not leave the house.' },
    remedy: { zh: '请报告运行管理员。', en: 'Report it to the operator.' },
  },
});
