import { defineProblems } from '../kernel/pure/index.ts';

/** Refusals of the licence vault. No text holds a number, a name or any licence data. */
export const vaultProblems = defineProblems({
  LICENCE_IDENTIFIER_INVALID: {
    status: 400,
    title: { zh: '电子证照标识有误', en: 'Licence identifier not valid' },
    detail: { zh: '电子证照标识有误：{whyZh}。', en: 'The licence identifier is not valid: {whyEn}.' },
    reason: {
      zh: '电子证照标识须符合 GB/T 36904，校验位按 GB/T 17710 计算。',
      en: 'A licence identifier follows GB/T 36904, its check character GB/T 17710.',
    },
    remedy: {
      zh: '请对照证照文件核对，或用 hufu number check 逐段检查。',
      en: 'Compare it with the licence, or look at its members with hufu number check.',
    },
  },
  LICENCE_TYPE_UNKNOWN: {
    status: 404,
    title: { zh: '没有此证照类型', en: 'No such licence type' },
    detail: { zh: '证照类型目录中没有该类型。', en: 'The directory of licence types does not have this type.' },
    reason: { zh: '只签发目录中已发布的证照类型。', en: 'Only published types of the directory exist for the vault.' },
    remedy: { zh: '类型代码和简称见 /v1/licence-types。', en: 'Codes and short names are at /v1/licence-types.' },
  },
  LICENCE_TYPE_NOT_PUBLISHED: {
    status: 409,
    title: { zh: '证照类型未发布', en: 'Licence type not published' },
    detail: { zh: '该证照类型未发布或已注销。', en: 'This licence type is not published, or withdrawn.' },
    reason: { zh: '只有已发布的类型可以签发。', en: 'Licences are issued of published types only.' },
    remedy: { zh: '请联系数据主管部门发布该类型。', en: 'Ask the data administration to publish the type.' },
  },
  NOT_AN_ISSUER: {
    status: 403,
    title: { zh: '不是该类型的颁发机构', en: 'Not an issuer of this type' },
    detail: {
      zh: '您所属的机构未被指定为该证照类型的颁发机构。',
      en: 'Your organisation is not appointed as an issuer of this licence type.',
    },
    reason: {
      zh: '每一类证照只由指定的机构颁发。',
      en: 'Each type of licence is issued by the organisations appointed for it, and by no other.',
    },
    remedy: {
      zh: '请数据主管部门的目录管理员通过 /v1/licence-types/…/issuers 指定。',
      en: 'Ask a catalogue administrator of the data administration to appoint it at /v1/licence-types/…/issuers.',
    },
  },
  ISSUER_NOT_REGISTERED: {
    status: 409,
    title: { zh: '颁发机构登记信息不全', en: 'Issuer not fully registered' },
    detail: {
      zh: '颁发机构没有登记统一社会信用代码，或已停用。',
      en: 'The issuing organisation has no unified code registered, or is not active.',
    },
    reason: {
      zh: '证照标识含颁发机构的统一社会信用代码（GB/T 36904）。',
      en: 'A licence identifier holds the issuer’s unified code (GB/T 36904).',
    },
    remedy: {
      zh: '请运行管理员在 /v1/organisations 补全登记。',
      en: 'Let an operator complete it at /v1/organisations.',
    },
  },
  LICENCE_DATA_INVALID: {
    status: 422,
    title: { zh: '证照数据不符合类型要求', en: 'Licence data not as the type asks' },
    detail: {
      zh: '证照数据有 {count} 处不符合该类型的要求，逐项见 errors。',
      en: '{count} place(s) of the licence data differ from what the type asks; see errors.',
    },
    reason: {
      zh: '证照照面数据在签发前按类型的 JSON Schema 核对。',
      en: 'The data on a licence is checked against the type’s JSON Schema before it is issued.',
    },
    remedy: {
      zh: '请按 errors 改正；各类型的 Schema 见 /v1/licence-types。',
      en: 'Correct what errors names; the schemas are at /v1/licence-types.',
    },
  },
  ISSUER_REFERENCE_REUSED: {
    status: 409,
    title: { zh: '业务编号已用于另一证照', en: 'Issuer’s number already used' },
    detail: {
      zh: '该业务编号已签发过证照，而此次提交的内容与其不同。',
      en: 'A licence was issued under this number of yours, and what is submitted now differs from it.',
    },
    reason: {
      zh: '同一颁发机构的同一业务编号只签发一份证照。',
      en: 'One number of one issuer stands for one licence.',
    },
    remedy: {
      zh: '若为变更，请对原证照办理变更（操作 09）；若为新证照，请换用新的业务编号。',
      en: 'For a change, apply operation 09 to that licence; for a new licence, use a new number.',
    },
  },
  LICENCE_NOT_FOUND: {
    status: 404,
    title: { zh: '没有此证照', en: 'No such licence' },
    detail: { zh: '证照库中没有该证照。', en: 'The vault does not hold this licence.' },
    reason: { zh: '按证照编号或电子证照标识查找。', en: 'Licences are found by id or by identifier.' },
    remedy: {
      zh: '核对标识；外地证照请向其颁发地的证照库查询。',
      en: 'Check the identifier; ask the vault of the region that issued it.',
    },
  },
  LICENCE_FILE_MISSING: {
    status: 404,
    title: { zh: '没有此格式的证照文件', en: 'No file of this format' },
    detail: {
      zh: '该证照的现行版本没有 {format} 格式的文件。',
      en: 'There is no file of the format {format} of the licence’s present version.',
    },
    reason: {
      zh: '签章文件在签发时生成；较早签发的版本只有 JSON 格式。',
      en: 'Sealed files are made when a version is issued; versions from before have the JSON alone.',
    },
    remedy: {
      zh: '请以 format=json 读取，或由颁发机构办理变更（操作 09）生成新版本。',
      en: 'Read it with format=json, or have its issuer make a new version (operation 09).',
    },
  },
  LICENCE_DAMAGED: {
    status: 500,
    title: { zh: '证照存储损坏', en: 'Stored licence damaged' },
    detail: {
      zh: '证照 {licence} 的存储内容未通过完整性校验，未予提供。',
      en: 'What is stored of licence {licence} failed its integrity check and was not served.',
    },
    reason: {
      zh: '解密和摘要校验不通过的内容一律不提供。',
      en: 'Nothing is served that does not decrypt and match its digest.',
    },
    remedy: {
      zh: '请将证照编号告知运行管理员，由其从备份恢复。',
      en: 'Tell the operator the licence’s id, to have it restored from a backup.',
    },
  },
  OPERATION_NOT_ALLOWED: {
    status: 409,
    title: { zh: '当前状态下不能办理', en: 'Not allowed in this state' },
    detail: {
      zh: '状态为{stateZh}的证照不能办理“{operationZh}”；可办理：{allowedZh}。',
      en: 'A licence that is {stateEn} cannot undergo “{operationEn}”; it can: {allowedEn}.',
    },
    reason: {
      zh: '证照状态只按规定的操作变化。',
      en: 'A licence changes its state through the prescribed operations only.',
    },
    remedy: { zh: '核对证照状态和应办理的操作。', en: 'Check the licence’s state and which operation is meant.' },
  },
  LEGAL_REASON_MISSING: {
    status: 422,
    title: { zh: '缺少法定事由', en: 'Legal reason missing' },
    detail: { zh: '“{operationZh}”须写明法定事由。', en: '“{operationEn}” needs its legal reason.' },
    reason: {
      zh: '除签发外，每次变更证照状态都须有依据。',
      en: 'Every change of a licence’s state but its issue rests on a stated legal reason.',
    },
    remedy: { zh: '在 legalReason 中写明依据的条款和事由。', en: 'State the clause and the cause in legalReason.' },
  },
  TARGET_STATE_REQUIRED: {
    status: 422,
    title: { zh: '目标状态不明', en: 'Target state missing' },
    detail: {
      zh: '“{operationZh}”须在 toState 中指明目标状态之一：{allowed}。',
      en: '“{operationEn}” needs a target state in toState, one of: {allowed}.',
    },
    reason: {
      zh: '同一操作可导致不同的终止状态，须由颁发机构明确。',
      en: 'One operation leads to different ends; the issuer says which.',
    },
    remedy: { zh: '在 toState 中填写状态代码。', en: 'Give the state’s code in toState.' },
  },
  STATE_TEXT_REQUIRED: {
    status: 422,
    title: { zh: '缺少状态说明', en: 'Description of the state missing' },
    detail: { zh: '状态 99（其他）须附文字说明。', en: 'State 99 (other) needs a text.' },
    reason: { zh: '“其他”本身不说明任何事。', en: '“Other” by itself says nothing.' },
    remedy: { zh: '在 stateText 中写明。', en: 'Write it in stateText.' },
  },
  NOT_YET_LAPSED: {
    status: 409,
    title: { zh: '有效期未满', en: 'Term not over' },
    detail: {
      zh: '证照有效期至 {validTo}，尚未届满。',
      en: 'The licence is valid to {validTo}, which is not over.',
    },
    reason: { zh: '失效（操作 04）以有效期届满为前提。', en: 'A licence lapses (operation 04) when its term is over.' },
    remedy: {
      zh: '若需提前终止，请办理操作 05 并说明依据。',
      en: 'To end it before, use operation 05 with its legal reason.',
    },
  },
  EXTENSION_NOT_LATER: {
    status: 422,
    title: { zh: '延续日期不晚于原日期', en: 'Extension not later than before' },
    detail: {
      zh: '延续后的有效期须晚于现有效期 {validTo}。',
      en: 'An extension must end later than the present term, {validTo}.',
    },
    reason: { zh: '延续只能延长有效期。', en: 'An extension lengthens the term.' },
    remedy: {
      zh: '在 validTo 中给出更晚的日期；长期有效的证照无需延续。',
      en: 'Give a later day in validTo; a licence without an end needs no extension.',
    },
  },
  VERSIONS_EXHAUSTED: {
    status: 409,
    title: { zh: '版本号已用尽', en: 'No version left' },
    detail: { zh: '该证照已有 999 个版本。', en: 'This licence has 999 versions.' },
    reason: { zh: '版本号为三位数字（GB/T 36904）。', en: 'The version has three digits (GB/T 36904).' },
    remedy: { zh: '请注销后重新签发。', en: 'Cancel it and issue a new one.' },
  },
  LICENCE_HOLDER_CHANGED: {
    status: 409,
    title: { zh: '持证主体不能变更', en: 'Holder cannot change' },
    detail: {
      zh: '提交的数据属于另一个持证主体。',
      en: 'The data submitted belongs to another holder.',
    },
    reason: { zh: '证照变更不改变持证主体。', en: 'A changed licence stays with its holder.' },
    remedy: {
      zh: '持证主体变化的，请注销原证照并重新签发。',
      en: 'For another holder, cancel this licence and issue a new one.',
    },
  },
  LICENCE_PURPOSE_UNKNOWN: {
    status: 403,
    title: { zh: '没有此事项', en: 'No such matter' },
    detail: {
      zh: '您所属机构没有该编码的在办事项。',
      en: 'Your organisation has no active matter with this code.',
    },
    reason: {
      zh: '查找和使用证照须以本机构的事项和办件为目的。',
      en: 'Licences are found and used for a matter and case of one’s own organisation.',
    },
    remedy: {
      zh: '核对事项编码；本机构的事项见 /v1/matters，未登记的请先登记。',
      en: 'Check the code; your matters are at /v1/matters, and a missing one must be registered first.',
    },
  },
  LICENCE_TYPE_NOT_NEEDED: {
    status: 403,
    title: { zh: '该事项不需要此类证照', en: 'Matter does not need this type' },
    detail: {
      zh: '事项 {matter} 的材料中没有类型为 {type} 的证照。',
      en: 'The materials of matter {matter} do not include a licence of the type {type}.',
    },
    reason: {
      zh: '只能查看事项材料清单所列类型的证照。',
      en: 'Only licences of the types among a matter’s materials may be seen.',
    },
    remedy: {
      zh: '若确需此类证照，请先在事项材料中登记。',
      en: 'If the matter does need it, have it entered among the matter’s materials first.',
    },
  },
  FACTS_PURPOSE_MISSING: {
    status: 422,
    title: { zh: '缺少事项和办件', en: 'Matter and case missing' },
    detail: {
      zh: '该类型的部分数据经共享平台取得，须写明事项和办件。',
      en: 'Some data of this type is fetched through the exchange, which needs a matter and a case.',
    },
    reason: {
      zh: '经平台查询数据须以事项和办件为目的。',
      en: 'What is asked through the exchange is asked for a matter and a case.',
    },
    remedy: { zh: '在 purpose 中填写 matter 和 case。', en: 'Give matter and case in purpose.' },
  },
  FACTS_NOT_FETCHED: {
    status: 409,
    title: { zh: '无法取得基础数据', en: 'Facts cannot be fetched' },
    detail: {
      zh: '签发机构没有可用于查询的应用系统，或此处不与共享平台相连。',
      en: 'The issuer has no consumer system to ask with, or this vault is not joined to the exchange.',
    },
    reason: {
      zh: '基础数据由签发机构的应用系统经共享平台查询。',
      en: 'Facts are asked for by a consumer system of the issuer, through the exchange.',
    },
    remedy: {
      zh: '请运行管理员为本机构登记应用系统，并申请该资源的授权。',
      en: 'Let an operator register a consumer system of your organisation, and apply for a grant of the resource.',
    },
  },
  FACTS_NOT_FOUND: {
    status: 422,
    title: { zh: '基础数据中没有记录', en: 'No record of it' },
    detail: { zh: '资源 {resource} 中没有该主体的记录。', en: 'The resource {resource} has no record of it.' },
    reason: {
      zh: '应由基础库提供的数据不由签发机构另行填写。',
      en: 'What a basic database holds is fetched from it, not typed again.',
    },
    remedy: {
      zh: '核对号码；记录确有缺漏的，向提供机构提出异议。',
      en: 'Check the number; where the record is missing, raise an objection with its provider.',
    },
  },
  FACTS_AMBIGUOUS: {
    status: 422,
    title: { zh: '基础数据中有多条记录', en: 'More than one record' },
    detail: {
      zh: '资源 {resource} 中有多条记录符合。',
      en: 'The resource {resource} has more than one record that fits.',
    },
    reason: { zh: '一份证照依据一条记录。', en: 'A licence rests on one record.' },
    remedy: {
      zh: '请目录管理员核对该类型的 fetchFrom，匹配条件须唯一。',
      en: 'Let a catalogue administrator look at fetchFrom of the type: what it matches by must be unique.',
    },
  },
  FACTS_DIFFER: {
    status: 422,
    title: { zh: '与基础数据不一致', en: 'Differs from the facts' },
    detail: {
      zh: '提交的数据有 {count} 处与基础库不一致，逐处见 errors。',
      en: '{count} place(s) differ from what the basic database holds; see errors.',
    },
    reason: {
      zh: '应由基础库提供的数据以基础库为准。',
      en: 'Of what a basic database holds, the database is right.',
    },
    remedy: {
      zh: '删除这些数据项，由平台取得；基础数据有误的，提出异议。',
      en: 'Leave them out, and they are fetched; where the database is wrong, raise an objection.',
    },
  },
  LICENCE_HOLDER_KIND_WRONG: {
    status: 422,
    title: { zh: '持证主体类型不符', en: 'Wrong kind of holder' },
    detail: {
      zh: '类型为 {type} 的证照不颁发给此类持证主体。',
      en: 'Licences of the type {type} are not issued to holders of this kind.',
    },
    reason: {
      zh: '每一类证照的持证主体类型由其类型定义规定。',
      en: 'The definition of a type says whose licences they may be.',
    },
    remedy: {
      zh: '核对证照类型与持证主体代码类型；各类型见 /v1/licence-types。',
      en: 'Check the type and the kind of the number; the types are at /v1/licence-types.',
    },
  },
  LICENCE_NOT_IN_FORCE: {
    status: 409,
    title: { zh: '证照不在有效状态', en: 'Licence not in force' },
    detail: {
      zh: '该证照当前不是有效状态，或不在有效期内，不能生成二维码或加注件。',
      en: 'The licence is not valid now, or not within its term, so no QR code or copy is made of it.',
    },
    reason: {
      zh: '二维码和加注件都声明证照当前有效。',
      en: 'A QR code, and a copy, say that the licence is valid at this moment.',
    },
    remedy: {
      zh: '请核对证照状态；已换发的，请使用新证照。',
      en: 'Look at the licence’s state; where it was replaced, use the new one.',
    },
  },
  QR_NOT_USABLE: {
    status: 422,
    title: { zh: '二维码不能用于查找', en: 'QR cannot be used' },
    detail: { zh: '不能凭此二维码查找证照：{whyZh}。', en: 'No licence can be found by this QR: {whyEn}.' },
    reason: {
      zh: '凭二维码查找以其声明真实、未过期为前提。',
      en: 'A licence is found by a QR whose statement is proved and has not run out.',
    },
    remedy: {
      zh: '请持证主体重新出示二维码；逐步的结论见 POST /v1/verify。',
      en: 'Ask the holder for a fresh one; POST /v1/verify tells step by step what is wrong.',
    },
  },
  QR_ITEM_NOT_ON_FACE: {
    status: 422,
    title: { zh: '要素不在照面上', en: 'Item not on the face' },
    detail: {
      zh: '{count} 个要素不是该类型证照的照面要素，逐项见 errors。',
      en: '{count} item(s) are not on the face of licences of this type; see errors.',
    },
    reason: { zh: '二维码只出示照面要素。', en: 'A QR code shows items of the face only.' },
    remedy: { zh: '照面要素见 /v1/licence-types。', en: 'The items of the face are at /v1/licence-types.' },
  },
  QR_TOO_LARGE: {
    status: 422,
    title: { zh: '内容过多，二维码难以识读', en: 'Too much for a QR code that phones read' },
    detail: {
      zh: '所选要素共需 {length} 个字符，超过 {limit} 个。',
      en: 'The items chosen need {length} characters, more than {limit}.',
    },
    reason: {
      zh: '二维码不超过版本 20（纠错级别 M），手机才能从屏幕上识读。',
      en: 'A code larger than version 20 (level M) is hard to read from the screen of a phone.',
    },
    remedy: { zh: '请少选要素，尤其是较长的要素。', en: 'Choose fewer items, the long ones first.' },
  },
  STATUS_LIST_UNKNOWN: {
    status: 404,
    title: { zh: '没有此状态列表', en: 'No such status list' },
    detail: { zh: '本证照库没有该编号的状态列表。', en: 'This vault has no status list of this number.' },
    reason: { zh: '状态列表从 1 起连续编号。', en: 'Status lists are numbered from 1 on.' },
    remedy: {
      zh: '全部列表的地址见 /v1/status-lists；外地证照请用其颁发地的列表。',
      en: 'All of them are at /v1/status-lists; for a licence of another region, use that region’s list.',
    },
  },
  PICTURE_NOT_READ: {
    status: 422,
    title: { zh: '图片不能读取', en: 'Picture not read' },
    detail: { zh: '图片不能读取：{whyZh}。', en: 'The picture cannot be read: {whyEn}.' },
    reason: {
      zh: '只读取大小合理、格式完好的 PNG 和 JPEG 图片。',
      en: 'Only well-formed PNG and JPEG pictures of a reasonable size are read.',
    },
    remedy: {
      zh: '请重新拍摄或缩小后再试，或提交二维码的文字内容。',
      en: 'Take it again or make it smaller, or submit the text of the QR code.',
    },
  },
  PICTURES_WAITING: {
    status: 503,
    title: { zh: '识读图片的请求过多', en: 'Too many pictures to read' },
    detail: { zh: '等待识读的图片过多。', en: 'Too many pictures are waiting to be read.' },
    reason: {
      zh: '识读图片占用处理器，不得妨碍其他请求。',
      en: 'Reading pictures takes the processor, and must not keep other requests waiting.',
    },
    remedy: {
      zh: '请稍后再试，或在本机识读后提交二维码的文字内容。',
      en: 'Try again shortly, or read the code yourself and submit its text.',
    },
  },
});
