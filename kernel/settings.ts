import type { Text } from './text.ts';

/** The process environment, as values. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** One thing a deployment can set. */
export interface Setting {
  readonly name: string;
  readonly meaning: Text;
  /** What holds when the variable is not set; undefined means "nothing", which the meaning explains. */
  readonly standard: string | undefined;
  readonly secret: boolean;
}

const setting = (name: string, standard: string | undefined, zh: string, en: string): Setting => ({
  name,
  standard,
  secret: false,
  meaning: { zh, en },
});
const secret = (name: string, zh: string, en: string): Setting => ({
  name,
  standard: undefined,
  secret: true,
  meaning: { zh, en },
});

/** Everything Hufu reads from the environment. A secret may also be given as a file, by the same name with `_FILE`. */
export const settings = [
  secret(
    'DATABASE_URL',
    'PostgreSQL 连接地址；不设则由 npm start 启动内置数据库',
    'PostgreSQL address; unset: npm start runs an embedded one',
  ),
  setting(
    'NATS_URL',
    undefined,
    'NATS 服务器地址；不设则由 npm start 启动内置服务器',
    'NATS server address; unset: npm start runs an embedded one',
  ),
  setting(
    'HUFU_DATA_DIR',
    '.hufu',
    '内置服务的数据、密钥和演示凭证所在目录',
    'folder of the embedded services, keys and demonstration credentials',
  ),
  setting('HUFU_HTTP_HOST', '127.0.0.1', 'HTTP 监听地址', 'address the HTTP server listens on'),
  setting('HUFU_HTTP_PORT', '8080', 'HTTP 监听端口', 'port the HTTP server listens on'),
  setting(
    'HUFU_PUBLIC_URL',
    undefined,
    '对外地址，即令牌的签发者和受众；不设则由监听地址和端口得出',
    'outward address: issuer and audience of tokens; unset: from host and port',
  ),
  setting(
    'HUFU_LOG_LEVEL',
    'info',
    '日志级别：trace、debug、info、warn、error、silent',
    'log level: trace, debug, info, warn, error, silent',
  ),
  setting('HUFU_HUB_NAME', 'hub', '本实例的名称，用于日志和指标', 'name of this replica in logs and metrics'),
  setting(
    'HUFU_QUERY_TIMEOUT_MS',
    '5000',
    '等待提供方应答的最长毫秒数',
    'longest wait for a provider, in milliseconds',
  ),
  setting(
    'HUFU_DATABASE_CONNECTIONS',
    '10',
    '每个实例的数据库连接数上限',
    'database connections of one replica, at most',
  ),
  setting(
    'HUFU_RATE_LIMIT_PER_MINUTE',
    '120',
    '未认证来源每分钟请求数上限，也是每个系统使用沙箱的上限；已认证系统其他请求按其 100 倍计',
    'requests a minute of one unauthenticated address, and of one system to the sandbox; of other requests authenticated callers have 100 times as many',
  ),
  setting(
    'HUFU_QUERIES_IN_HAND',
    '512',
    '每个实例同时在办的查询数上限；超出的排队，等不及的答复 503',
    'queries that one replica has in hand at once; more wait in line, and what would be late is answered 503',
  ),
  setting(
    'HUFU_QUERIES_PER_PROVIDER',
    '256',
    '每个实例同时等待同一提供单位应答的查询数上限',
    'queries of one replica that wait for one provider at once',
  ),
  setting(
    'HUFU_QUEUE_MS',
    '250',
    '查询排队和事件循环滞后的最长毫秒数，超过即谢绝',
    'longest wait in line and latest the event loop may run, in milliseconds, before queries are declined',
  ),
  setting(
    'HUFU_CIRCUIT_FAILURES',
    '10',
    '最近二十次应答中失败达到此数，即暂停转送该提供方的该资源',
    'failures among the last twenty answers after which a provider’s resource is not asked for a while',
  ),
  setting(
    'HUFU_CIRCUIT_OPEN_MS',
    '5000',
    '暂停转送后到首次探测的毫秒数；探测失败则加倍，至多十二倍',
    'milliseconds until it is probed; doubled after each probe that fails, up to twelve times',
  ),
  setting(
    'HUFU_HEDGE_PERCENT',
    '3',
    '每百次查询中，应答过慢时改问同单位另一连接器的次数上限；0 为不改问',
    'queries of a hundred that are asked of a second connector of the organisation as well when the first is slow; 0 for none',
  ),
  setting(
    'HUFU_DEMONSTRATION',
    'no',
    '演示环境：每枚印章图样都带“样章”（yes 或 no）',
    'a demonstration: every seal’s picture says 样章, specimen (yes or no)',
  ),
  setting(
    'HUFU_KEY_ENCRYPTION_KEY',
    'kek-1',
    '新数据密钥和签名私钥所用的密钥加密密钥（kek- 加数字）；已有的由 hufu hub rewrap 换过来',
    'key-encryption key, kek- and a number, of new data keys and signing keys; those that are there are put under it by hufu hub rewrap',
  ),
  setting(
    'HUFU_HOLDER_CODE_URL',
    undefined,
    '向持证主体发送一次性验证码的通道（https），每个验证码以 JSON 提交；不设则不发',
    'channel by which one-time codes reach holders (https), each posted as JSON; unset: none are sent',
  ),
  setting('HUFU_PROFILE', undefined, '命令行使用的身份凭证文件', 'credentials file that the command line uses'),
  secret(
    'HUFU_MASTER_KEY',
    '主密钥（base64url，32 字节），包裹所有密钥',
    'master key (base64url, 32 bytes) that wraps every other key',
  ),
  secret(
    'HUFU_NATS_AUTHORITY',
    'NATS 去中心化认证的种子（JSON）；不设则按无认证服务器连接',
    'seeds of the NATS authority (JSON); unset: a server without authentication',
  ),
  secret(
    'HUFU_HOLDER_CODE_TOKEN',
    '向该通道证明身份的令牌（Bearer）；不设则不带',
    'bearer token for that channel; unset: none',
  ),
] as const satisfies readonly Setting[];

