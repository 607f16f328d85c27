import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, ErrorCode, type NatsConnection, NatsError } from 'nats';
import type { OrganisationId, SystemId } from '../../identity/ids.ts';
import type { NatsAuthority } from '../../identity/nats/authority.ts';
import { connectOptions } from '../../identity/nats/connect-options.ts';
import { serverConfiguration } from '../../identity/nats/server-configuration.ts';
import { connectorInbox, hubInbox } from '../../identity/nats/subjects.ts';
import { type IssuedNatsUser, issueNatsUser } from '../../identity/nats/user-credentials.ts';
import { type Clock, systemClock } from '../../kernel/index.ts';
import type { EmbeddedNats, NatsConfiguration } from '../../ops/embedded/index.ts';
import { startOwnNats } from '../support/nats.ts';

/** How often somebody knocks at a server that says nothing. */
const mostTries = 5;

/**
 * A nats-server that can be stopped and started again on the same data and port, and the connections made to it;
 * all gone on dispose.
 */
export class RestartableServer implements AsyncDisposable {
  readonly #folder: string;
  readonly #configuration: NatsConfiguration;
  readonly #connections: NatsConnection[] = [];
  readonly #port: number;
  #nats: EmbeddedNats;

  private constructor(folder: string, configuration: NatsConfiguration, nats: EmbeddedNats) {
    this.#folder = folder;
    this.#configuration = configuration;
    this.#nats = nats;
    this.#port = nats.port;
  }

  static async start(extraConfiguration: (resolverDirectory: string) => string): Promise<RestartableServer> {
    const folder = await mkdtemp(join(tmpdir(), 'hufu-nats-'));
    const resolverDirectory = join(folder, 'accounts');
    const configuration = { resolverDirectory, extraConfiguration: extraConfiguration(resolverDirectory) };
    const nats = await startOwnNats({ storeDirectory: join(folder, 'store'), temporary: false, configuration });
    return new RestartableServer(folder, configuration, nats);
  }

  get url(): string {
    return this.#nats.url;
  }

  async stop(): Promise<void> {
    await this.#nats.stop();
  }

  /** Ends the server as a power cut does. */
  async kill(): Promise<void> {
    process.kill(this.#nats.pid, 'SIGKILL');
    await this.#nats.stop();
  }

  async startAgain(): Promise<void> {
    this.#nats = await startOwnNats({
      storeDirectory: join(this.#folder, 'store'),
      temporary: false,
      configuration: this.#configuration,
      port: this.#port,
    });
  }

  async forgetAccounts(): Promise<void> {
    await rm(join(this.#folder, 'accounts'), { recursive: true });
  }

  /**
   * As `connectOptions` say, but without waiting long between attempts, nor for a server that says nothing: one that takes in
   * an account while somebody knocks sometimes leaves him standing. Silence is no answer, so he knocks again, a few times.
   */
  async connect(user: {
    creds?: string | (() => string);
    inboxPrefix: string;
    giveUpWhenRefused?: boolean;
  }): Promise<NatsConnection> {
    for (let tries = 1; ; tries += 1) {
      try {
        const connection = await connect({
          ...connectOptions({ url: this.url, name: 'test', ...user }),
          timeout: 2_000,
          reconnectTimeWait: 20,
          reconnectJitter: 20,
        });
        this.#connections.push(connection);
        return connection;
      } catch (error) {
        const isSilence = error instanceof NatsError && error.code === ErrorCode.Timeout;
        if (!isSilence || tries === mostTries) throw error;
      }
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#connections.map((connection) => connection.close()));
    await this.#nats.stop();
    await rm(this.#folder, { recursive: true, force: true });
  }
}

/** A server that trusts this authority. */
export function operatorServer(authority: NatsAuthority): Promise<RestartableServer> {
  return RestartableServer.start((resolverDirectory) => serverConfiguration(authority, { resolverDirectory }));
}

export interface TestUser extends IssuedNatsUser {
  readonly inboxPrefix: string;
}

export function connectorUser(
  authority: NatsAuthority,
  organisation: string,
  system: string,
  clock: Clock = systemClock,
): TestUser {
  const name = { organisation: organisation as OrganisationId, system: system as SystemId };
  const issued = issueNatsUser({ authority, clock, user: { kind: 'connector', ...name } });
  return { ...issued, inboxPrefix: connectorInbox(name) };
}

export function hubUser(authority: NatsAuthority, kind: 'hub' | 'hub-system' = 'hub'): TestUser {
  return { ...issueNatsUser({ authority, clock: systemClock, user: { kind } }), inboxPrefix: hubInbox };
}
