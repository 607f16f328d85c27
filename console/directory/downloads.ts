import { send } from '../api/index.ts';

/** Hands what was received over to the browser's downloads. */
export function keepFile(name: string, content: Blob): void {
  const address = URL.createObjectURL(content);
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  // The browser has taken it up by then.
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

/** Fetches a file of the hub with the officer's session and hands it over. @throws RefusalError */
export async function download(path: string, name: string, query?: object): Promise<void> {
  const answer = await send({ method: 'GET', path, query });
  keepFile(name, await answer.blob());
}
