// @ts-check
import { spawn } from 'node:child_process';

/**
 * Runs a program quietly and gives back everything it printed, in the order it came.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd: string, env?: Record<string, string | undefined> }} options
 * @returns {Promise<{ code: number, output: string }>} code 127: it could not be started
 */
export function runQuietly(command, args, { cwd, env = process.env }) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    /** @type {Buffer[]} */
    const chunks = [];
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => chunks.push(chunk));
    child.once('error', (error) => resolve({ code: 127, output: error.message }));
    child.once('close', (code) => resolve({ code: code ?? 1, output: Buffer.concat(chunks).toString('utf8') }));
  });
}

/** Ends a command with a message for the person at the terminal instead of a stack trace. */
export class SetupFailure extends Error {
  /**
   * @param {string} message
   * @param {number} exitCode 69 something needed cannot be had, 70 a fault of ours
   */
  constructor(message, exitCode) {
    super(message);
    this.exitCode = exitCode;
  }
}
