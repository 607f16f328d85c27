import { type Resource, type ResourceDraft, readResourceDraft } from '../../catalog/index.ts';
import type { OrganisationId } from '../../identity/index.ts';

/** A province's directory, generated: as many names, departments and items as one has, in the words they use. */

export const corpusSubjects =
  '户籍人口 流动人口 常住人口 出生医学证明 婚姻登记 收养登记 低保对象 特困人员 残疾人 老年人 孤儿 退役军人 城乡居民养老保险 职工养老保险 医疗保险 工伤保险 失业保险 生育保险 住房公积金 就业创业 劳动合同 技能人才 执业医师 执业药师 护士 教师资格 学籍 学历 高考录取 法人单位 企业 个体工商户 社会组织 事业单位 机关群团 农民专业合作社 营业执照 食品经营许可 药品经营许可 医疗器械 特种设备 危险化学品 烟花爆竹 矿山 建筑施工 工程质量 商品房预售 不动产 宅基地 国有土地 采矿权 林权 海域使用权 排污许可 水质监测 空气质量 噪声 固体废物 自然保护地 河流 水库 取水许可 防汛 气象 地震 地质灾害 道路运输 机动车 驾驶人 网约车 船舶 公路 桥梁 公交线路 停车场 充电桩 农产品 种子 农药 兽药 动物检疫 渔业 粮食储备 能源消费 电力 燃气 供水 污水处理 垃圾分类 旅行社 文物 图书馆 体育场馆 广播电视 出版物 专利 商标 科技项目 高新技术企业 统计单位 固定资产投资 进出口 税务登记 纳税信用 行政处罚 行政许可 政府采购 招标投标 公共资源交易 信用承诺 失信被执行人 律师 公证 司法鉴定 法律援助 人民调解 社区矫正'.split(
    ' ',
  );
export const corpusAspects =
  '基本信息 登记信息 变更信息 注销信息 年检信息 缴费明细 待遇发放信息 审批结果 检查记录 处罚决定 统计年报 月度报表 名录 台账 分布信息 监测数据 投诉举报信息 证照信息 备案信息 评价结果 预警信息 历史数据 空间数据 汇总表 专题数据'.split(
    ' ',
  );
const places =
  '青山市 临江市 云州市 东岭市 西河市 南溪市 北原市 海宁市 金川市 银湖市 龙泉市 凤台市 石桥市 松林市 柳园市 桂阳市 梅岭市 兰陵市 竹溪市 荷塘市 省本级'.split(
    ' ',
  );
const bureaux =
  '公安 民政 司法 财政 人力资源和社会保障 自然资源 生态环境 住房和城乡建设 交通运输 水利 农业农村 商务 文化和旅游 卫生健康 退役军人事务 应急管理 审计 市场监督管理 统计 医疗保障 林业 行政审批 税务 气象 教育'.split(
    ' ',
  );
export const corpusItems =
  '姓名 公民身份号码 性别 民族 出生日期 户籍地址 现住址 联系电话 学历 婚姻状况 单位名称 统一社会信用代码 法定代表人 成立日期 注册资本 经营范围 登记机关 经营状态 行业代码 行政区划代码 证书编号 发证机关 发证日期 有效期起 有效期止 证件状态 险种类型 缴费基数 缴费月份 缴费金额 待遇类别 发放金额 发放日期 开户银行 项目名称 项目编号 建设地点 总投资 开工日期 竣工日期 面积 用途 权利人 权利类型 坐落 宗地号 车牌号码 车辆类型 车辆识别代号 检验有效期 处罚文书号 违法事实 处罚依据 处罚金额 处罚日期 监测点名称 监测时间 监测值 计量单位 经度 纬度 高程 等级 类别 数量 备注 更新时间 数据来源 填报单位 负责人 审批意见 办结时间 申请人 受理编号'.split(
    ' ',
  );
const uses = ['办理行政许可', '资格核验', '统计分析', '监督检查', '公共服务', '信用评价', '应急处置', '便民查询'];

