import { spawn } from 'node:child_process';

export interface OpensslSpeed {
  /** Per second of processor time. */
  readonly signPerSecond: number;
  readonly verifyPerSecond: number;
}

/**
 * Has the OpenSSL command line measure SM2 for so many seconds each of signing and verifying.
 * @throws Error when there is no `openssl`, or one without SM2
 */
export async function opensslSm2(seconds: number): Promise<OpensslSpeed> {
  const speed = readSpeed(await outputOf('openssl', ['speed', '-seconds', String(seconds), '-mr', 'sm2']));
  if (speed === undefined) throw new Error('`openssl speed sm2` says nothing that can be read: is it OpenSSL 3?');
  return speed;
}

/** Reads what `-mr` prints: `+F<n>:<index>:<bits>:CurveSM2:<signatures>:<verifications>`, both per second. */
export function readSpeed(output: string): OpensslSpeed | undefined {
  const [, sign, verify] = /^\+F\d+:\d+:256:CurveSM2:([\d.]+):([\d.]+)$/m.exec(output) ?? [];
  const speed = { signPerSecond: Number(sign), verifyPerSecond: Number(verify) };
  return speed.signPerSecond > 0 && speed.verifyPerSecond > 0 ? speed : undefined;
}

function outputOf(command: string, args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'ignore'] });
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
    child.once('error', (cause) => reject(new Error(`${command} cannot be run: the benchmark needs it`, { cause })));
    child.once('close', (code) =>
      code === 0 ? resolve(output) : reject(new Error(`${command} ended with code ${code}`)),
    );
  });
}
