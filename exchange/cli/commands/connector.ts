import { readConnectorConfig, runConnector } from '../../../connectors/index.ts';
import { createLogger, readConfig } from '../../../kernel/index.ts';
import { untilAskedToStop } from '../../stop-signal.ts';
import { version } from '../../version.ts';
import type { Context } from '../context.ts';

/**
 * `hufu connector run CONFIG.yaml`: runs until it is asked to stop, then finishes the orders it has in hand. SIGUSR2 has it
 * measure everything at once: somebody has mended the data and does not want to wait a day for the figures.
 */
export async function runAgent({ env, output }: Context, path: string): Promise<number> {
  const stopped = untilAskedToStop();
  const config = await readConnectorConfig({ path, env });
  const logger = createLogger({ level: readConfig(env).logLevel, name: config.system });
  await using connector = await runConnector({ config, logger, version });
  void connector.connected.then(() => output.err(`hufu: ${config.system} 已接通 · connected\n`));
  const measure = () => void connector.measure().catch((error: unknown) => logger.warn({ err: error }, 'not measured'));
  process.on('SIGUSR2', measure);
  await stopped;
  process.off('SIGUSR2', measure);
  return 0;
}
