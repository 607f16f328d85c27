import { createHash } from 'node:crypto';
import { chmod, mkdir, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { lockFolder } from './folder-lock.ts';
import { freePort } from './free-port.ts';
import { type GuardedProcess, startGuarded, tailOf } from './guarded-process.ts';
import { pidIn, stopOrphan } from './orphan.ts';
import { ServiceUnavailable } from './unavailable.ts';

/** Milliseconds. JetStream reads its store before the server listens. */
const startPatience = 60_000;
const stopPatience = 15_000;

/** What the caller adds to the server's configuration file. */
export interface NatsConfiguration {
  /** Text in the server's configuration language: operator, system_account, resolver, accounts… */
  readonly extraConfiguration?: string | undefined;
  /** The folder that a `resolver` block of that text names; made when absent, closed to others. */
  readonly resolverDirectory?: string | undefined;
}

export interface NatsOptions {
  /** Path of the `nats-server` program, see `findOrInstallNatsServer`. */
  readonly program: string;
  /** Folder of this server alone; made when absent. */
  readonly storeDirectory: string;
  readonly configuration?: NatsConfiguration | undefined;
  /** Default: one that is free. */
  readonly port?: number | undefined;
  /** Remove all data when it stops. */
  readonly temporary?: boolean | undefined;
  readonly progress?: ((line: string) => void) | undefined;
  /** Aborting stops the server, also while it starts. */
  readonly signal?: AbortSignal | undefined;
}

/** A running nats-server of our own. */
export interface EmbeddedNats extends AsyncDisposable {
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  /** Its log, for a person to read. */
  readonly logFile: string;
  /** Returns when the server has ended. */
  stop(): Promise<void>;
}

/**
 * Starts nats-server on 127.0.0.1 with JetStream, a configuration file of its own and no monitoring port. A server or lock
 * that a killed run left behind is dealt with; one that a living run uses is not touched. Needs nothing newer than 2.9.
 * @throws ServiceUnavailable with one line that says why not.
 */
export async function startNats(options: NatsOptions): Promise<EmbeddedNats> {
  options.signal?.throwIfAborted();
  const directory = resolve(options.storeDirectory);
  await mkdir(dirname(directory), { recursive: true });
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const lock = lockFolder({ path: join(directory, 'lock'), what: 'NATS store', folder: directory });
  const finish = async () => {
    lock.release();
    if (options.temporary) await rm(directory, { recursive: true, force: true });
  };
  try {
    await stopLeftOver(directory, options);
    const { resolverDirectory } = options.configuration ?? {};
    if (resolverDirectory !== undefined) {
      await mkdir(resolverDirectory, { recursive: true, mode: 0o700 });
      await chmod(resolverDirectory, 0o700);
    }
    return await launch(directory, options, finish);
  } catch (error) {
    await finish();
    throw error;
  }
}

async function stopLeftOver(directory: string, options: NatsOptions): Promise<void> {
  const pidFile = join(directory, 'nats-server.pid');
  const pid = await pidIn(pidFile);
  if (pid === undefined) return;
  const was = await stopOrphan({
    pid,
    namedInCommandLine: join(directory, 'nats-server.conf'),
    signal: 'SIGTERM',
    patience: stopPatience,
  });
  if (was) options.progress?.('stopped a nats-server that an earlier run had left behind');
  await rm(pidFile, { force: true });
}

function configurationText(directory: string, port: number, configuration: NatsConfiguration | undefined): string {
  const name = createHash('sha256').update(directory).digest('hex').slice(0, 12);
  // JSON strings are valid strings of the server's configuration language.
  return `# Written at every start; changes are lost.
server_name: ${JSON.stringify(`hufu-${name}`)}
listen: ${JSON.stringify(`127.0.0.1:${port}`)}
jetstream { store_dir: ${JSON.stringify(join(directory, 'jetstream'))} }
logfile_size_limit: 10MB
${configuration?.extraConfiguration ?? ''}
`;
}

async function launch(directory: string, options: NatsOptions, finish: () => Promise<void>): Promise<EmbeddedNats> {
  options.progress?.('starting nats-server');
  const logFile = join(directory, 'nats-server.log');
  const configurationFile = join(directory, 'nats-server.conf');
  const pidFile = join(directory, 'nats-server.pid');
  for (let tries = 1; ; tries += 1) {
    const port = options.port ?? (await freePort());
    await rm(logFile, { force: true });
    await writeFile(configurationFile, configurationText(directory, port, options.configuration), { mode: 0o600 });
    const server = startGuarded({
      command: options.program,
      args: ['--config', configurationFile, '-P', pidFile],
      workingDirectory: directory,
      logFile,
      stopSignal: 'TERM',
    });
    const outcome = await readiness(server, port, options.signal);
    const pid = await pidIn(pidFile);
    if (outcome === 'ready' && pid !== undefined) return running({ options, server, port, pid, logFile, finish });
    await server.stop(stopPatience);
    options.signal?.throwIfAborted();
    const log = await tailOf(logFile);
    if (tries < 5 && /address already in use/.test(log)) {
      await wait(200); // somebody took the port meanwhile
      continue;
    }
    throw new ServiceUnavailable(`nats-server did not start (${logFile}): ${log || outcome}`);
  }
}

async function readiness(server: GuardedProcess, port: number, signal: AbortSignal | undefined) {
  const deadline = performance.now() + startPatience;
  while (!server.hasExited() && !signal?.aborted && performance.now() < deadline) {
    if (await greets(port)) return 'ready';
    await wait(20);
  }
  return server.hasExited() ? 'it ended at once' : 'it was not ready in time';
}

/** Does a NATS server answer there? It speaks first, with a line that begins with INFO. */
function greets(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port });
    const done = (greeted: boolean) => {
      socket.destroy();
      resolve(greeted);
    };
    socket.setTimeout(2_000, () => done(false));
    socket.once('error', () => done(false));
    socket.once('close', () => done(false));
    socket.once('data', (bytes) => done(bytes.subarray(0, 5).toString('latin1') === 'INFO '));
  });
}

function running(parts: {
  options: NatsOptions;
  server: GuardedProcess;
  port: number;
  pid: number;
  logFile: string;
  finish: () => Promise<void>;
}): EmbeddedNats {
  const { options, server, port, pid, logFile } = parts;
  let stopping: Promise<void> | undefined;
  const stop = () => {
    stopping ??= server.stop(stopPatience).then(parts.finish);
    return stopping;
  };
  const onAbort = () => void stop().catch(() => {});
  options.signal?.addEventListener('abort', onAbort, { once: true });
  void server.exited.then(() => options.signal?.removeEventListener('abort', onAbort));
  return { url: `nats://127.0.0.1:${port}`, port, pid, logFile, stop, [Symbol.asyncDispose]: stop };
}
