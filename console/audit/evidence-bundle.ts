import { strToU8, zipSync } from 'fflate';
import { type Answer, call, send } from '../api/index.ts';
import { exactMoment } from '../language/format.ts';

type Use = Answer<'POST /v1/uses/search'>['items'][number];

/**
 * An evidence bundle (zip): the receipt of each use, the checkpoint they lead to, the log's key, the list of uses, and how to verify
 * all of it without the hub. Made in the browser; each file's SHA-256 stands in SHA256SUMS, as `sha256sum -c` reads it.
 * @param progress is told how many receipts have come
 * @throws RefusalError when a receipt cannot be had
 */
export async function evidenceBundle(
  uses: readonly Use[],
  progress: (done: number) => void,
): Promise<Uint8Array<ArrayBuffer>> {
  const files: Record<string, Uint8Array> = {};
  for (const [place, { receipt: id }] of uses.entries()) {
    const receipt = await call('GET /v1/receipts/{id}', { params: { id } });
    files[`receipts/${id}.json`] = strToU8(`${JSON.stringify(receipt, null, 2)}\n`);
    progress(place + 1);
  }
  const text = async (path: string) => (await send({ method: 'GET', path })).text();
  files['checkpoint.txt'] = strToU8(await text('/v1/log/checkpoint'));
  files['log-key.txt'] = strToU8(await text('/v1/log/key'));
  files['uses.json'] = strToU8(`${JSON.stringify(uses, null, 2)}\n`);
  files['README.txt'] = strToU8(readMe(uses.length));
  const sums = await Promise.all(
    Object.entries(files).map(
      async ([name, bytes]) => `${hex(await crypto.subtle.digest('SHA-256', bytes.slice()))}  ${name}\n`,
    ),
  );
  files.SHA256SUMS = strToU8(sums.join(''));
  return new Uint8Array(zipSync(files, { level: 6 }));
}

function readMe(count: number): string {
  return `证据包 · Evidence bundle
${exactMoment(new Date())} · ${count}

receipts/*.json   每次使用的回执 · the receipt of each use
uses.json         使用记录 · the uses, as they were listed
checkpoint.txt    日志的检查点 · checkpoint of the log
log-key.txt       日志的公钥 · key of the log
SHA256SUMS        各文件的摘要 · digests of the files

验证（不连网）· To verify, without a network:
  sha256sum -c SHA256SUMS
  for f in receipts/*.json; do npx hufu receipt verify "$f" --log-key log-key.txt; done
`;
}

function hex(bytes: ArrayBuffer): string {
  return [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
