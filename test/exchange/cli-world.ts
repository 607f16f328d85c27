import type { Order } from '../../connectors/protocol/index.ts';
import type { DemoInfo } from '../../exchange/index.ts';
import { describeDemo, writeDemoInfo } from '../../ops/demo/demo-info.ts';
import { type Provider, startTestWorld, type TestWorld } from '../support/world.ts';
import { commandLine, type Ended } from './command-line.ts';

/** A demonstration with the command line on it, and a police that answers. */
export interface CliWorld extends AsyncDisposable {
  readonly world: TestWorld;
  readonly provider: Provider;
  readonly demo: DemoInfo;
  readonly hufu: (args: readonly string[], env?: Record<string, string>) => Promise<Ended>;
}

export async function startCliWorld(): Promise<CliWorld> {
  const world = await startTestWorld({ outward: true, env: { HUFU_DEMONSTRATION: 'yes' } });
  const { county, credentials, dataDirectory, hub } = world;
  const authorization = `Bearer ${await world.session('approval-clerk')}`;
  const licencesOf = async (number: string) => {
    const payload = { holder: { kind: '001', number }, matter: 'APPROVAL-FOOD-01', case: '1' };
    const { body } = await hub.call({
      method: 'POST',
      url: '/v1/licences/search',
      headers: { authorization },
      payload,
    });
    return (body.items as { identifier: string }[]).map((item) => item.identifier);
  };
  const services = { postgres: null, nats: null };
  await writeDemoInfo(
    dataDirectory,
    await describeDemo({
      county,
      credentials,
      hubUrl: hub.publicUrl,
      services,
      files: null,
      codes: '/nowhere',
      licencesOf,
    }),
  );
  const provider = await world.provider({
    organisation: 'police',
    system: 'police-connector',
    resource: 'population.resident',
    respond: (order, { honest, send }) => send(honest(answerTo(county, order))),
  });
  const hufu = (args: readonly string[], env: Record<string, string> = {}) =>
    commandLine({ HUFU_DATA_DIR: dataDirectory, ...env })(args);
  const demo: DemoInfo = JSON.parse((await hufu(['demo', 'info', '--json'])).out);
  return {
    world,
    provider,
    demo,
    hufu,
    async [Symbol.asyncDispose]() {
      await provider[Symbol.asyncDispose]();
      await world[Symbol.asyncDispose]();
    },
  };
}

/** What the police know. */
function answerTo(county: TestWorld['county'], order: Order) {
  const whole: Record<string, unknown> = {
    ...county.residents.find((one) => one.citizenNumber === order.match.citizenNumber),
  };
  const has = whole.citizenNumber !== undefined;
  if (order.mode === 'lookup') {
    return { rows: has ? [Object.fromEntries(order.fields.map((field) => [field, whole[field]]))] : [] };
  }
  const verdictOf = ([field, claim]: [string, unknown]) => [field, has ? whole[field] === claim : null];
  return { matched: has, verdicts: Object.fromEntries(Object.entries(order.claims).map(verdictOf)) };
}

/** `name=value` for each. */
export const pairsOf = (values: Readonly<Record<string, unknown>>) =>
  Object.entries(values).map(([name, value]) => `${name}=${String(value)}`);
/** How the command line is asked an example of the demonstration. */
export const questionOf = (example: DemoInfo['examples']['query' | 'verify' | 'refused']) => [
  ...[example.resource, '--match', ...pairsOf(example.match), '--matter', example.matter, '--case', example.case],
  ...('fields' in example ? ['--fields', example.fields.join(',')] : ['--verify', ...pairsOf(example.verify)]),
];

/** Of the questions that tests put about licences. */
export const purpose = ['--matter', 'APPROVAL-FOOD-01', '--case', '2026-1'];
