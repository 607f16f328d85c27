import type { FastifyBaseLogger } from 'fastify';

type Write = FastifyBaseLogger['info'];

/**
 * A logger that becomes one of its own, with its bindings, when something is written for the first time. Nearly every
 * request is answered without a line.
 */
export class LateLogger implements FastifyBaseLogger {
  readonly #parent: FastifyBaseLogger;
  readonly #bindings: Readonly<Record<string, unknown>>;
  #own: FastifyBaseLogger | undefined;

  constructor(parent: FastifyBaseLogger, bindings: Readonly<Record<string, unknown>>) {
    this.#parent = parent;
    this.#bindings = bindings;
  }

  get #logger(): FastifyBaseLogger {
    this.#own ??= this.#parent.child({ ...this.#bindings });
    return this.#own;
  }

  get level(): string {
    return this.#parent.level;
  }

  get fatal(): Write {
    return this.#bound('fatal');
  }

  get error(): Write {
    return this.#bound('error');
  }

  get warn(): Write {
    return this.#bound('warn');
  }

  get info(): Write {
    return this.#bound('info');
  }

  get debug(): Write {
    return this.#bound('debug');
  }

  get trace(): Write {
    return this.#bound('trace');
  }

  get silent(): Write {
    return this.#bound('silent');
  }

  get child(): FastifyBaseLogger['child'] {
    const logger = this.#logger;
    return logger.child.bind(logger);
  }

  #bound(level: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent'): Write {
    const logger = this.#logger;
    return logger[level].bind(logger);
  }
}
