import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import type { FastifyInstance } from 'fastify';
import { version } from '../version.ts';
import { accessNote, type PublishedAccess, publishedAccess } from './access-note.ts';
import { emblem } from './emblem.ts';

/** Where the documentation page lives; its assets come with the package, nothing is fetched from outside. */
const docsPrefix = '/docs';

/** Opens the documentation page and its assets to everybody; must come before the check that every route has a rule. */
export function openDocumentation(app: FastifyInstance): void {
  app.addHook('onRoute', (route) => {
    if (route.url === docsPrefix || route.url.startsWith(`${docsPrefix}/`))
      route.config = { ...route.config, access: { public: true } };
  });
}

/** Adds `/openapi.json` (OpenAPI 3.1, made from the route schemas) and `/docs`. Call before the routes are added. */
export async function documentApi(app: FastifyInstance, options: { publicUrl: string }): Promise<void> {
  app.addHook('onRoute', (route) => {
    const { schema, config } = route;
    // The second time, fastify's HEAD of the same GET, all of it stands there already.
    if (schema === undefined || schema.hide === true || schema['x-hufu-access'] !== undefined) return;
    // Every operation may refuse, and says so in one form.
    schema.response = { '4xx': problemResponse, '5xx': problemResponse, ...(schema.response ?? {}) };
    if (config?.access === undefined) return;
    const access = publishedAccess(config.access);
    schema['x-hufu-access'] = access;
    schema.security ??= securityOf(access);
    schema.description = [schema.description, accessNote(access)].filter(Boolean).join('\n\n');
  });
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Hufu 虎符',
        version,
        description:
          '政务数据共享交换与电子证照库的开放接口。个人号码只出现在请求体中；一切拒绝均以 application/problem+json 说明规则与补救办法。\n\nThe outer interface of a government data-sharing exchange and electronic-licence vault. Personal numbers travel in bodies only; every refusal is application/problem+json and names the rule and the remedy.',
        license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      },
      servers: [{ url: options.publicUrl }],
      tags: chapters.map(([name, description]) => ({ name, description })),
      components: {
        securitySchemes: {
          token: {
            type: 'http',
            scheme: 'bearer',
            bearerFormat: 'at+jwt',
            description: 'Access token of a system from POST /v1/oauth/token.',
          },
          session: {
            type: 'http',
            scheme: 'bearer',
            description: 'Session token of an officer from POST /v1/session.',
          },
          holder: {
            type: 'http',
            scheme: 'bearer',
            description: 'Session token of a holder from POST /v1/holder-session.',
          },
        },
      },
    },
    refResolver: {
      buildLocalReference: (json, _base, _fragment, index) =>
        typeof json.$id === 'string' ? json.$id : `schema-${index}`,
    },
  });
  await app.register(swaggerUi, {
    routePrefix: docsPrefix,
    staticCSP: policy,
    // The base layout has no bar with another product's name and another address to type in.
    uiConfig: { docExpansion: 'list', validatorUrl: null, layout: 'BaseLayout' },
    theme: {
      title: 'Hufu 虎符 · API',
      js: [{ filename: 'narrow-screens.js', content: narrowScreens }],
      favicon: [{ filename: 'emblem.svg', rel: 'icon', type: 'image/svg+xml', sizes: 'any', content: emblem }],
    },
  });
  app.get('/openapi.json', { config: { access: { public: true } }, schema: { hide: true } }, () => app.swagger());
}

/** The credentials with which an operation can be called: any one of them. */
function securityOf(access: PublishedAccess): Record<string, string[]>[] {
  if ('public' in access) return [];
  const { officers, systems, holders } = access;
  return [
    ...(officers === 'any' || systems === 'any' || officers.length + systems.length > 0
      ? [{ token: [] }, { session: [] }]
      : []),
    ...(holders ? [{ holder: [] }] : []),
  ];
}

/** The chapters of the description, in the order in which somebody new reads them. */
const chapters: readonly (readonly [string, string])[] = [
  ['tokens', '系统换取令牌 · How a system gets its token'],
  ['exchange', '查询与核验 · Ask and verify'],
  ['evidence', '存证日志、回执与本人用数记录 · The evidence log, receipts, and who used my data'],
  ['directory', '资源目录 · The resource directory'],
  [
    'promises',
    '履诺情况：可用率、应答时间、更新周期、办理时限 · Promises kept: availability, answers, update cycles, clocks',
  ],
  ['open data', '开放数据与 DCAT-AP 目录 · Open data and the DCAT-AP catalogue'],
  ['code tables', '代码表 · Code tables'],
  ['matters', '事项 · Matters'],
  ['applications', '共享申请、时限与收件箱 · Applications for shared data, deadlines and the inbox'],
  ['grants', '授权 · Who may ask what'],
  ['demands', '供需对接与三张清单 · Demands, and the lists'],
  ['objections', '数据异议 · Objections'],
  ['licences', '电子证照 · Electronic licences'],
  ['share', '省级电子证照共享操作（兼容接口） · Provincial share operations, for those who speak them'],
  ['own view', '本人查看、授权、停止共享与异议 · The holder’s own view, consent, stop and objection'],
  ['seals', '电子印章 · Electronic seals'],
  ['pki', '证书、吊销与时间戳 · Certificates, revocation and time stamps'],
  ['session', '人员登录 · Officers log in'],
  ['organisations', '单位 · Organisations'],
  ['systems', '系统、公钥与消息凭证 · Systems, their keys and NATS credentials'],
  ['officers', '人员账户 · Officers’ accounts'],
  ['keys', '中枢的签名密钥 · The hub’s signing keys'],
  ['operation', '运行 · Operation'],
];

/** Everything the page loads comes from the hub; pictures may stand in the style sheet itself. */
const policy = {
  'default-src': "'none'",
  'script-src': "'self'",
  'style-src': "'self'",
  'img-src': "'self' data:",
  'connect-src': "'self'",
  'base-uri': "'none'",
  'form-action': "'none'",
  'frame-ancestors': "'none'",
};

/** The page as packaged is laid out for wide screens alone. */
const narrowScreens = `document.head.append(Object.assign(document.createElement('meta'), { name: 'viewport', content: 'width=device-width, initial-scale=1' }));
`;

const problemResponse = {
  description: 'Refused or failed; the code says why, the remedy what to do.',
  content: { 'application/problem+json': { schema: { $ref: 'Problem#' } } },
};
