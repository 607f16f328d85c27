/** A trade as companies of the county carry it: how it is called in a name, its class, and what a licence says of it. */
export interface Industry {
  /** Class of GB/T 4754-2017: section letter and division. */
  readonly code: string;
  /** The word in the company's name. */
  readonly word: string;
  readonly weight: number;
  /** Items of the business scope, the first ones always. */
  readonly scope: readonly string[];
  /** Whether the trade lives in the countryside as well as in the towns. */
  readonly rural?: boolean;
}

export const industries: readonly Industry[] = [
  {
    code: 'A01',
    word: '荔枝种植',
    weight: 40,
    rural: true,
    scope: ['水果种植', '新鲜水果零售', '新鲜水果批发', '农产品初加工', '农业技术服务'],
  },
  { code: 'A01', word: '茶业', weight: 14, rural: true, scope: ['茶叶种植', '茶叶加工', '茶叶销售', '农产品初加工'] },
  {
    code: 'A03',
    word: '奶水牛养殖',
    weight: 12,
    rural: true,
    scope: ['牲畜饲养', '生鲜乳收购', '饲料销售', '畜牧技术服务'],
  },
  {
    code: 'A03',
    word: '畜牧养殖',
    weight: 30,
    rural: true,
    scope: ['牲畜饲养', '家禽饲养', '活禽销售', '饲料原料销售'],
  },
  {
    code: 'A02',
    word: '林业',
    weight: 16,
    rural: true,
    scope: ['树木种植经营', '木材采伐', '木材收购', '林业产品销售'],
  },
  {
    code: 'A05',
    word: '农业发展',
    weight: 45,
    rural: true,
    scope: ['农业机械服务', '农副产品销售', '农作物栽培服务', '蔬菜种植', '谷物种植'],
  },
  { code: 'C13', word: '食品', weight: 26, scope: ['食品生产', '食品销售', '农副食品加工', '粮油仓储服务'] },
  { code: 'C14', word: '乳业', weight: 6, scope: ['乳制品生产', '食品销售', '生鲜乳收购'] },
  {
    code: 'C20',
    word: '木业',
    weight: 28,
    rural: true,
    scope: ['人造板制造', '人造板销售', '木材加工', '木制容器制造'],
  },
  {
    code: 'C30',
    word: '建材',
    weight: 36,
    rural: true,
    scope: ['建筑材料销售', '水泥制品制造', '砖瓦制造', '石材加工'],
  },
  { code: 'C18', word: '制衣', weight: 18, scope: ['服装制造', '服装服饰批发', '针纺织品销售', '劳动保护用品销售'] },
  {
    code: 'C39',
    word: '电子科技',
    weight: 14,
    scope: ['电子元器件制造', '电子产品销售', '电线电缆经营', '货物进出口'],
  },
  { code: 'D44', word: '新能源', weight: 12, scope: ['太阳能发电技术服务', '发电业务', '充电桩销售', '电力设施安装'] },
  {
    code: 'E47',
    word: '建筑工程',
    weight: 62,
    scope: ['建设工程施工', '住宅室内装饰装修', '土石方工程施工', '园林绿化工程施工'],
  },
  { code: 'E50', word: '装饰工程', weight: 34, scope: ['住宅室内装饰装修', '专业设计服务', '建筑装饰材料销售'] },
  {
    code: 'F51',
    word: '商贸',
    weight: 95,
    scope: ['日用百货销售', '食品销售', '五金产品批发', '办公用品销售', '家用电器销售'],
  },
  {
    code: 'F51',
    word: '农资',
    weight: 22,
    rural: true,
    scope: ['肥料销售', '农作物种子经营', '农药批发', '农用薄膜销售'],
  },
  { code: 'F52', word: '医药', weight: 24, scope: ['药品零售', '第二类医疗器械销售', '保健食品销售', '消毒剂销售'] },
  {
    code: 'F52',
    word: '汽车销售',
    weight: 26,
    scope: ['汽车销售', '汽车零配件零售', '机动车修理和维护', '二手车经销'],
  },
  {
    code: 'G54',
    word: '物流',
    weight: 40,
    scope: ['道路货物运输', '国内货物运输代理', '装卸搬运', '普通货物仓储服务'],
  },
  { code: 'H61', word: '酒店管理', weight: 16, scope: ['住宿服务', '餐饮服务', '酒店管理', '会议及展览服务'] },
  { code: 'H62', word: '餐饮管理', weight: 34, scope: ['餐饮服务', '餐饮管理', '食品销售', '外卖递送服务'] },
  {
    code: 'I65',
    word: '信息技术',
    weight: 36,
    scope: ['软件开发', '信息技术咨询服务', '信息系统集成服务', '计算机软硬件零售'],
  },
  { code: 'K70', word: '房地产开发', weight: 20, scope: ['房地产开发经营', '非居住房地产租赁', '物业管理'] },
  { code: 'K70', word: '物业服务', weight: 18, scope: ['物业管理', '专业保洁服务', '停车场服务', '家政服务'] },
  {
    code: 'L72',
    word: '企业管理',
    weight: 30,
    scope: ['企业管理咨询', '商务代理代办服务', '税务服务', '市场营销策划'],
  },
  {
    code: 'L72',
    word: '人力资源',
    weight: 14,
    scope: ['职业中介活动', '劳务派遣服务', '人力资源服务', '职业技能培训'],
  },
  {
    code: 'L72',
    word: '文化传媒',
    weight: 28,
    scope: ['广告制作', '广告发布', '组织文化艺术交流活动', '摄影扩印服务'],
  },
  {
    code: 'M75',
    word: '生物科技',
    weight: 20,
    scope: ['技术服务', '生物饲料研发', '农业科学研究和试验发展', '化妆品批发'],
  },
  {
    code: 'N77',
    word: '环保科技',
    weight: 12,
    scope: ['环境保护专用设备销售', '水污染治理', '固体废物治理', '再生资源回收'],
  },
  {
    code: 'O81',
    word: '汽车服务',
    weight: 22,
    scope: ['机动车修理和维护', '洗车服务', '汽车装饰用品销售', '轮胎销售'],
  },
  {
    code: 'P83',
    word: '教育咨询',
    weight: 18,
    scope: ['教育咨询服务', '体育用品销售', '文具用品零售', '组织体育表演活动'],
  },
  {
    code: 'Q84',
    word: '健康管理',
    weight: 14,
    scope: ['健康咨询服务', '养老服务', '护理机构服务', '第一类医疗器械销售'],
  },
];
