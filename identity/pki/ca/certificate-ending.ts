import type { Authority } from './authority-store.ts';
import type { IssuedCertificate } from './issued-certificate.ts';

/** A certificate in its last third is replaced, key and all. */
const replacedPart = 1 / 3;

/** Near its end, and a new one would last longer. */
export function isEnding({ not_before, not_after }: IssuedCertificate, authority: Authority, now: Date): boolean {
  if (not_after >= authority.certificate.notAfter) return false;
  const life = not_after.getTime() - not_before.getTime();
  return not_after.getTime() - now.getTime() < replacedPart * life;
}
