import type { FastifyInstance, FastifyReply } from 'fastify';
import { actorOf } from '../../identity/index.ts';
import { type Database, pageOf } from '../../kernel/index.ts';
import type { OpenLog } from './evidence-log.ts';
import { readCheckpoints } from './log/log-store.ts';
import { storedTiles } from './log/stored-tiles.ts';
import { parseTilePath, widthOf } from './log/tiles.ts';
import { evidenceProblems } from './problems.ts';
import { readReceipt } from './read-receipt.ts';
import { beforeOf } from './usage/opened-use.ts';

const tags = ['evidence'];
const open = { access: { public: true } } as const;
/** A checkpoint is as new as this, milliseconds: asking often costs the database nothing more. */
const checkpointAgeMs = 500;
const text = { content: { 'text/plain': { schema: { type: 'string' } } } };
const bytes = { content: { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } } };

/** `/v1/log/…` for everybody, since leaves say nothing; `/v1/receipts/{id}` for those who took part. */
export function evidenceRoutes(app: FastifyInstance, parts: { database: Database; log: OpenLog }): void {
  const { database, log } = parts;
  const tiles = storedTiles(database);
  let kept: { at: number; head: ReturnType<OpenLog['head']> } | undefined;
  const headNow = () => {
    const now = performance.now();
    if (kept === undefined || now - kept.at > checkpointAgeMs) {
      const head = log.head();
      kept = { at: now, head };
      head.catch(() => {
        kept = undefined;
      });
    }
    return kept.head;
  };

  app.get(
    '/v1/log/checkpoint',
    {
      config: open,
      schema: {
        tags,
        summary: '存证日志的检查点 · Signed checkpoint of the evidence log (C2SP tlog-checkpoint)',
        response: { 200: { description: 'Origin, size and root, signed by the log.', ...text } },
      },
    },
    async (_request, reply) => {
      const { checkpoint } = await headNow();
      return send(reply, 'text/plain; charset=utf-8', 'no-cache', checkpoint);
    },
  );
  app.get<{ Querystring: { cursor?: string; limit?: number } }>(
    '/v1/log/checkpoints',
    {
      config: open,
      schema: {
        tags,
        summary: '历次检查点 · Checkpoints that were given out',
        description: 'Now and then one is kept. What the log says today must lead to each of them.',
        querystring: {
          type: 'object',
          properties: {
            cursor: { type: 'string', maxLength: 200, description: 'The member `next` of the page before.' },
            limit: { type: 'integer', minimum: 1, maximum: 200, default: 50 },
          },
        },
        response: { 200: { description: 'The latest first.', $ref: 'CheckpointPage#' } },
      },
    },
    async (request, reply) => {
      const { cursor, limit = 50 } = request.query;
      const before = cursor === undefined ? undefined : beforeOf(cursor);
      const rows = await readCheckpoints(database, { before, limit: limit + 1 });
      const page = pageOf({ rows, limit, item: (row) => row, key: ({ size }) => [size] });
      return reply.header('cache-control', 'no-cache').send(page);
    },
  );
  app.get(
    '/v1/log/key',
    {
      config: open,
      schema: {
        tags,
        summary: '验证检查点的公钥 · Public key that verifies checkpoints (C2SP signed-note)',
        response: { 200: { description: 'One line: name, key id and Ed25519 key.', ...text } },
      },
    },
    async (_request, reply) =>
      send(reply, 'text/plain; charset=utf-8', 'public, max-age=300', `${log.signer.verifier.line}\n`),
  );
  app.get<{ Params: { '*': string } }>(
    '/v1/log/tile/*',
    {
      config: open,
      schema: {
        tags,
        summary: '存证日志的哈希块与条目包 · Tiles and entry bundles of the evidence log (C2SP tlog-tiles)',
        description:
          'Tiles at <L>/<N>[.p/<W>] and bundles at entries/<N>[.p/<W>]. An entry is a leaf: canonical JSON of salted digests.',
        response: { 200: { description: 'Hashes of 32 bytes, or entries behind their lengths.', ...bytes } },
      },
    },
    async (request, reply) => {
      const path = parseTilePath(request.params['*']);
      const { head } = await headNow();
      if (path === undefined || path.width > widthOf(path, head.size)) throw evidenceProblems.LOG_TILE_NOT_THERE();
      const { level, index, width } = path;
      const tile = level === undefined ? await tiles.bundle(index, width) : await tiles.tile(level, index, width);
      return send(reply, 'application/octet-stream', 'public, max-age=31536000, immutable', tile);
    },
  );
  app.get<{ Params: { id: string } }>(
    '/v1/receipts/:id',
    {
      config: { access: { officers: ['auditor', 'approval-clerk'], systems: 'any' } },
      schema: {
        tags,
        summary: '重新取得一份回执 · A receipt again, under the present checkpoint',
        params: { type: 'object', required: ['id'], properties: { id: { type: 'string', maxLength: 32 } } },
        response: { 200: { description: 'The receipt, verifiable offline.', $ref: 'EvidenceReceipt#' } },
      },
    },
    async (request, reply) => {
      const receipt = await readReceipt({ database, log, actor: actorOf(request), id: request.params.id });
      return reply.header('cache-control', 'no-store').send(receipt);
    },
  );
}

function send(reply: FastifyReply, type: string, caching: string, body: string | Buffer): FastifyReply {
  return reply.type(type).header('cache-control', caching).send(body);
}
