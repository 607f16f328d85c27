import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { createLogger, readConfig, readSecrets, SettingError, withSecretFiles } from '../kernel/index.ts';
import { untilAskedToStop } from './stop-signal.ts';
import { StartRefused } from './unavailable.ts';
import { type Hub, startHub } from './wiring.ts';

// The hub as a process: settings in, a server out, one line and a code of sysexits.h when it cannot start.

const exitUsage = 64;
const exitUnavailable = 69;
const exitFault = 70;

const asked = untilAskedToStop();
process.exit(await serve());

async function serve(): Promise<number> {
  try {
    const hub = await Promise.race([start(), asked]);
    // Asked to stop before it served: nothing is in hand yet.
    if (hub === undefined) return 0;
    await asked;
    await hub[Symbol.asyncDispose]();
    return 0;
  } catch (error) {
    const told = error instanceof SettingError || error instanceof StartRefused;
    console.error(told ? `hufu: ${error.message}` : error);
    return error instanceof SettingError ? exitUsage : told ? exitUnavailable : exitFault;
  }
}

async function start(): Promise<Hub> {
  const env = withSecretFiles(process.env, (path) => readFileSync(path, 'utf8'));
  const config = readConfig(env);
  const { databaseUrl, masterKey, natsAuthority, holderCodeToken } = readSecrets(env);
  const { natsUrl } = config;
  if (databaseUrl === undefined)
    throw new SettingError('DATABASE_URL', 'must be set (npm start provides a PostgreSQL of its own)');
  if (natsUrl === undefined)
    throw new SettingError('NATS_URL', 'must be set (npm start provides a NATS server of its own)');
  if (masterKey === undefined)
    throw new SettingError('HUFU_MASTER_KEY', 'must be set: 32 random bytes in base64url, the same for every replica');
  const logger = createLogger({ level: config.logLevel, name: config.hubName });
  const hub = await startHub({
    config,
    secrets: { databaseUrl, natsUrl, masterKey, natsAuthority, holderCodeToken },
    logger,
    // Built beside this program: dist/exchange and dist/console.
    consoleFolder: fileURLToPath(new URL('../console', import.meta.url)),
  });
  logger.info({ url: hub.url, publicUrl: config.publicUrl }, 'hub is serving');
  return hub;
}