/** The value of each setting and where it came from, secrets masked. For `hufu config`. */
export function describeSettings(
  env: Environment,
): readonly (Setting & { value: string | undefined; source: 'environment' | 'file' | 'default' })[] {
  return settings.map((item) => {
    const given = env[item.name];
    const file = env[`${item.name}_FILE`];
    if (given !== undefined && given !== '')
      return { ...item, value: item.secret ? '••••' : given, source: 'environment' };
    if (item.secret && file !== undefined && file !== '') return { ...item, value: '••••', source: 'file' };
    return { ...item, value: item.standard, source: 'default' };
  });
}

/** Thrown for a setting that cannot be used; the command line answers with exit code 64 and this one line. */
export class SettingError extends Error {
  override readonly name = 'SettingError';
  readonly setting: string;

  constructor(name: string, sentence: string) {
    super(`${name}: ${sentence}`);
    this.setting = name;
  }
}

/** The text of a setting, its default, or undefined. An empty variable counts as unset. */
export function settingText(env: Environment, name: (typeof settings)[number]['name']): string | undefined {
  const value = env[name];
  if (value !== undefined && value !== '') return value;
  return settings.find((item) => item.name === name)?.standard;
}

/** A setting that is a whole number within bounds. @throws SettingError outside them. */
export function settingNumber(
  env: Environment,
  name: (typeof settings)[number]['name'],
  least: number,
  most: number,
): number {
  const text = settingText(env, name) ?? '';
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < least || value > most) {
    throw new SettingError(name, `must be a whole number from ${least} to ${most}`);
  }
  return value;
}

/** A setting that is one of a few words. @throws SettingError for any other. */
export function settingChoice(
  env: Environment,
  name: (typeof settings)[number]['name'],
  choices: readonly string[],
): string {
  const text = settingText(env, name) ?? '';
  if (!choices.includes(text)) throw new SettingError(name, `must be one of ${choices.join(', ')}`);
  return text;
}
