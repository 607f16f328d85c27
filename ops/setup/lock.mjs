// @ts-check
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

/**
 * A lock file names the process that holds it: its id and, since ids are used again, the moment it started. A lock whose
 * process is gone is stale and is taken over, so a killed run blocks nobody.
 *
 * @typedef {{ pid: number, started: string }} Holder
 * @typedef {{ release: () => void }} Lock
 */

/**
 * Takes the lock, or says who has it.
 * @param {string} path
 * @returns {{ lock: Lock } | { heldBy: Holder }}
 */
export function tryLock(path) {
  mkdirSync(dirname(path), { recursive: true });
  const mine = `${path}.${process.pid}.${Math.random().toString(36).slice(2)}`;
  writeFileSync(mine, JSON.stringify({ pid: process.pid, started: startOf(process.pid) ?? '' }));
  try {
    for (;;) {
      try {
        linkSync(mine, path); // atomic: it fails when the lock exists
        return { lock: { release: () => release(path) } };
      } catch (error) {
        if (codeOf(error) !== 'EEXIST') throw error;
      }
      const holder = holderOf(path);
      if (holder !== undefined && isAlive(holder)) return { heldBy: holder };
      discard(path, holder);
    }
  } finally {
    rmSync(mine, { force: true });
  }
}

/**
 * Takes the lock, waiting for its holder.
 * @param {string} path
 * @param {{ onWait?: (holder: Holder) => void, signal?: AbortSignal }} [options]
 * @returns {Promise<Lock>}
 */
export async function waitForLock(path, options = {}) {
  let told = false;
  for (;;) {
    options.signal?.throwIfAborted();
    const result = tryLock(path);
    if ('lock' in result) return result.lock;
    if (!told) options.onWait?.(result.heldBy);
    told = true;
    await wait(200, undefined, options.signal === undefined ? {} : { signal: options.signal });
  }
}

/**
 * Does the process that wrote this still run?
 * @param {Holder} holder
 */
export function isAlive(holder) {
  const started = startOf(holder.pid);
  if (started !== undefined) return started === holder.started;
  return process.platform !== 'linux' && respondsToSignals(holder.pid);
}

/**
 * When a process started, in a form that only equality is good for: on Linux the kernel's start time (proc_pid_stat(5),
 * field 22) together with the boot it counts from. Undefined: no such process, or no way to tell.
 * @param {number} pid
 * @returns {string | undefined}
 */
export function startOf(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' '); // the name in brackets may hold anything
    if (fields[0] === 'Z' || fields[0] === 'X') return undefined;
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    return `${boot}/${fields[19]}`;
  } catch {
    return undefined;
  }
}

/** @param {number} pid */
function respondsToSignals(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
}

/**
 * @param {string} path
 * @returns {Holder | undefined} undefined when the file is gone or holds nothing of use
 */
function holderOf(path) {
  try {
    const value = JSON.parse(readFileSync(path, 'utf8'));
    return Number.isInteger(value?.pid) ? { pid: value.pid, started: String(value.started) } : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Removes a stale lock. It is moved aside first and looked at again: between reading it and now, another process may
 * have done the same and hold the lock by right; then it is put back.
 * @param {string} path
 * @param {Holder | undefined} stale
 */
function discard(path, stale) {
  const aside = `${path}.${process.pid}.stale`;
  try {
    renameSync(path, aside);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return;
    throw error;
  }
  const moved = holderOf(aside);
  if (moved !== undefined && (moved.pid !== stale?.pid || moved.started !== stale?.started) && isAlive(moved)) {
    try {
      linkSync(aside, path);
    } catch {
      // A third process has taken it meanwhile; nothing better can be done than to let it be.
    }
  }
  rmSync(aside, { force: true });
}

/** @param {string} path */
function release(path) {
  if (holderOf(path)?.pid === process.pid) rmSync(path, { force: true });
}

/** @param {unknown} error */
function codeOf(error) {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
