import { parseArgs } from 'node:util';
import Fastify from 'fastify';
import { connect } from 'nats';

// The least that a query over fastify and NATS can be: no token, no decision, no signature, no record. The yardstick of
// `npm run bench -- query`. Run as two processes, as Hufu runs: `bare.js front NATS_URL` and `bare.js responder NATS_URL`.

const subject = 'bench.bare';
const { positionals } = parseArgs({ allowPositionals: true });
const [role, natsUrl = ''] = positionals;
const connection = await connect({ servers: new URL(natsUrl).host });

if (role === 'responder') {
  const row = { name: '黄小虎', address: '灵城街道' };
  connection.subscribe(subject, {
    callback: (_error, message) =>
      message.respond(JSON.stringify({ rows: [row], order: JSON.parse(message.string()) })),
  });
  await connection.flush();
  process.send?.({ ready: true });
} else {
  const app = Fastify({ logger: false });
  app.post('/query', async (request) => {
    const reply = await connection.request(subject, JSON.stringify(request.body), { timeout: 5_000 });
    return reply.json();
  });
  process.send?.({ ready: true, url: `${await app.listen({ host: '127.0.0.1', port: 0 })}/query` });
}

process.once('disconnect', () => process.exit(0));
