// @ts-check
import { readFileSync } from 'node:fs';
import { startOf } from './lock.mjs';

/** Milliseconds between two looks. */
const interval = 1_000;

/**
 * Ends this process as SIGTERM does when the npm that started it is gone. `kill` reaches npm, or the shell that npm puts
 * between, and neither passes it on in every case; nobody would be left to stop what we run.
 */
export function endWithNpm() {
  if (process.env.npm_lifecycle_event === undefined) return;
  const parent = process.ppid;
  const watched = ancestorsUpToNpm().map((pid) => ({ pid, started: startOf(pid) }));
  const timer = setInterval(() => {
    const isGone = process.ppid !== parent || watched.some(({ pid, started }) => startOf(pid) !== started);
    if (!isGone) return;
    clearInterval(timer);
    process.kill(process.pid, 'SIGTERM');
  }, interval);
  timer.unref();
}

/** Our parent and, where that is a shell, the npm above it. Empty where /proc does not tell. */
function ancestorsUpToNpm() {
  /** @type {number[]} */
  const chain = [];
  for (let pid = process.ppid; pid > 1 && chain.length < 3; pid = parentOf(pid)) {
    chain.push(pid);
    if (nameOf(pid).startsWith('npm')) return chain;
  }
  return [];
}

/** @param {number} pid */
function nameOf(pid) {
  try {
    return readFileSync(`/proc/${pid}/comm`, 'utf8');
  } catch {
    return '';
  }
}

/** @param {number} pid @returns {number} 0 when it is gone */
function parentOf(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
  } catch {
    return 0;
  }
}
