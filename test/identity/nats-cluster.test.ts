import { expect, it } from 'vitest';
import { createNatsAuthority } from '../../identity/nats/authority.ts';
import { applyRevocations, revocationOf } from '../../identity/nats/revocation.ts';
import { serverConfiguration } from '../../identity/nats/server-configuration.ts';
import { systemClock } from '../../kernel/index.ts';
import { freePort } from '../../ops/embedded/free-port.ts';
import { connectorUser, hubUser, RestartableServer, type TestUser } from './nats-operator-server.ts';

const refused = { code: 'AUTHORIZATION_VIOLATION' };

it('a revocation reaches every server of a cluster, and one that was away when it came back', async () => {
  const authority = createNatsAuthority({ clock: systemClock });
  const ports = [await freePort(), await freePort()];
  const start = (own: number) =>
    RestartableServer.start((resolverDirectory) => {
      const routes = ports.map((port) => `nats-route://127.0.0.1:${port}`);
      const cluster = `cluster { name: county, listen: "127.0.0.1:${own}", routes: ${JSON.stringify(routes)} }\n`;
      // Sooner than in earnest, so that the test need not wait.
      return cluster + serverConfiguration(authority, { resolverDirectory }).replace('"10s"', '"200ms"');
    });
  await using one = await start(ports[0]!);
  await using two = await start(ports[1]!);
  const system = await one.connect(hubUser(authority, 'hub-system'));
  const police = (): TestUser => connectorUser(authority, 'police', 'police-connector');
  const stored: Record<string, number> = {};
  const revoke = async ({ publicKey }: TestUser, clock = systemClock) => {
    Object.assign(stored, revocationOf(publicKey, new Date()));
    await applyRevocations({ connection: system, authority, clock, revocations: async () => ({ ...stored }) });
  };

  const first = police();
  const connection = await two.connect(first);
  await revoke(first);
  expect(await connection.closed()).toMatchObject(refused);

  const second = police();
  await two.stop();
  // A replica whose clock is slow: what it pushes must still count as newer than what the absent server has.
  await revoke(second, { now: () => new Date('2026-01-01T00:00:00Z') });
  await two.startAgain();
  await expect
    .poll(
      () =>
        two.connect(second).then(
          (accepted) => accepted.close(),
          (error) => error.code,
        ),
      { timeout: 15_000 },
    )
    .toBe(refused.code);
  for (const user of [first, second]) await expect(one.connect(user)).rejects.toMatchObject(refused);
});
