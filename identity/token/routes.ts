import type {} from '@fastify/swagger';
import type { FastifyInstance } from 'fastify';
import type { TokenRequest } from '../generated/schemas.ts';
import type { IdentityParts } from '../parts.ts';
import { issueAccessToken, tokenEndpointPath } from './issue-access-token.ts';
import { oauthErrorOf, tokenProblems } from './problems.ts';

const tags = ['tokens'];
const form = 'application/x-www-form-urlencoded';
/** An assertion has 8 KiB at most; nothing else in the form is of any length. */
const bodyLimitBytes = 16 * 1024;

/** Parameters of a token request; RFC 6749 §3.2 lets others pass unread. */
const parameters = ['grant_type', 'client_assertion_type', 'client_assertion', 'client_id'] as const;

/** The token endpoint, and the description that lets OAuth libraries find it. */
export function tokenRoutes(app: FastifyInstance, parts: IdentityParts): void {
  const { publicUrl } = parts;

  app.get(
    '/.well-known/oauth-authorization-server',
    {
      config: { access: { public: true } },
      schema: {
        tags,
        summary: '令牌服务的元数据 · Where and how tokens are got (RFC 8414)',
        response: { 200: { $ref: 'AuthorizationServerMetadata#' } },
      },
    },
    async (_request, reply) => {
      reply.header('cache-control', 'public, max-age=3600');
      return {
        issuer: publicUrl,
        token_endpoint: `${publicUrl}${tokenEndpointPath}`,
        jwks_uri: `${publicUrl}/.well-known/jwks.json`,
        grant_types_supported: ['client_credentials'],
        response_types_supported: [],
        token_endpoint_auth_methods_supported: ['private_key_jwt'],
        token_endpoint_auth_signing_alg_values_supported: ['ES256', 'EdDSA'],
        service_documentation: `${publicUrl}/docs`,
      };
    },
  );

  // A scope of its own: here, and only here, bodies are forms, and refusals carry OAuth's `error` beside our code.
  app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser(form, { parseAs: 'string', bodyLimit: bodyLimitBytes }, (_request, body, done) => {
      try {
        done(null, parseForm(String(body)));
      } catch (error) {
        done(error as Error);
      }
    });
    scope.addHook('onSend', async (_request, reply, payload) => {
      reply.header('cache-control', 'no-store');
      return reply.statusCode >= 400 && typeof payload === 'string' ? withOauthError(payload) : payload;
    });
    scope.post<{ Body: TokenRequest }>(
      tokenEndpointPath,
      {
        config: { access: { public: true } },
        schema: {
          tags,
          summary: '换取访问令牌 · Get an access token (client credentials with private_key_jwt)',
          consumes: [form],
          body: { $ref: 'TokenRequest#' },
          response: { 200: { $ref: 'TokenAnswer#' } },
        },
      },
      async (request) => {
        const { accessToken, expiresInSeconds } = await issueAccessToken({ ...parts, request: request.body });
        return { access_token: accessToken, token_type: 'Bearer', expires_in: expiresInSeconds };
      },
    );
  });
}

/** @throws TOKEN_REQUEST_MALFORMED for a parameter that stands twice */
function parseForm(body: string): Record<string, string> {
  const fields = new URLSearchParams(body);
  const known: Record<string, string> = {};
  for (const name of parameters) {
    const [value, second] = fields.getAll(name);
    if (second !== undefined) throw tokenProblems.TOKEN_REQUEST_MALFORMED();
    // RFC 6749 §3.2: a parameter without a value counts as left out.
    if (value !== undefined && value !== '') known[name] = value;
  }
  return known;
}

function withOauthError(payload: string): string {
  const problem: { code?: unknown } = JSON.parse(payload);
  return typeof problem.code === 'string' ? JSON.stringify({ error: oauthErrorOf(problem.code), ...problem }) : payload;
}
