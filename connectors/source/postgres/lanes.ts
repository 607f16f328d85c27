import type pg from 'pg';
import type { Deadline } from '../deadline.ts';
import { SourceError } from '../source.ts';
import { codeOf, isBreaking } from './faults.ts';
import { type DriverConnection, PreparedRead } from './prepared-read.ts';
import type { Quickness } from './quickness.ts';
import { preparation, type Session, sessionOf } from './session.ts';
import type { Statement } from './statement.ts';

/** A read that waits for its turn. */
export interface Read {
  readonly statement: Statement;
  /** Under which a connection keeps the statement prepared. */
  readonly name: string | undefined;
  readonly deadline: Deadline;
}

export type Rows = readonly (readonly unknown[])[];

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
  readonly #quickness: Quickness;
  readonly #depart: () => void;
  #waiting: Rider[] = [];

  constructor(pool: pg.Pool, quickness: Quickness) {
    this.#pool = pool;
    this.#quickness = quickness;
    this.#depart = () => this.#departAll();
  }

  /** @throws SourceError SOURCE_TIMEOUT when its time is over; pg's errors */
  read(read: Read): Promise<Rows> {
    return new Promise((resolve, reject) => {
      this.#waiting.push(new Rider({ read, quickness: this.#quickness, resolve, reject }));
      if (this.#waiting.length === 1) setImmediate(this.#depart);
    });
  }

  #departAll(): void {
    const riders = this.#waiting;
    this.#waiting = [];
    let together: Rider[] = [];
    for (const rider of riders) {
      if (!this.#quickness.isQuick(rider.read.name)) {
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
  readonly #quickness: Quickness;
  readonly #resolve: (rows: Rows) => void;
  readonly #reject: (error: unknown) => void;

  constructor(options: {
    read: Read;
    quickness: Quickness;
    resolve: (rows: Rows) => void;
    reject: (error: unknown) => void;
  }) {
    this.read = options.read;
    this.#quickness = options.quickness;
    this.#resolve = options.resolve;
    this.#reject = options.reject;
    this.read.deadline.onOver(() => {
      if (this.settled) return;
      this.fail(new SourceError('SOURCE_TIMEOUT'));
      this.onLeft?.();
    });
  }

  /** Neither answer nor failure is news to one that has left. @returns false: the connection is none the worse */
  arrive(rows: Rows, sentAt: number, session: Session): boolean {
    if (this.settled) return false;
    this.settled = true;
    this.#quickness.note(this.read.name, { milliseconds: performance.now() - sentAt, sound: session.sound });
    this.#resolve(rows);
    return false;
  }

  /** @returns whether the connection is not to be used again */
  fail(error: unknown): boolean {
    if (!this.settled) {
      this.settled = true;
      // A value that a column cannot take says nothing of how quick a statement is.
      if (codeOf(error) !== 'VALUE_NOT_USABLE') this.#quickness.forget(this.read.name);
      this.#reject(error);
    }
    return isBreaking(error);
  }
}
