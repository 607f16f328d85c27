import { type Clock, type Database, kernelProblems, type Random } from '../../../kernel/index.ts';
import { type Actor, actorReference, requireReach } from '../../actor.ts';
import type { OrganisationId } from '../../ids.ts';
import { createKeyRing, type KeyRing } from '../signer/soft-key.ts';
import type { AuthorityAddresses } from './write-certificate.ts';

/** What the certificate authority works with. */
export interface PkiParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly random: Random;
  /** 32 bytes. */
  readonly masterKey: Uint8Array;
  /** The key-encryption key that new keys are put under: `kek-` and a number; left out: the first. */
  readonly keyEncryptionKey?: string | undefined;
  /** Outward address without a trailing slash; it stands in certificates. */
  readonly publicUrl: string;
  readonly keys: KeyRing;
}

/** The parts, with keys opened once and kept in memory. */
export function createPki(options: Omit<PkiParts, 'keys'>): PkiParts {
  const { database, clock, random, masterKey, keyEncryptionKey, publicUrl } = options;
  const keys = createKeyRing({ database, masterKey });
  return { database, clock, random, masterKey, keyEncryptionKey, publicUrl, keys };
}

/** Somebody who was proved, or the program setting itself up. */
export type PkiActor = Actor | 'set-up';

export function referenceOf(actor: PkiActor): string {
  return actor === 'set-up' ? actor : actorReference(actor);
}

/** @throws Problem NOT_IN_REACH; NOT_FOUND for what belongs to nobody but the exchange and is not the administration's to see */
export function requirePkiReach(actor: PkiActor, organisation: OrganisationId | null): void {
  if (actor === 'set-up') return;
  if (organisation !== null) requireReach(actor, organisation);
  else if (!actsForAll(actor)) throw kernelProblems.NOT_FOUND();
}

/** Is it the data administration, or the program itself? */
export function actsForAll(actor: PkiActor): boolean {
  return actor === 'set-up' || (actor.kind === 'officer' && actor.administration);
}

/** Where an authority's list, certificate and status service are. An offline root has nobody who answers for it. */
export function addressesOf(
  publicUrl: string,
  authority: { id: string; role: 'root' | 'issuing' },
): AuthorityAddresses {
  return {
    crl: `${publicUrl}/v1/pki/crl/${authority.id}`,
    certificate: `${publicUrl}/v1/pki/authorities/${authority.id}/certificate`,
    ocsp: authority.role === 'issuing' ? `${publicUrl}/v1/pki/ocsp` : undefined,
  };
}

/** Certificates, lists and answers know whole seconds. */
export function toSecond(moment: Date): Date {
  return new Date(Math.floor(moment.getTime() / 1000) * 1000);
}
