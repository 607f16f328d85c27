import { createServer } from 'node:net';
import type { Config, Database } from '../../kernel/index.ts';
import { ServiceUnavailable } from '../embedded/index.ts';

/** @throws ServiceUnavailable naming the variable to set when somebody else listens there. */
export function requireFreePort({ http }: Config): Promise<void> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', (error) => {
      const code = 'code' in error ? String(error.code) : 'error';
      const why =
        code === 'EADDRINUSE'
          ? `port ${http.port} on ${http.host} is taken`
          : `cannot listen on ${http.host}:${http.port} (${code})`;
      reject(
        new ServiceUnavailable(
          `${why}: set HUFU_HTTP_PORT to another one, e.g. HUFU_HTTP_PORT=${http.port + 1} npm start`,
        ),
      );
    });
    probe.listen(http.port, http.host, () => probe.close(() => resolve()));
  });
}

/** @throws ServiceUnavailable when the database that DATABASE_URL names does not answer. */
export async function requireDatabase(database: Database): Promise<void> {
  try {
    await database.ping();
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'error';
    throw new ServiceUnavailable(`PostgreSQL cannot be reached (${code}): is it running, and is DATABASE_URL right?`);
  }
}
