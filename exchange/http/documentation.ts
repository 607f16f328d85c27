import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import type { FastifyInstance } from 'fastify';

/** The program's version as the description states it. */
export const apiVersion = '0.1.0';

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
    // Every operation may refuse, and says so in one form.
    if (route.schema !== undefined && route.schema.hide !== true) {
      route.schema.response = { '4xx': problemResponse, '5xx': problemResponse, ...(route.schema.response ?? {}) };
      route.schema.security ??=
        route.config?.access !== undefined && 'public' in route.config.access ? [] : [{ token: [] }, { session: [] }];
    }
  });
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Hufu 虎符',
        version: apiVersion,
        description:
          '政务数据共享交换与电子证照库的开放接口。个人号码只出现在请求体中；一切拒绝均以 application/problem+json 说明规则与补救办法。\n\nThe outer interface of a government data-sharing exchange and electronic-licence vault. Personal numbers travel in bodies only; every refusal is application/problem+json and names the rule and the remedy.',
        license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      },
      servers: [{ url: options.publicUrl }],
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
    staticCSP: true,
    uiConfig: { docExpansion: 'list', validatorUrl: null },
  });
  app.get('/openapi.json', { config: { access: { public: true } }, schema: { hide: true } }, () => app.swagger());
}

const problemResponse = {
  description: 'Refused or failed; the code says why, the remedy what to do.',
  content: { 'application/problem+json': { schema: { $ref: 'Problem#' } } },
};
