/** Outcomes that are looked back on. */
const memory = 20;
/** Times the standard that a circuit stays open at most, after one failed probe upon the other. */
const longestFactor = 12;

export type CircuitState = 'closed' | 'open' | 'half-open';

interface Circuit {
  state: CircuitState;
  /** The last outcomes, newest last; true is a failure. */
  outcomes: boolean[];
  failures: number;
  openUntil: number;
  openMs: number;
  probing: boolean;
}

/**
 * Circuit breakers by key. A provider that fails again and again is left alone for a while, so that nobody waits for it
 * and it can recover; then one query probes it. Only what is wrong over there counts: no answer in time, an answer that
 * is not sound, a source that is away. A provider that is not there at all is known at once and needs no circuit.
 */
export class Circuits {
  readonly #failures: number;
  readonly #openMs: number;
  readonly #monotonic: () => number;
  readonly #onChange: (key: string, state: CircuitState) => void;
  readonly #circuits = new Map<string, Circuit>();

  constructor(options: {
    /** Failures among the last twenty outcomes that open a circuit, where one agent alone is asked. */
    failures: number;
    /** Milliseconds before the first probe; doubled after each that fails. */
    openMs: number;
    monotonic?: (() => number) | undefined;
    onChange?: ((key: string, state: CircuitState) => void) | undefined;
  }) {
    this.#failures = options.failures;
    this.#openMs = options.openMs;
    this.#monotonic = options.monotonic ?? (() => performance.now());
    this.#onChange = options.onChange ?? (() => {});
  }

  /** May it be asked? Undefined: yes, and what comes of it has to be reported. Else the milliseconds until somebody may try. */
  blocked(key: string): number | undefined {
    const circuit = this.#circuits.get(key);
    if (circuit === undefined || circuit.state === 'closed') return undefined;
    const now = this.#monotonic();
    if (now < circuit.openUntil) return circuit.openUntil - now;
    if (circuit.probing) return circuit.openMs;
    circuit.probing = true;
    this.#change(key, circuit, 'half-open');
    return undefined;
  }

  succeeded(key: string): void {
    const circuit = this.#circuits.get(key);
    if (circuit === undefined) return;
    if (circuit.state !== 'closed') {
      // It lives, whoever's answer it was.
      this.#circuits.delete(key);
      this.#onChange(key, 'closed');
      return;
    }
    this.#note(circuit, false);
    if (circuit.failures === 0) this.#circuits.delete(key);
  }

  /**
   * @param options.agents how many agents share the orders. NATS gives an order to any of them, an answer names their system
   *   and silence names nobody, so of several the sick one can neither be told nor be passed over; but as long as one is well,
   *   some orders are answered. Then only twenty failures without an answer between them open the circuit.
   */
  failed(key: string, { agents = 1 }: { readonly agents?: number } = {}): void {
    const circuit = this.#circuits.get(key) ?? {
      state: 'closed',
      outcomes: [],
      failures: 0,
      openUntil: 0,
      openMs: this.#openMs,
      probing: false,
    };
    this.#circuits.set(key, circuit);
    if (circuit.state === 'half-open') {
      circuit.openMs = Math.min(circuit.openMs * 2, this.#openMs * longestFactor);
      this.#open(key, circuit);
      return;
    }
    this.#note(circuit, true);
    const enough = agents > 1 ? memory : this.#failures;
    if (circuit.state === 'closed' && circuit.failures >= enough) this.#open(key, circuit);
  }

  /** A probe that told nothing about the provider: the next one may try. */
  unclear(key: string): void {
    const circuit = this.#circuits.get(key);
    if (circuit !== undefined) circuit.probing = false;
  }

  stateOf(key: string): CircuitState {
    return this.#circuits.get(key)?.state ?? 'closed';
  }

  #note(circuit: Circuit, failure: boolean): void {
    circuit.outcomes.push(failure);
    if (failure) circuit.failures += 1;
    if (circuit.outcomes.length > memory && circuit.outcomes.shift() === true) circuit.failures -= 1;
  }

  #open(key: string, circuit: Circuit): void {
    circuit.openUntil = this.#monotonic() + circuit.openMs;
    circuit.probing = false;
    circuit.outcomes = [];
    circuit.failures = 0;
    this.#change(key, circuit, 'open');
  }

  #change(key: string, circuit: Circuit, state: CircuitState): void {
    circuit.state = state;
    this.#onChange(key, state);
  }
}
