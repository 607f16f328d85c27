import {
  type HubKeys,
  importVerificationKey,
  publicJwkOf,
  type SigningKey,
  type VerificationKey,
} from '../connectors/protocol/index.ts';
import type { IdentityFacts, SigningKeys, SystemKeyFact } from '../identity/index.ts';
import type { ProviderKey } from './broker/check-answer.ts';

/** The hub's order keys in the form of the wire. */
export function hubKeys(signingKeys: SigningKeys): {
  /** The key to sign with: the newest that one of `known` names, else the current one. */
  orderKey(known: readonly string[]): SigningKey;
  /** Every key that verifies orders now. */
  published(): HubKeys['keys'];
} {
  const imported = new Map<string, SigningKey>();
  return {
    orderKey(known) {
      const { kid, alg, privateKey } = signingKeys.signer('order', known);
      const key = imported.get(kid) ?? { kid, alg, key: privateKey };
      imported.set(kid, key);
      return key;
    },
    published: () =>
      signingKeys.jwks('order').keys.map((jwk) => {
        const { kty, crv, x, y, kid } = publicJwkOf(importVerificationKey({ ...jwk }));
        if (kty !== 'EC' || crv !== 'P-256' || x === undefined || y === undefined || kid === undefined)
          throw new Error('an order key is not on P-256');
        return { kty, crv, x, y, kid, alg: 'ES256', use: 'sig' };
      }),
  };
}

/** Keys of provider systems that count now; what signs answers and health reports. */
export function providerKeys(identity: IdentityFacts): (kid: string) => ProviderKey | undefined {
  const kept = new WeakMap<SystemKeyFact['key'], VerificationKey>();
  return (kid) => {
    const fact = identity.systemKey(kid);
    if (fact?.systemKind !== 'provider') return undefined;
    const key = kept.get(fact.key) ?? { kid, alg: fact.alg, key: fact.key };
    kept.set(fact.key, key);
    return { key, organisation: fact.organisation, system: fact.system };
  };
}
