import { exitCode } from './exit.ts';
import { run } from './program.ts';

// The command line `hufu`. Exit codes: 0 done, 1 refused, 2 indeterminate, 64 wrong usage, 69 not reachable, 70 a fault of ours.

// Whoever reads what we print may have read enough (`hufu … | head`): then there is nobody left to print for.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit(exitCode.done);
  });
}

process.exitCode = await run({
  args: process.argv.slice(2),
  env: process.env,
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
});

// A channel to the program that started us would keep this one alive.
if (process.connected) process.disconnect();