export interface CorpusProvider {
  readonly id: OrganisationId;
  readonly name: string;
}

/** Every bureau of every city: some five hundred departments. */
export const corpusProviders: readonly CorpusProvider[] = places.flatMap((place, city) =>
  bureaux.map((bureau, index) => ({ id: `c${city}-b${index}` as OrganisationId, name: `${place}${bureau}局` })),
);

/** The n-th resource of the corpus, the same in every run. */
export function corpusResource(n: number, at: Date): Resource {
  const provider = of(corpusProviders, n);
  // Names of one department differ: with a step that is coprime to all three, each combination comes once.
  const turn = Math.floor(n / corpusProviders.length);
  const subject = of(corpusSubjects, turn * 7 + n * 11);
  const aspect = of(corpusAspects, Math.floor(turn / 3) + n);
  const place = provider.name.slice(0, 3);
  const seed = mixed(n);
  const kind = ['1', '2', '3', '3'][seed % 4] ?? '3';
  const sharing = of(['1', '1', '2', '2', '2', '2', '3'], seed >>> 3);
  const count = 6 + (seed % 11);
  const first = (seed >>> 5) % corpusItems.length;
  const chosen = Array.from({ length: count }, (_, index) => of(corpusItems, first + index * 5));
  const draft: ResourceDraft = {
    id: `${provider.id}.r${n}`,
    code: `${kind}${String(1 + ((seed >>> 4) % 40)).padStart(2, '0')}${String(1 + ((seed >>> 9) % 60)).padStart(3, '0')}/${n + 1}`,
    name: `${turn % 4 === 0 ? place : ''}${subject}${aspect}${turn < 60 ? '' : `（${2000 + (turn % 40)}年）`}`,
    nameEn: `Register ${n}`,
    provider: provider.id,
    abstract: `${provider.name}在履行职责过程中形成的${subject}${aspect}，包括${chosen.slice(0, 4).join('、')}等，用于${of(uses, seed >>> 7)}和${of(uses, seed >>> 11)}。`,
    class: { category: kind, section: of(bureaux, seed >>> 4), item: subject },
    format: { category: of(['2', '3', '3', '7', '1'], seed >>> 6), concrete: 'PostgreSQL' },
    items: [...new Set(chosen)].map((name, index) => ({
      field: `item${index + 1}`,
      ...{ name, nameEn: name, type: 'C', length: 50 },
      sensitivity: index === 1 ? of(['public', 'internal', 'personal', 'sensitive'] as const, seed >>> 8) : 'public',
      matchable: index === 0,
    })),
    sharing: {
      type: sharing,
      mode: 'platform-interface',
      ...(sharing === '2' ? { condition: '仅限履行职责' } : {}),
      ...(sharing === '3' ? { lawBasis: '《中华人民共和国统计法》第二十五条' } : {}),
    },
    openness: { open: sharing === '1' && seed % 5 === 0 },
    updateCycle: of(['1', '2', '3', '4', '5', '6'], seed >>> 10),
    matchKeys: [],
    synthetic: true,
  };
  const status = of(
    ['published', 'published', 'published', 'published', 'published', 'published', 'draft', 'withdrawn'] as const,
    seed >>> 12,
  );
  return {
    ...readResourceDraft(draft),
    ...{ status, submittedBy: undefined, held: false, edition: status === 'published' ? 1 : 0, version: 1 },
    ...{ schemaVersion: 1, createdAt: at, createdBy: 'officer:bench', updatedAt: at, updatedBy: 'officer:bench' },
  };
}

function of<T>(all: readonly T[], turn: number): T {
  const one = all[turn % all.length];
  if (one === undefined) throw new RangeError('there is nothing to choose from');
  return one;
}

/** A number that looks thrown, the same for the same n (Knuth's multiplicative hash, then mixed). */
function mixed(n: number): number {
  const spread = Math.imul(n + 1, 2_654_435_761) >>> 0;
  return (spread ^ (spread >>> 15)) >>> 0;
}
