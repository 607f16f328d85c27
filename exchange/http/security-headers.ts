import helmet from '@fastify/helmet';
import Fastify from 'fastify';

/** What Fastify says of an answer by itself, which is no part of what helmet says. */
const ofTheAnswer = new Set(['content-type', 'content-length', 'date', 'connection']);

/**
 * The headers that every answer bears for the sake of browsers, as helmet has them. They are the same for all, so it is
 * asked once: asked for each answer, it took a twenty-fifth of a query. A page that needs others states them itself.
 */
export async function securityHeaders(options: { https: boolean }): Promise<Readonly<Record<string, string>>> {
  await using app = Fastify();
  await app.register(helmet, {
    // For data, which nobody draws; the two pages there are state what they need themselves.
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        frameAncestors: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'none'"],
      },
    },
    frameguard: { action: 'deny' },
    hsts: options.https,
    // These speak of documents, to browsers of long ago, or of links that data has not.
    crossOriginOpenerPolicy: false,
    dnsPrefetchControl: false,
    ieNoOpen: false,
    originAgentCluster: false,
    permittedCrossDomainPolicies: false,
    xssFilter: false,
  });
  app.get('/', () => '');
  const { headers } = await app.inject('/');
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) => (ofTheAnswer.has(name) ? [] : [[name, String(value)]])),
  );
}
