import { deriveKey } from '../../kernel/index.ts';

/** The keys of the vault. None of them is ever in the database. */
export interface VaultKeys {
  /** Wraps the data keys of licences that are issued from now on. */
  readonly current: { readonly id: string; readonly key: Buffer };
  /** A key-encryption key that still wraps some data keys; undefined for an id this deployment does not know. */
  find(id: string): Buffer | undefined;
  /** Key of the hash under which a holder's licences are found. Outlives every change of key-encryption keys. */
  readonly holderKey: Buffer;
  /** Key of the hashes under which an issue is recognised when it is repeated. */
  readonly referenceKey: Buffer;
  /** Key of the hashes and boxes of temporary links. */
  readonly linkKey: Buffer;
}

const keyIdPattern = /^kek-[0-9]{1,6}$/;

/** Id of the first key-encryption key. */
export const firstKeyId = 'kek-1';

/**
 * The vault's keys out of the master key, each for one purpose.
 * To rotate the key-encryption key, start with another id and run `rewrapDataKeys`.
 * @param options.keyId `kek-` and a number; default `kek-1`
 * @throws RangeError for a malformed id
 */
export function vaultKeys(options: { masterKey: Uint8Array; keyId?: string | undefined }): VaultKeys {
  const { masterKey, keyId = firstKeyId } = options;
  const find = (id: string) =>
    keyIdPattern.test(id) ? deriveKey(masterKey, `licence-vault/key-encryption/${id}`) : undefined;
  const key = find(keyId);
  if (key === undefined) throw new RangeError('the id of a key-encryption key is kek- and a number');
  return {
    current: { id: keyId, key },
    find: (id) => (id === keyId ? key : find(id)),
    holderKey: deriveKey(masterKey, 'licence-vault/holder-index'),
    referenceKey: deriveKey(masterKey, 'licence-vault/issuer-reference'),
    linkKey: deriveKey(masterKey, 'licence-vault/temporary-link'),
  };
}
