import { createHmac } from 'node:crypto';
import { BoxNotOpened, deriveKey, openBox, sealBox } from '../../kernel/index.ts';
import type { SigningKey } from '../protocol/index.ts';
import { type ListPlace, SourceError } from '../source/source.ts';

/** Makes places of lists unreadable for everybody else: what a source goes on by may be no part of what is open. */
export interface ListPlaces {
  /** One place of a resource has one text, so that whoever carries it sees when a list stands still. */
  seal(place: ListPlace, resource: string): string;
  /** @throws SourceError LIST_CHANGED for what was not sealed here, or for another resource */
  open(text: string, resource: string): ListPlace;
}

/** All connectors that run with one signing key can go on with each other's lists. */
export function listPlaces(signingKey: Pick<SigningKey, 'key'>): ListPlaces {
  const secret = Buffer.from(signingKey.key.export({ format: 'jwk' }).d ?? '', 'base64url');
  const key = deriveKey(secret, 'places of lists');
  const nonces = deriveKey(secret, 'nonces of places of lists');
  return {
    seal(place, resource) {
      const plaintext = Buffer.from(JSON.stringify(place));
      const digest = createHmac('sha256', nonces).update(`${resource}\n`).update(plaintext).digest();
      const random = { bytes: (length: number) => digest.subarray(0, length) };
      return sealBox({ key, plaintext, context: resource, random }).toString('base64url');
    },
    open(text, resource) {
      try {
        const plaintext = openBox({ key, box: Buffer.from(text, 'base64url'), context: resource });
        return JSON.parse(plaintext.toString()) as ListPlace; // it was sealed here
      } catch (error) {
        if (error instanceof BoxNotOpened) throw new SourceError('LIST_CHANGED');
        throw error;
      }
    },
  };
}
