import type { Config, Logger } from '../../kernel/index.ts';
import type { Metrics } from '../http/metrics.ts';
import type { BrokerParts } from './broker.ts';
import { type CircuitState, Circuits } from './circuits.ts';
import { FairRoom } from './fair-room.ts';
import { Hedging } from './hedging.ts';

const levelOf: Readonly<Record<CircuitState, number>> = { closed: 0, 'half-open': 1, open: 2 };

/** What stands between the broker and providers on bad days, as the settings say and the metrics show. */
export function brokerResilience(options: {
  config: Config['resilience'];
  metrics: Metrics;
  logger: Logger;
}): Pick<BrokerParts, 'circuits' | 'rooms' | 'hedging' | 'observeStage' | 'countHedge'> {
  const { config, metrics, logger } = options;
  const rooms = new Map<string, FairRoom>();
  const stages = {
    order: metrics.stageSeconds.of('order'),
    wait: metrics.stageSeconds.of('wait'),
    check: metrics.stageSeconds.of('check'),
  };
  return {
    circuits: new Circuits({
      failures: config.circuitFailures,
      openMs: config.circuitOpenMs,
      onChange(key, state) {
        // The key is short ids of the directory, never anything an asker wrote.
        const [provider = '', resource = ''] = key.split(' ');
        metrics.circuit.set({ provider, resource }, levelOf[state]);
        logger.warn({ provider, resource, state }, 'circuit');
      },
    }),
    rooms(provider) {
      const known = rooms.get(provider);
      if (known !== undefined) return known;
      const { queriesPerProvider: places, queueMs: longestWaitMs } = config;
      const room = new FairRoom({ places, queue: places, longestWaitMs });
      rooms.set(provider, room);
      return room;
    },
    hedging: new Hedging({ percent: config.hedgePercent }),
    observeStage: (stage, milliseconds) => stages[stage].observe(milliseconds / 1000),
    countHedge: (won) => metrics.hedges.inc({ outcome: won ? 'won' : 'lost' }),
  };
}
