import pg from 'pg';
import { isDatabaseAway } from '../../../kernel/index.ts';
import type { Deadline } from '../deadline.ts';
import { SourceError } from '../source.ts';
import { type DriverConnection, PreparedRead } from './prepared-read.ts';
import { preparation, type Session, sessionOf } from './session.ts';
import type { Statement } from './statement.ts';

/** A read that waits for its turn. */
export interface Read {
  readonly statement: Statement;
  /** Under which a connection keeps the statement prepared. */
  readonly name: string | undefined;
  readonly deadline: Deadline;
  /** May it share a connection with others of the same moment? For reads that are known to be quick. */
  readonly sharing: boolean;
}

export type Rows = readonly (readonly unknown[])[];

/** What became of a read, with the connection it was done over. */
export interface Done {
  readonly rows: Rows;
  /** From the moment when it was sent. */
  readonly milliseconds: number;
  /** False when the connection cannot be used again for what this or another read did to its settings. */
  readonly sound: boolean;
}

/** Reads that go out over one connection at once, at most: behind a slow one, so many wait at the worst. */
const mostTogether = 8;

/**
 * Reads over pooled connections. What is to be read at one moment and is known to be quick goes out together over one
 * connection, each statement a transaction of its own (pipelining): one system call for several reads, here and at the
 * server. A read that is alone, or not known to be quick, has a connection to itself.
 *
 * Several keys in one statement (a UNION ALL of the reads, measured) would save another third of the driver's and the
 * server's time for a read; but then one order's bad value, lock or time limit ends all of them, so each keeps its own.
 */
export class Lanes {
  readonly #pool: pg.Pool;
  readonly #depart: () => void;
  #waiting: Rider[] = [];

  constructor(pool: pg.Pool) {
    this.#pool = pool;
    this.#depart = () => this.#departAll();
  }

  /** @throws SourceError SOURCE_TIMEOUT when its time is over; pg's errors */
  read(read: Read): Promise<Done> {
    return new Promise((resolve, reject) => {
      this.#waiting.push(new Rider(read, resolve, reject));
      if (this.#waiting.length === 1) setImmediate(this.#depart);
    });
  }

  #departAll(): void {
    const riders = this.#waiting;
    this.#waiting = [];
    let together: Rider[] = [];
    for (const rider of riders) {
      if (!rider.read.sharing) {
        ride(this.#pool, [rider]);
      } else if (together.push(rider) === mostTogether) {
        ride(this.#pool, together);
        together = [];
      }
    }
    if (together.length > 0) ride(this.#pool, together);
  }
}

/** Several reads over one connection, from fetching it to handing it back. Settles each, and never throws. */
function ride(pool: pg.Pool, riders: readonly Rider[]): void {
  pool.connect((error, client) => {
    if (client === undefined) for (const rider of riders) rider.fail(error);
    else new Ride(client, riders).begin();
  });
}

class Ride {
  readonly #client: pg.PoolClient;
  readonly #session: Session;
  readonly #riders: readonly Rider[];
  /** Statements that have not come back. */
  #underWay = 0;
  #broken = false;
  #handedBack = false;

  constructor(client: pg.PoolClient, riders: readonly Rider[]) {
    this.#client = client;
    this.#session = sessionOf(client);
    this.#riders = riders.filter((rider) => !rider.settled);
    for (const rider of this.#riders) rider.onLeft = () => this.#left();
  }

  begin(): void {
    if (this.#riders.length === 0) {
      this.#handBack(false);
      return;
    }
    const prepare = preparation(this.#session, Math.min(...this.#riders.map(({ read }) => read.deadline.milliseconds)));
    if (prepare?.isFirst !== true) {
      this.#send(prepare?.text);
      return;
    }
    // No statement is on its way before a new connection is known to be read-only.
    this.#client.query(prepare.text).then(
      () => this.#send(undefined),
      (error) => {
        this.#failAll(error);
        this.#handBack(true);
      },
    );
  }

  /** Sends the statements of all riders in one go. */
  #send(setting: string | undefined): void {
    const { stream } = (this.#client as unknown as { connection: DriverConnection }).connection;
    stream.cork();
    if (setting !== undefined) this.#set(setting);
    const sentAt = performance.now();
    for (const rider of this.#riders) {
      this.#underWay += 1;
      const { statement, name } = rider.read;
      const settle = (error: Error | null, rows: Rows = []) => {
        const broken = error === null ? rider.arrive(rows, sentAt, this.#session) : rider.fail(error);
        this.#cameBack(broken);
      };
      this.#client.query(new PreparedRead({ statement, name, session: this.#session, settle }));
    }
    stream.uncork();
  }

  #set(setting: string): void {
    this.#underWay += 1;
    this.#client.query(setting).then(
      () => this.#cameBack(false),
      (error) => {
        this.#failAll(error);
        this.#cameBack(true);
      },
    );
  }

  #failAll(error: unknown): void {
    for (const rider of this.#riders) rider.fail(error);
  }

  #cameBack(broken: boolean): void {
    this.#broken ||= broken;
    this.#underWay -= 1;
    if (this.#underWay === 0) this.#handBack(this.#broken);
  }

  /** A connection whose last rider has left is not waited for: it may be dead. */
  #left(): void {
    if (this.#riders.every((rider) => rider.settled)) this.#handBack(true);
  }

  #handBack(broken: boolean): void {
    if (!this.#handedBack) this.#client.release(broken || !this.#session.sound);
    this.#handedBack = true;
  }
}

/** A read under way; it leaves when its time is up, whatever becomes of the statement. */
class Rider {
  readonly read: Read;
  settled = false;
  onLeft: (() => void) | undefined;
  readonly #resolve: (done: Done) => void;
  readonly #reject: (error: unknown) => void;

  constructor(read: Read, resolve: (done: Done) => void, reject: (error: unknown) => void) {
    this.read = read;
    this.#resolve = resolve;
    this.#reject = reject;
    read.deadline.onOver(() => {
      if (this.settled) return;
      this.fail(new SourceError('SOURCE_TIMEOUT'));
      this.onLeft?.();
    });
  }

  /** Neither answer nor failure is news to one that has left. @returns false: the connection is none the worse */
  arrive(rows: Rows, sentAt: number, session: Session): boolean {
    this.settled = true;
    this.#resolve({ rows, milliseconds: performance.now() - sentAt, sound: session.sound });
    return false;
  }

  /** @returns whether the connection is not to be used again */
  fail(error: unknown): boolean {
    this.settled = true;
    this.#reject(error);
    return isBreaking(error);
  }
}

/** A statement that was refused leaves a sound connection behind; after anything else it is not to be used again. */
function isBreaking(error: unknown): boolean {
  return !(error instanceof pg.DatabaseError) || isDatabaseAway(error) || isStalePlan(error);
}

/** SQLSTATE: "cached plan must not change result type". */
const stalePlan = '0A000';

/** The table has changed since the statement was prepared. */
export function isStalePlan(error: unknown): boolean {
  return error instanceof pg.DatabaseError && error.code === stalePlan;
}
