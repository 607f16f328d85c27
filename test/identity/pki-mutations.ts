import { Problem } from '../../kernel/index.ts';
import { seededRandom } from '../support/clock.ts';

/** A good input with bytes changed, dropped, doubled or cut off, the same for the same seed. */
export function* mutations(seeds: readonly Buffer[], rounds: number, seed: string): Generator<Buffer> {
  const random = seededRandom(seed);
  const below = (bound: number) => random.bytes(4).readUInt32BE() % bound;
  for (let round = 0; round < rounds; round += 1) {
    let bytes = Buffer.from(seeds[round % seeds.length]!);
    for (let change = 0; change <= round % 4; change += 1) {
      const at = below(bytes.length);
      const kind = below(5);
      if (kind === 0) bytes[at] = below(256);
      else if (kind === 1) bytes[at] = bytes[at]! ^ (1 << below(8));
      else if (kind === 2) bytes = Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1 + below(8))]);
      else if (kind === 3)
        bytes = Buffer.concat([bytes.subarray(0, at), random.bytes(1 + below(6)), bytes.subarray(at)]);
      else bytes = bytes.subarray(0, at);
      if (bytes.length === 0) bytes = Buffer.of(0x30);
    }
    yield bytes;
  }
}

/** Runs a reader over mutated inputs. @returns codes of its refusals, and how often it read something all the same */
export async function survive(
  inputs: Iterable<Buffer>,
  read: (bytes: Buffer) => unknown,
): Promise<{ codes: Set<string>; passed: number }> {
  const codes = new Set<string>();
  let passed = 0;
  for (const input of inputs) {
    try {
      await read(input);
      passed += 1;
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      codes.add(error.code);
    }
  }
  return { codes, passed };
}
