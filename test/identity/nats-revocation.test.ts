import { connect, type NatsConnection } from 'nats';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RevocationTimes } from '../../identity/nats/accounts.ts';
import { createNatsAuthority } from '../../identity/nats/authority.ts';
import { connectOptions } from '../../identity/nats/connect-options.ts';
import { applyRevocations, pushAccount, revocationOf, revokeUser } from '../../identity/nats/revocation.ts';
import { hubInbox } from '../../identity/nats/subjects.ts';
import { systemClock } from '../../kernel/index.ts';
import { fixedClock } from '../support/clock.ts';
import { connectorUser, hubUser, operatorServer, RestartableServer, type TestUser } from './nats-operator-server.ts';

const authority = createNatsAuthority({ clock: systemClock });
const refused = { code: 'AUTHORIZATION_VIOLATION' };
let server: RestartableServer;
let system: NatsConnection;

beforeEach(async () => {
  server = await operatorServer(authority);
  system = await server.connect(hubUser(authority, 'hub-system'));
});

afterEach(async () => {
  await server[Symbol.asyncDispose]();
});

const police = (): TestUser => connectorUser(authority, 'police', 'police-connector');
const revoke = (...users: readonly TestUser[]) => {
  const revocations: RevocationTimes = Object.assign(
    {},
    ...users.map((user) => revocationOf(user.publicKey, new Date())),
  );
  return applyRevocations({ connection: system, authority, clock: systemClock, revocations: async () => revocations });
};

describe('revoking a credential', () => {
  it('disconnects its user and keeps it out, while others stay and a new credential of the same system works', async () => {
    const old = police();
    const connection = await server.connect(old);
    const others = [
      await server.connect(hubUser(authority)),
      await server.connect(connectorUser(authority, 'market', 'market-connector')),
    ];
    const interrupted: string[] = [];
    for (const other of others) {
      void (async () => {
        for await (const status of other.status()) interrupted.push(status.type);
      })();
    }
    const { revocations, accountJwt } = revokeUser({
      authority,
      revocations: {},
      publicKey: old.publicKey,
      at: new Date(),
    });
    expect(Object.keys(revocations)).toEqual([old.publicKey]);
    await pushAccount({ connection: system, accountJwt });

    expect(await connection.closed()).toMatchObject(refused);
    await expect(server.connect(old)).rejects.toMatchObject(refused);
    const again = await server.connect(police());
    await Promise.all([...others, again].map((other) => other.flush()));
    expect(interrupted).toEqual([]);
  });

  it('also hits one issued by a replica whose clock runs ahead', async () => {
    const ahead = { now: () => new Date(Date.now() + 5 * 60_000) };
    const old = connectorUser(authority, 'police', 'police-connector', ahead);
    await revoke(old);
    await expect(server.connect(old)).rejects.toMatchObject(refused);
  });

  it('keeps those revoked earlier revoked', async () => {
    const first = police();
    const second = police();
    const one = revokeUser({ authority, revocations: {}, publicKey: first.publicKey, at: new Date() });
    const both = revokeUser({ authority, ...one, publicKey: second.publicKey, at: new Date() });
    await pushAccount({ connection: system, accountJwt: both.accountJwt });
    for (const user of [first, second]) await expect(server.connect(user)).rejects.toMatchObject(refused);
  });

  it('outlasts a restart of the server on the same configuration', async () => {
    const old = police();
    await revoke(old);
    await server.stop();
    await server.startAgain();
    await expect(server.connect(old)).rejects.toMatchObject(refused);
    await (await server.connect(police())).flush();
  });

  it('outlasts a restart though it came in the same second as the authority itself', async () => {
    const clock = fixedClock('2026-11-21T08:00:00Z');
    const young = createNatsAuthority({ clock });
    const old = connectorUser(young, 'police', 'police-connector', clock);
    await using other = await operatorServer(young);
    const connection = await other.connect(hubUser(young, 'hub-system'));
    const { publicKey } = old;
    const { accountJwt } = revokeUser({ authority: young, revocations: {}, publicKey, at: clock.now() });
    await pushAccount({ connection, accountJwt });
    await other.stop();
    await other.startAgain();
    await expect(other.connect(old)).rejects.toMatchObject(refused);
  });
});

