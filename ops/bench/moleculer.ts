import { parseArgs } from 'node:util';
import { type Context, ServiceBroker, type ServiceSchema } from 'moleculer';
import ApiGateway from 'moleculer-web';

// An API gateway as microservice frameworks have it: Moleculer's over NATS, with no token, decision, signature or record.
// Run as two processes, as Hufu runs: `moleculer.js front NATS_URL` and `moleculer.js responder NATS_URL`.

const { positionals } = parseArgs({ allowPositionals: true });
const [role = '', natsUrl = ''] = positionals;

const broker = new ServiceBroker({
  nodeID: `${role}-${process.pid}`,
  transporter: natsUrl,
  logger: false,
  // Neither side of the comparison waits for metrics or traces.
  metrics: false,
  tracing: false,
});

const row = { name: '黄小虎', address: '灵城街道' };
const responder: ServiceSchema = {
  name: 'bench',
  actions: { query: (context: Context) => ({ rows: [row], order: context.params }) },
};
const gateway: ServiceSchema = {
  name: 'gateway',
  mixins: [ApiGateway],
  settings: {
    ip: '127.0.0.1',
    port: 0,
    routes: [{ aliases: { 'POST /query': 'bench.query' }, bodyParsers: { json: true }, mappingPolicy: 'restrict' }],
  },
};

const service = broker.createService(role === 'responder' ? responder : gateway);
await broker.start();
if (role === 'responder') process.send?.({ ready: true });
else {
  await broker.waitForServices('bench');
  const { port } = (service as unknown as { server: { address(): { port: number } } }).server.address();
  process.send?.({ ready: true, url: `http://127.0.0.1:${port}/query` });
}

process.once('disconnect', () => process.exit(0));
