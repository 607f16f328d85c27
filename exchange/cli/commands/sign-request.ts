import { readFileSync } from 'node:fs';
import type { Context, SignOptions } from '../context.ts';
import { CommandError, exitCode } from '../exit.ts';
import { print } from '../output.ts';
import { systemClient } from './query.ts';

const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;
type SignedMethod = (typeof methods)[number];

/**
 * `hufu sign-request METHOD PATH`: gets a token and signs one request of another program, which may send it once and within
 * a minute. Prints the headers as `curl -H @-` reads them.
 */
export async function signRequest(
  context: Context,
  method: string,
  path: string,
  options: SignOptions,
): Promise<number> {
  const upper = method.toUpperCase();
  if (!isSigned(upper)) {
    throw new CommandError(
      `方法为 ${methods.join('、')} 之一 · the method is one of ${methods.join(', ')}`,
      exitCode.usage,
    );
  }
  if (!/^\/(?!\/)/.test(path)) {
    throw new CommandError(
      '路径以一个 / 开头，如 /v1/query · a path begins with one /, such as /v1/query',
      exitCode.usage,
    );
  }
  const client = systemClient({
    context,
    as: options.as,
    fitting: (demo) => demo.systems.find((each) => each.kind === 'consumer')?.id,
  });
  const headers = await client.headersFor(upper, path, options.data === undefined ? '' : contentOf(options.data));
  print(context.output, { headers }, () => Object.entries(headers).map(([name, value]) => `${name}: ${value}`));
  return exitCode.done;
}

function isSigned(method: string): method is SignedMethod {
  return (methods as readonly string[]).includes(method);
}

/** The body to the byte: `curl --data-binary` sends it so. */
function contentOf(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch {
    throw new CommandError(`${file} 无法读取 · cannot be read`, exitCode.usage);
  }
}
