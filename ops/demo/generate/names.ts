import { type Dice, weighted } from './dice.ts';
import type { Place } from './places.ts';

type Sex = '1' | '2';

/** Surnames with their share in per mille as one might find them here; 劳, 宁, 檀, 仇, 禤 are more frequent than elsewhere. */
const surnames: readonly (readonly [string, number])[] = [
  ...([
    ['黄', 105],
    ['陈', 92],
    ['梁', 78],
    ['李', 76],
    ['劳', 58],
    ['宁', 52],
    ['刘', 44],
    ['张', 38],
  ] as const),
  ...([
    ['陆', 32],
    ['杨', 27],
    ['苏', 26],
    ['邓', 24],
    ['吴', 23],
    ['周', 22],
    ['莫', 21],
    ['谢', 20],
  ] as const),
  ...([
    ['曾', 19],
    ['覃', 18],
    ['施', 18],
    ['方', 17],
    ['钟', 16],
    ['何', 15],
    ['邱', 14],
    ['罗', 14],
  ] as const),
  ...([
    ['林', 13],
    ['叶', 12],
    ['容', 11],
    ['韦', 11],
    ['仇', 10],
    ['卢', 10],
    ['冯', 9],
    ['谭', 9],
  ] as const),
  ...([
    ['蒙', 8],
    ['滕', 8],
    ['翁', 7],
    ['赖', 7],
    ['利', 7],
    ['王', 7],
    ['农', 6],
    ['包', 6],
  ] as const),
  ...([
    ['龙', 5],
    ['潘', 5],
    ['赵', 5],
    ['郑', 5],
    ['檀', 4],
    ['禤', 4],
    ['申', 4],
    ['符', 4],
  ] as const),
  ...([
    ['温', 3],
    ['玉', 3],
    ['欧', 3],
    ['廖', 3],
    ['冼', 2],
    ['欧阳', 1],
  ] as const),
];

const pickSurname = weighted(surnames);

/**
 * Syllables by era and sex. The first syllable also serves as generation syllable (字辈) of brothers and sisters.
 * Chance may still hit a name that somebody bears; the obvious names of public figures are kept out by the choice of syllables.
 */
interface Era {
  readonly until: number;
  readonly first: Readonly<Record<Sex, string>>;
  readonly second: Readonly<Record<Sex, string>>;
  readonly single: Readonly<Record<Sex, string>>;
  /** Share of given names of one syllable. */
  readonly singleShare: number;
}

const eras: readonly Era[] = [
  {
    until: 1949,
    first: { '1': '德世正兆绍祖廷仕耀培炳业其永有秉启立传盛', '2': '秀玉桂月瑞凤惠兰彩素翠莲淑美银' },
    second: { '1': '昌才仁义贤芳初年章元林廷珍修善田成富全', '2': '英芳珍莲兰娥姑清琼芬琴香妹容花' },
    single: { '1': '福禄寿喜田昌', '2': '英兰凤莲娥' },
    singleShare: 0.06,
  },
  {
    until: 1969,
    first: { '1': '建国志光家永世振文庆启土朝其兴进业才', '2': '秀桂玉丽美惠彩雪月素建爱瑞凤翠少' },
    second: { '1': '明华成文生林东才军辉南忠富昌武权安初', '2': '芳英珍兰莲琼娟芬梅萍花群连玲霞清' },
    single: { '1': '忠勇军林武明光', '2': '芳英梅萍娟琼霞' },
    singleShare: 0.12,
  },
  {
    until: 1989,
    first: { '1': '海志伟国建家春永振世俊晓远立启兆振业锦', '2': '丽晓春海小雪艳美秋燕冬彩玉惠金凤' },
    second: { '1': '勇军辉华明东锋林波斌文新添宁全雄程权', '2': '芳玲燕梅萍霞艳红娟丽兰珍琴凤莲云' },
    single: { '1': '勇军辉斌锋波健刚', '2': '丽燕玲霞艳芳红娟萍' },
    singleShare: 0.22,
  },
  {
    until: 2004,
    first: { '1': '俊志文嘉家海宇祖子伟永世振晓健荣冠梓', '2': '思晓婷小雨雪嘉春丽海佳诗玉秋慧燕' },
    second: { '1': '杰豪宇龙铭辉斌鑫彬文健锋华东源成权宏', '2': '婷怡敏慧玲莹琪君媛欣静云梅洁清颖' },
    single: { '1': '杰豪宇鑫彬健俊帅源', '2': '婷静敏莹颖洁慧怡' },
    singleShare: 0.16,
  },
  {
    until: 9999,
    first: { '1': '梓子宇浩俊嘉沐奕一承泽铭锦皓荣柏宸思', '2': '梓子雨诗欣思语一沐嘉佳若芷紫可依' },
    second: { '1': '轩豪宸睿涵浩铭杰恒晨航阳熙霖泓然森佑', '2': '涵萱怡妍琪桐彤悦瑶馨菲晴甜玥雯宁' },
    single: { '1': '睿宸浩轩恒森', '2': '涵萱悦瑶彤妍' },
    singleShare: 0.07,
  },
];

function eraOf(year: number): Era {
  const era = eras.find((one) => year <= one.until);
  if (era === undefined) throw new RangeError('no era for the year');
  return era;
}

/** Surnames of one village: in the countryside two or three families make up half of it. */
export function villageSurnames(dice: Dice, place: Place): (dice: Dice) => string {
  const families = [pickSurname(dice), pickSurname(dice), pickSurname(dice)];
  const share = place.urban ? 0.15 : 0.6;
  return (own) => (own.chance(share) ? own.pick(families) : pickSurname(own));
}

/** Any surname of the county. */
export function anySurname(dice: Dice): string {
  return pickSurname(dice);
}

/** A syllable that the children of one house may share. */
export function generationSyllable(dice: Dice, birthYear: number, sex: Sex): string {
  return dice.pick([...eraOf(birthYear).first[sex]]);
}

/** A given name as it was usual in the year of birth. */
export function givenName(dice: Dice, sex: Sex, birthYear: number, generation?: string | undefined): string {
  const era = eraOf(birthYear);
  if (generation === undefined && dice.chance(era.singleShare)) return dice.pick([...era.single[sex]]);
  const first = generation ?? dice.pick([...era.first[sex]]);
  return first + dice.pick([...era.second[sex]].filter((syllable) => syllable !== first));
}
