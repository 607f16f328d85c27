import { createServer } from 'node:net';
import { type Config, type Database, pause } from '../../kernel/index.ts';
import { ServiceUnavailable } from '../embedded/index.ts';

/** Milliseconds that the hub of a killed run may take to notice that it is alone, and to stop. */
const patience = 3_000;

/** @throws ServiceUnavailable naming the variable to set when somebody else listens there. */
export async function requireFreePort({ http }: Config): Promise<void> {
  const deadline = performance.now() + patience;
  for (;;) {
    const code = await whyNot(http);
    if (code === undefined) return;
    if (code !== 'EADDRINUSE' || performance.now() > deadline) {
      const why =
        code === 'EADDRINUSE'
          ? `port ${http.port} on ${http.host} is taken`
          : `cannot listen on ${http.host}:${http.port} (${code})`;
      throw new ServiceUnavailable(
        `${why}: set HUFU_HTTP_PORT to another one, e.g. HUFU_HTTP_PORT=${http.port + 1} npm start`,
      );
    }
    await pause(100);
  }
}

/** The code of the error with which listening fails; undefined when it works. */
function whyNot(http: Config['http']): Promise<string | undefined> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', (error) => resolve('code' in error ? String(error.code) : 'error'));
    probe.listen(http.port, http.host, () => probe.close(() => resolve(undefined)));
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
