import { send } from '../api/index.ts';
import { say } from '../language/language.ts';
import { parseVerifier, type Verifier } from './log/checkpoint.ts';

/** Can this browser verify at all? Its cryptography is closed to pages that came over plain http from elsewhere. */
export function whyNoVerifying(): string | undefined {
  if (globalThis.crypto?.subtle !== undefined) return undefined;
  return say(
    '浏览器只在 https 或本机地址上提供密码运算。请以 https 打开控制台，或用命令行 hufu receipt verify 验证。',
    'Browsers offer cryptography on https and on the machine itself alone. Open the console by https, or use hufu receipt verify.',
  );
}

/** The key of this hub's log, as the hub states it; whoever trusts another keeps its line and compares. */
export async function readLogKey(signal?: AbortSignal): Promise<{ line: string; verifier: Verifier | undefined }> {
  const answer = await send({ method: 'GET', path: '/v1/log/key', signal });
  const line = (await answer.text()).trim();
  return { line, verifier: await parseVerifier(line) };
}
