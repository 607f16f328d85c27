import { defineProblems } from '../../kernel/index.ts';

/** Refusals of a row schema that an administrator wrote. */
export const rowSchemaProblems = defineProblems({
  ROW_SCHEMA_TOO_LARGE: {
    status: 422,
    title: { zh: '行模式过大', en: 'Row schema too large' },
    detail: {
      zh: '行模式超过 {bytes} 字节，或嵌套超过 {depth} 层。',
      en: 'The row schema is larger than {bytes} bytes or deeper than {depth} levels.',
    },
    reason: {
      zh: '每次回答都要按行模式核对，过大的模式拖慢所有查询。',
      en: 'Every answer is checked against it, so its size is everybody’s waiting time.',
    },
    remedy: {
      zh: '精简说明文字，拆分资源，或省略 rowSchema 由系统按信息项生成。',
      en: 'Shorten its texts, split the resource, or leave rowSchema out to have it made from the items.',
    },
  },
  ROW_SCHEMA_NOT_CLOSED: {
    status: 422,
    title: { zh: '行模式须为封闭对象', en: 'Row schema not a closed object' },
    detail: {
      zh: '行模式须为 type: object 且 additionalProperties: false，顶层只用 errors 未列出的关键字。',
      en: 'The row schema must be of type object with additionalProperties false; errors names the places that differ.',
    },
    reason: {
      zh: '未编目的字段一律不得流出；顶层只能有 type、properties、required、additionalProperties、$defs 和说明。',
      en: 'A field that is not catalogued never leaves; the top level holds type, properties, required, additionalProperties, $defs and annotations only.',
    },
    remedy: {
      zh: '按 errors 改正，或省略 rowSchema 由系统按信息项生成。',
      en: 'Correct the places in errors, or leave rowSchema out to have it made from the items.',
    },
  },
  ROW_SCHEMA_FIELDS_DIFFER: {
    status: 422,
    title: { zh: '行模式与信息项不一致', en: 'Row schema and items differ' },
    detail: {
      zh: '行模式的属性与信息项有 {count} 处不一致，逐项见 errors。',
      en: 'Properties of the row schema and information items differ in {count} place(s); see errors.',
    },
    reason: {
      zh: '行模式的属性与信息项一一对应，类型相符。',
      en: 'The properties are the information items, one for one, of a fitting type.',
    },
    remedy: { zh: '补齐或删去不一致的一方。', en: 'Add or remove on the side that is wrong.' },
  },
  ROW_SCHEMA_KEYWORD_REFUSED: {
    status: 422,
    title: { zh: '行模式含不接受的内容', en: 'Row schema uses what is not accepted' },
    detail: {
      zh: '行模式有 {count} 处使用了不接受的关键字、引用或正则表达式，逐项见 errors。',
      en: 'The row schema uses a keyword, reference or pattern that is not accepted in {count} place(s); see errors.',
    },
    reason: {
      zh: '只接受常用校验关键字；引用只限本模式内的 #/$defs/名称；正则表达式须以 ^ 开头且核对步数有界。',
      en: 'Common checking keywords only; references stay within the schema (#/$defs/name); patterns begin with ^ and are checked in bounded steps.',
    },
    remedy: { zh: '按 errors 逐处改写。', en: 'Rewrite the places in errors.' },
  },
  ROW_SCHEMA_INVALID: {
    status: 422,
    title: { zh: '行模式不是有效的 JSON Schema', en: 'Row schema is not valid' },
    detail: { zh: '行模式无法编译，原因见 errors。', en: 'The row schema does not compile; errors says why.' },
    reason: { zh: '行模式须符合 JSON Schema 2020-12。', en: 'Row schemas follow JSON Schema 2020-12.' },
    remedy: {
      zh: '按 errors 改正，或省略 rowSchema 由系统按信息项生成。',
      en: 'Correct it, or leave rowSchema out to have it made from the items.',
    },
  },
});
