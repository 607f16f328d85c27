import { readFileSync } from 'node:fs';
import { createLogger, readConfig, readSecrets, SettingError, withSecretFiles } from '../kernel/index.ts';
import { NotReachable } from './unavailable.ts';
import { type Hub, startHub } from './wiring.ts';

// The hub as a process: settings in, a server out, one line and a code of sysexits.h when it cannot start.

const exitUsage = 64;
const exitUnavailable = 69;
const exitFault = 70;

try {
  const hub = await start();
  let stopping = false;
  const stop = async () => {
    if (stopping) return;
    stopping = true;
    try {
      await hub[Symbol.asyncDispose]();
      process.exit(0);
    } catch (error) {
      console.error(error);
      process.exit(exitFault);
    }
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
  // Started by another program of ours: when that one ends, so does the hub.
  process.once('disconnect', stop);
} catch (error) {
  const known = error instanceof SettingError || error instanceof NotReachable;
  console.error(known ? `hufu: ${error.message}` : error);
  process.exitCode =
    error instanceof SettingError ? exitUsage : error instanceof NotReachable ? exitUnavailable : exitFault;
}

async function start(): Promise<Hub> {
  const env = withSecretFiles(process.env, (path) => readFileSync(path, 'utf8'));
  const config = readConfig(env);
  const { databaseUrl, masterKey, natsAuthority } = readSecrets(env);
  const { natsUrl } = config;
  if (databaseUrl === undefined)
    throw new SettingError('DATABASE_URL', 'must be set (npm start provides a PostgreSQL of its own)');
  if (natsUrl === undefined)
    throw new SettingError('NATS_URL', 'must be set (npm start provides a NATS server of its own)');
  if (masterKey === undefined)
    throw new SettingError('HUFU_MASTER_KEY', 'must be set: 32 random bytes in base64url, the same for every replica');
  const logger = createLogger({ level: config.logLevel, name: config.hubName });
  const hub = await startHub({ config, secrets: { databaseUrl, natsUrl, masterKey, natsAuthority }, logger });
  logger.info({ url: hub.url, publicUrl: config.publicUrl }, 'hub is serving');
  return hub;
}
