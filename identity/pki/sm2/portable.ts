import { createRequire } from 'node:module';
import type * as SmCrypto from 'sm-crypto-v2';

const load = createRequire(import.meta.url);
let library: typeof SmCrypto | undefined;

/** sm-crypto-v2, loaded when first needed: most processes never do, since OpenSSL does the work. */
export function smCrypto(): typeof SmCrypto {
  library ??= load('sm-crypto-v2') as typeof SmCrypto;
  return library;
}
