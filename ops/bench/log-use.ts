import type { OpenLog } from '../../exchange/index.ts';
import { systemRandom } from '../../kernel/index.ts';

/** Any key: what it protects is gone with the benchmark. */
export const benchMasterKey: Buffer = Buffer.alloc(32, 1);

const row = { name: '张三', address: '广西壮族自治区钦州市灵山县灵城街道某某路 1 号' };
const question = {
  ...{ resource: 'population.resident', mode: 'lookup', match: { citizenNumber: '0' }, fields: ['name', 'address'] },
  ...{ claims: {}, matter: 'HRSS-PENSION-01', case: '2026-LS-1' },
};

/** A use as a governed query leaves one, of another holder each time. */
export function benchUse(log: OpenLog): Parameters<OpenLog['append']>[0] {
  const digest = systemRandom.bytes(32);
  return {
    ...{ event: 'query', outcome: 'answered', actor: 'system:hrss-pension', organisation: 'hrss', provider: 'police' },
    ...{ object: question.resource, matter: question.matter, caseNumber: question.case },
    traceId: digest.toString('hex', 0, 16),
    holders: [digest],
    request: log.prepare(JSON.stringify({ actor: 'system:hrss-pension', question })),
    answer: {
      ...{ digest, order: '0192f0c1-7a52-4000-8000-000000000000', system: 'police-connector' },
      ...{ asOf: '2026-11-21T08:00:00.000Z', content: { rows: [row] } },
    },
    facts: { mode: 'lookup', grant: '0192f0c1-7a52-4000-8000-000000000001', fields: question.fields },
  };
}
