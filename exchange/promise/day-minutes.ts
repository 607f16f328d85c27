const minutesADay = 1_440;

/** Some minutes of a day. Adding one twice changes nothing. */
export class DayMinutes {
  readonly #bytes = Buffer.alloc(minutesADay / 8);

  add(minute: number): void {
    const byte = minute >> 3;
    this.#bytes[byte] = (this.#bytes[byte] ?? 0) | (0x80 >> (minute & 7));
  }

  addAll(other: DayMinutes): void {
    other.#bytes.forEach((byte, index) => {
      this.#bytes[index] = (this.#bytes[index] ?? 0) | byte;
    });
  }

  /** As PostgreSQL reads a `bit(1440)`, first minute first. */
  toBits(): string {
    return `x${this.#bytes.toString('hex')}`;
  }
}
