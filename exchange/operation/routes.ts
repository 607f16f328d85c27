import type { FastifyInstance } from 'fastify';
import { actorReference, type OfficerActor, officerOf, requireAdministration } from '../../identity/index.ts';
import { type Clock, type Database, kernelProblems } from '../../kernel/index.ts';
import type { Backup as BackupBody, BackupRecord } from '../generated/schemas.ts';
import { type Backup, insertBackup, listBackups, noteVerified } from './backup-store.ts';
import { type HubRegister, hubLifeMs } from './hub-register.ts';

const tags = ['operation'];

/** Milliseconds by which two clocks may differ. */
const toleranceMs = 300_000;

const bySha256 = {
  type: 'object',
  required: ['sha256'],
  additionalProperties: false,
  properties: { sha256: { type: 'string', pattern: '^[0-9a-f]{64}$', description: 'SHA-256 of the file.' } },
} as const;

/** What those who run the exchange see of it: its hubs, and the backups of its database. */
export function runningRoutes(
  app: FastifyInstance,
  parts: { database: Database; clock: Clock; hubs: Pick<HubRegister, 'all'> },
): void {
  const { database, clock } = parts;
  const readers = { officers: ['operator', 'auditor'] } as const;
  const administrator = (officer: OfficerActor): OfficerActor => {
    requireAdministration(officer);
    return officer;
  };

  app.get(
    '/v1/hubs',
    {
      config: { access: readers },
      schema: {
        tags,
        summary: '在服务的中枢 · The hubs that serve',
        response: { 200: { description: 'Each by its own last word, the oldest first.', $ref: 'HubList#' } },
      },
    },
    async () => {
      const now = clock.now().getTime();
      const items = (await parts.hubs.all()).map(({ startedAt, lastSeen, ...hub }) => ({
        ...hub,
        startedAt: startedAt.toISOString(),
        lastSeen: lastSeen.toISOString(),
        alive: hub.self || now - lastSeen.getTime() <= hubLifeMs,
      }));
      return { items, next: null };
    },
  );

  app.get(
    '/v1/backups',
    {
      config: { access: readers },
      schema: {
        tags,
        summary: '数据库备份记录（数据主管部门） · Backups of the database (data administration)',
        response: { 200: { description: 'The newest first, 200 at most.', $ref: 'BackupList#' } },
      },
    },
    async (request) => {
      administrator(officerOf(request));
      return { items: (await listBackups(database)).map(bodyOf), next: null };
    },
  );

  app.post<{ Body: BackupRecord }>(
    '/v1/backups',
    {
      config: { access: { officers: ['operator'] } },
      schema: {
        tags,
        summary: '登记一份备份（数据主管部门） · Record a backup that was taken (data administration)',
        body: { $ref: 'BackupRecord#' },
        response: { 201: { $ref: 'Backup#' } },
      },
    },
    async (request, reply) => {
      const officer = administrator(officerOf(request));
      const { sha256, size, place, takenAt, verifiedAt } = request.body;
      const now = clock.now();
      const errors = Object.entries({ takenAt, verifiedAt })
        .filter(([, time]) => time !== undefined && Date.parse(time) > now.getTime() + toleranceMs)
        .map(([member]) => ({ pointer: `/${member}`, detail: 'lies in the future' }));
      if (errors.length > 0) throw kernelProblems.INVALID_INPUT({ count: errors.length }, { errors });
      const backup: Backup = {
        ...{ sha256, size, place: place.trim() },
        takenAt: new Date(takenAt),
        verifiedAt: verifiedAt === undefined ? undefined : new Date(verifiedAt),
        recordedAt: now,
        recordedBy: actorReference(officer),
      };
      await insertBackup(database, backup);
      reply.code(201).header('location', '/v1/backups');
      return bodyOf(backup);
    },
  );

  app.post<{ Params: { sha256: string } }>(
    '/v1/backups/:sha256/verification',
    {
      config: { access: { officers: ['operator'] } },
      schema: {
        tags,
        summary: '记录备份核验无误（数据主管部门） · Note that a backup was found whole (data administration)',
        params: bySha256,
        response: { 200: { $ref: 'Backup#' } },
      },
    },
    async (request) => {
      administrator(officerOf(request));
      return bodyOf(await noteVerified({ database, clock, sha256: request.params.sha256 }));
    },
  );
}

function bodyOf({ takenAt, verifiedAt, recordedAt, ...backup }: Backup): BackupBody {
  return {
    ...backup,
    takenAt: takenAt.toISOString(),
    verifiedAt: verifiedAt?.toISOString() ?? null,
    recordedAt: recordedAt.toISOString(),
  };
}
