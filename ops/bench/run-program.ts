import { spawn } from 'node:child_process';
import { builtProgram } from '../start/programs.ts';

/** Runs a program of the benchmarks as a process of its own and gives what it sends. */
export function runProgram<Result>(name: string, args: readonly string[]): Promise<Result> {
  const child = spawn(process.execPath, [builtProgram(`ops/bench/${name}.js`), ...args], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  return new Promise((resolve, reject) => {
    let result: Result | undefined;
    child.once('message', (message) => {
      result = message as Result;
    });
    child.once('error', reject);
    child.once('close', (code) => {
      if (result === undefined) reject(new Error(`${name} ended with code ${code} and without a result`));
      else resolve(result);
    });
  });
}
