import { generateKeyPairSync } from 'node:crypto';
import { importSigningKey, writeBundle } from '../../../connectors/protocol/index.ts';
import { sha256 } from '../../../kernel/index.ts';

/** The one key id that the bundles of a corpus know. */
export const wireKeyId = 'hub-1';

/** Bundles of orders as they travel to a connector, and the public key (SPKI) that they are signed with. */
export function makeWireBundles(): { wireBundles: Buffer[]; wireKey: Buffer[] } {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const key = importSigningKey({ ...privateKey.export({ format: 'jwk' }) }, wireKeyId);
  const member = (body: string, label = '') => ({
    label: Buffer.from(label),
    body: Buffer.from(body),
    digest: sha256(body),
  });
  const make = (...members: ReturnType<typeof member>[]) => writeBundle({ typ: 'hufu-order', members, key });
  const trace = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
  return {
    wireBundles: [
      make(member('{"v":3}', trace)),
      make(member('{"v":3,"id":"1"}'), member('', trace), member('{"v":3,"id":"演示 😀"}', 'x'.repeat(255))),
      make(...Array.from({ length: 40 }, (_, n) => member(`{"v":3,"id":"${n}"}`, trace))),
    ],
    wireKey: [publicKey.export({ format: 'der', type: 'spki' })],
  };
}
