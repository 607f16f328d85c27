import { connect, type NatsConnection } from 'nats';
import { describe, expect, it } from 'vitest';
import { createNatsAuthority } from '../../identity/nats/authority.ts';
import { connectOptions } from '../../identity/nats/connect-options.ts';
import { applyRevocations, revocationOf } from '../../identity/nats/revocation.ts';
import { systemClock } from '../../kernel/index.ts';
import { connectorUser, hubUser, operatorServer, RestartableServer } from './nats-operator-server.ts';

const named = { inboxPrefix: '_INBOX_hub', name: 'test' };

async function nextStatus(connection: NatsConnection, type: string): Promise<void> {
  for await (const status of connection.status()) if (status.type === type) return;
}

describe('connect options', () => {
  it.each([
    ['nats://127.0.0.1:4222', ['127.0.0.1:4222'], false],
    ['127.0.0.1:4222', ['127.0.0.1:4222'], false],
    ['nats://nats.county', ['nats.county'], false],
    ['nats://a:4222, nats://b:4223/', ['a:4222', 'b:4223'], false],
    ['nats://[::1]:4222', ['[::1]:4222'], false],
    ['tls://a:4222,nats://b:4222', ['a:4222', 'b:4222'], true],
  ])('take %s', (url, servers, tls) => {
    const options = connectOptions({ url, ...named });
    expect(options.servers).toEqual(servers);
    expect(options.tls !== undefined && options.tls !== null).toBe(tls);
    expect(options.user).toBeUndefined();
  });

  it.each([
    '',
    ' ',
    ',',
    'nats://',
    'http://a:4222',
    'nats://a:4222/path',
    'nats://a:99999',
    'nats://u:secret@a,nats://v:secret@b',
    'nats://u:%zz-secret@a',
  ])('refuse %j and do not repeat it', (url) => {
    try {
      connectOptions({ url, ...named });
      expect.unreachable();
    } catch (error) {
      expect(error).toMatchObject({ code: 'NATS_ADDRESS_MALFORMED', cause: undefined });
      expect(String(error)).not.toContain('secret');
    }
  });

  it('see a dead server within about twenty seconds', () => {
    const { pingInterval = 0, maxPingOut = 0 } = connectOptions({ url: 'nats://a', ...named });
    expect(pingInterval * (maxPingOut + 1)).toBeLessThanOrEqual(20_000);
  });

  it('serve a plain server, with and without a user', async () => {
    await using open = await RestartableServer.start(() => '');
    await using closed = await RestartableServer.start(() => 'authorization: { user: "hufu", password: "a b/@" }');
    const withUser = closed.url.replace('nats://', 'nats://hufu:a%20b%2F%40@');
    for (const url of [open.url, withUser]) {
      const connection = await connect(connectOptions({ url, ...named }));
      await connection.flush();
      await connection.close();
    }
    await expect(connect(connectOptions({ url: closed.url, ...named }))).rejects.toMatchObject({
      code: 'AUTHORIZATION_VIOLATION',
    });
  });

  it('fail at once where no server is, unless asked to wait for it', async () => {
    await using server = await RestartableServer.start(() => '');
    await server.stop();
    const options = { url: server.url, ...named };
    await expect(connect(connectOptions(options))).rejects.toMatchObject({ code: 'CONNECTION_REFUSED' });
    const waiting = connect(connectOptions({ ...options, waitOnFirstConnect: true }));
    await server.startAgain();
    const connection = await waiting;
    await connection.flush();
    await connection.close();
  });

  it('bring a client back after the server was away, with its subscriptions', async () => {
    const authority = createNatsAuthority({ clock: systemClock });
    await using server = await operatorServer(authority);
    const hub = await server.connect(hubUser(authority));
    const police = await server.connect(connectorUser(authority, 'police', 'police-connector'));
    police.subscribe('hufu.query.police.>', { queue: 'connectors', callback: (_, message) => message.respond('here') });
    await police.flush();
    const back = Promise.all([hub, police].map((connection) => nextStatus(connection, 'reconnect')));
    await server.kill();
    await server.startAgain();
    await back;
    await police.flush();
    expect((await hub.request('hufu.query.police.population.resident')).string()).toBe('here');
  });

  it('let a refused client go on knocking until a new credential is in place, if told to', async () => {
    const authority = createNatsAuthority({ clock: systemClock });
    await using server = await operatorServer(authority);
    const user = connectorUser(authority, 'police', 'police-connector');
    let { creds } = user;
    let attempts = 0;
    const current = () => {
      attempts += 1;
      return creds;
    };
    const connection = await server.connect({ ...user, creds: current, giveUpWhenRefused: false });
    const back = nextStatus(connection, 'reconnect');
    await applyRevocations({
      connection: await server.connect(hubUser(authority, 'hub-system')),
      authority,
      clock: systemClock,
      revocations: async () => revocationOf(user.publicKey, new Date()),
    });
    await expect.poll(() => attempts, { timeout: 20_000 }).toBeGreaterThanOrEqual(4);
    ({ creds } = connectorUser(authority, 'police', 'police-connector'));
    await back;
    await connection.flush();
  }, 60_000);
});
