import { Agent, request } from 'node:http';
import { performance } from 'node:perf_hooks';

/** One request of a load: the same for every side of a comparison. */
export interface LoadRequest {
  /** Processes that share the load; each connection stays with one of them. */
  readonly urls: readonly [string, ...string[]];
  /** Request number `n`; a promise of it where it is signed first. */
  readonly make: (n: number) => MadeRequest | Promise<MadeRequest>;
}

export interface MadeRequest {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface LoadResult {
  readonly requests: number;
  readonly failures: number;
  readonly seconds: number;
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

/** Closed loop: each connection asks again as soon as it was answered, for a bounded time. */
export async function closedLoop(options: {
  target: LoadRequest;
  connections: number;
  seconds: number;
}): Promise<LoadResult> {
  const { target, connections } = options;
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const latencies: number[] = [];
  let failures = 0;
  let sent = 0;
  const begin = performance.now();
  const end = begin + options.seconds * 1000;
  const loop = async (connection: number) => {
    const url = urlOf(target, connection);
    while (performance.now() < end) {
      const started = performance.now();
      const right = await send(url, target.make(sent++), agent);
      if (right) latencies.push(performance.now() - started);
      else failures += 1;
    }
  };
  await Promise.all(Array.from({ length: connections }, (_, connection) => loop(connection)));
  agent.destroy();
  return summary({ latencies, failures, seconds: (performance.now() - begin) / 1000 });
}

/**
 * Open loop: requests leave at a fixed rate whether or not earlier ones were answered, and latency counts from the moment
 * a request was due, so that a stall is not hidden by asking less.
 */
export async function openLoop(options: {
  target: LoadRequest;
  perSecond: number;
  seconds: number;
}): Promise<LoadResult> {
  const { target } = options;
  const agent = new Agent({ keepAlive: true, maxSockets: 512 });
  const latencies: number[] = [];
  let failures = 0;
  const total = Math.floor(options.perSecond * options.seconds);
  const begin = performance.now();
  const pending: Promise<void>[] = [];
  for (let n = 0; n < total; ) {
    const due = Math.min(total, Math.floor(((performance.now() - begin) / 1000) * options.perSecond) + 1);
    for (; n < due; n += 1) {
      const dueAt = begin + (n / options.perSecond) * 1000;
      pending.push(
        send(urlOf(target, n), target.make(n), agent).then((right) => {
          if (right) latencies.push(performance.now() - dueAt);
          else failures += 1;
        }),
      );
    }
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  await Promise.all(pending);
  agent.destroy();
  return summary({ latencies, failures, seconds: (performance.now() - begin) / 1000 });
}

function urlOf({ urls }: LoadRequest, n: number): string {
  return urls[n % urls.length] ?? urls[0];
}

function send(url: string, made: MadeRequest | Promise<MadeRequest>, agent: Agent): Promise<boolean> {
  return made instanceof Promise ? made.then((request) => sendMade(url, agent, request)) : sendMade(url, agent, made);
}

function sendMade(url: string, agent: Agent, { headers, body }: MadeRequest): Promise<boolean> {
  return new Promise((resolve) => {
    const outgoing = request(
      url,
      {
        method: 'POST',
        agent,
        headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body), ...headers },
      },
      (incoming) => {
        incoming.resume();
        incoming.once('end', () => resolve(incoming.statusCode === 200));
        incoming.once('error', () => resolve(false));
      },
    );
    outgoing.once('error', () => resolve(false));
    outgoing.end(body);
  });
}

function summary(options: { latencies: number[]; failures: number; seconds: number }): LoadResult {
  const sorted = options.latencies.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
  return {
    requests: sorted.length,
    failures: options.failures,
    seconds: options.seconds,
    perSecond: sorted.length / options.seconds,
    p50Ms: at(0.5),
    p99Ms: at(0.99),
  };
}
