import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ResourceMapping, SourceConfig } from '../../connectors/index.ts';
import { mapping } from './mapping.ts';

/** A department's REST service that answers when the test lets it. */
export interface HeldService extends AsyncDisposable {
  readonly source: SourceConfig;
  readonly resource: ResourceMapping;
  /** Requests that are waiting for their answer. */
  waiting(): number;
  /** Requests that ever came. */
  asked(): number;
  /** Answers what waits, and from now on everything at once. */
  release(): void;
}

export async function openHeldService(): Promise<HeldService> {
  const held: ServerResponse[] = [];
  let open = false;
  let asked = 0;
  const answer = (response: ServerResponse) =>
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ XM: '王芳' }));
  const server = createServer((_request, response) => {
    asked += 1;
    if (open) answer(response);
    else {
      held.push(response);
      response.on('close', () => held.splice(held.indexOf(response), 1));
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    source: { kind: 'http', url: `http://127.0.0.1:${port}/{citizenNumber}`, timeoutMs: 60_000 },
    resource: mapping({ match: ['citizenNumber'], fields: { citizenNumber: '/SFZH', name: '/XM' } }),
    waiting: () => held.length,
    asked: () => asked,
    release() {
      open = true;
      for (const response of [...held]) answer(response);
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
