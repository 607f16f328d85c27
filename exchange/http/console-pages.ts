import { existsSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { emblem } from './emblem.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The answer is a file that is the same for everybody: nobody is asked who they are, or slowed down, for it. */
    sameForAll?: true;
  }
}

/** Scripts, styles and pictures are ours alone; nothing is framed, posted elsewhere or fetched from outside. */
const policy = [
  "default-src 'none'",
  // Reading a QR is compiled code (zxing), which is no script and needs a word of its own.
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  // The fonts of a licence's pages come out of the licence.
  "font-src 'self' blob:",
  "connect-src 'self'",
  "media-src 'self' blob:",
  "worker-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const day = 86_400;

/**
 * The console: its files under `/assets/`, and its one document at `/` and at each address of its own. The files' names
 * change with what is in them, so browsers keep them; the document is asked for anew each time.
 * @param options.folder the built console; without one (a hub run from its sources alone) only the emblem is served
 * @returns answers an address that no route has with the console's document, if that is what was asked for
 */
export async function consolePages(
  app: FastifyInstance,
  options: { folder: string | undefined },
): Promise<(request: FastifyRequest, reply: FastifyReply) => boolean> {
  const open = { config: { access: { public: true }, sameForAll: true }, schema: { hide: true } } as const;
  app.get('/emblem.svg', open, (_request, reply) =>
    reply.header('cache-control', `public, max-age=${day}`).type('image/svg+xml').send(emblem),
  );
  const { folder } = options;
  if (folder === undefined || !existsSync(join(folder, 'index.html'))) return () => false;
  await app.register(fastifyStatic, {
    root: folder,
    serve: false,
    preCompressed: true,
    cacheControl: false,
  });
  app.get('/', open, (_request, reply) => sendConsole(reply));
  app.get<{ Params: { '*': string } }>('/assets/*', open, (request, reply) =>
    reply.header('cache-control', `public, max-age=${365 * day}, immutable`).sendFile(`assets/${request.params['*']}`),
  );
  return (request, reply) => {
    if (!asksForPage(request)) return false;
    sendConsole(reply);
    return true;
  };
}

/** The console's document, which draws the page of the address it was asked for at. */
function sendConsole(reply: FastifyReply): FastifyReply {
  return reply
    .header('content-security-policy', policy)
    .header('permissions-policy', 'camera=(self), microphone=(), geolocation=()')
    .header('cache-control', 'no-cache')
    .sendFile('index.html');
}

/** Is this somebody's browser at an address of a page, not a program at an address of the interface or of a file? */
function asksForPage(request: FastifyRequest): boolean {
  const path = request.url.split('?', 1)[0] ?? '';
  return (
    request.method === 'GET' &&
    /\btext\/html\b/.test(request.headers.accept ?? '') &&
    !/^\/(?:v\d+|docs|assets|\.well-known)(?:\/|$)/.test(path) &&
    // Ids of resources have dots, so a file is told by its dot at the first level alone.
    !/^\/[^/]*\.\w+$/.test(path)
  );
}