describe('applying the list of revocations', () => {
  it('restores it on a server that lost its folder, and says when there is nothing to do', async () => {
    const old = police();
    const { revocations, changed } = await revoke(old);
    expect(changed).toBe(true);
    await server.stop();
    await server.forgetAccounts();
    await server.startAgain();
    await (await server.connect(old)).flush();

    const connection = await server.connect(hubUser(authority, 'hub-system'));
    const options = { connection, authority, clock: systemClock, revocations: async () => revocations };
    expect(await applyRevocations(options)).toEqual({ changed: true, revocations });
    expect(await applyRevocations(options)).toEqual({ changed: false, revocations });
    await expect(server.connect(old)).rejects.toMatchObject(refused);
  });

  it('loses none when several replicas revoke at the same time', async () => {
    const users = Array.from({ length: 6 }, police);
    const stored: Record<string, number> = {};
    await Promise.all(
      users.map(async (user) => {
        const connection = await server.connect(hubUser(authority, 'hub-system'));
        Object.assign(stored, revocationOf(user.publicKey, new Date()));
        await applyRevocations({
          connection,
          authority,
          clock: systemClock,
          revocations: async () => ({ ...stored }),
        });
      }),
    );
    for (const user of users) await expect(server.connect(user)).rejects.toMatchObject(refused);
  });

  it('notices that another replica’s push, begun before, has replaced its own', async () => {
    const mine = police();
    const theirs = police();
    const stored: Record<string, number> = { ...revocationOf(mine.publicKey, new Date()) };
    const outdated = revokeUser({ authority, revocations: {}, publicKey: theirs.publicKey, at: new Date() });
    let reads = 0;
    await applyRevocations({
      connection: system,
      authority,
      clock: systemClock,
      revocations: async () => {
        reads += 1;
        if (reads === 2) Object.assign(stored, outdated.revocations);
        if (reads === 2) await pushAccount({ connection: system, accountJwt: outdated.accountJwt });
        return { ...stored };
      },
    });
    for (const user of [mine, theirs]) await expect(server.connect(user)).rejects.toMatchObject(refused);
  });

  it('keeps entries that the server alone knows', async () => {
    const first = police();
    const second = police();
    await revoke(first);
    const { revocations } = await revoke(second);
    expect(Object.keys(revocations).sort()).toEqual([first.publicKey, second.publicKey].sort());
    for (const user of [first, second]) await expect(server.connect(user)).rejects.toMatchObject(refused);
  });

  it('replaces an account that another operator signed, which no server would take after a restart', async () => {
    const foreign = { ...authority, operator: createNatsAuthority({ clock: systemClock }).operator };
    const old = police();
    const revocations = revocationOf(old.publicKey, new Date());
    const later = new Date(Date.now() + 60_000);
    const { accountJwt } = revokeUser({ authority: foreign, revocations, publicKey: old.publicKey, at: later });
    await pushAccount({ connection: system, accountJwt });
    expect(await revoke(old)).toMatchObject({ changed: true });
    await server.stop();
    await server.startAgain();
    await (await server.connect(police())).flush();
    await expect(server.connect(old)).rejects.toMatchObject(refused);
  });
});

describe('pushing an account', () => {
  it('fails when the server says no', async () => {
    const push = pushAccount({ connection: system, accountJwt: 'no.account.jwt' });
    await expect(push).rejects.toMatchObject({ code: 'NATS_ACCOUNT_REFUSED', status: 502 });
  });

  it('fails when no server takes accounts', async () => {
    await using plain = await RestartableServer.start(() => '');
    const connection = await connect(connectOptions({ url: plain.url, inboxPrefix: hubInbox, name: 'test' }));
    const { accountJwt } = revokeUser({
      authority,
      revocations: {},
      publicKey: police().publicKey,
      at: new Date(),
    });
    const push = pushAccount({ connection, accountJwt });
    await expect(push).rejects.toMatchObject({ code: 'NATS_ACCOUNT_UNANSWERED', status: 503 });
    await connection.close();
    await expect(pushAccount({ connection, accountJwt })).rejects.toMatchObject({ code: 'NATS_ACCOUNT_UNANSWERED' });
  });
});
