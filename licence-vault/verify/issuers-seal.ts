import type { OrganisationId } from '../../identity/index.ts';
import type { Database } from '../../kernel/index.ts';
import { isSealFor } from '../seal/choice/choice-store.ts';
import type { SignedFile } from './signed-file.ts';
import { type Finding, failed, passed } from './verdict.ts';

/**
 * Whether an OFD of a licence that the vault holds bears a seal that its issuer seals with. Others under the same anchors have
 * seals too, and what they seal under the identifier of somebody else's licence is not that licence, nor a copy of it.
 */
export async function issuersSeal(
  database: Database,
  { signatures }: Pick<SignedFile, 'signatures'>,
  { issuer }: { readonly issuer: OrganisationId },
): Promise<Finding> {
  const digests = signatures.flatMap(({ signer }) => (signer?.seal === undefined ? [] : [signer.seal.digest]));
  return (await isSealFor(database, { digests, organisation: issuer }))
    ? passed('印章属于该证照的颁发机构', 'the seal is one that the licence’s issuer seals with')
    : failed(
        'SIG_CONSTRAINTS_FAILURE',
        '文件上没有该证照颁发机构所用的印章：不是其颁发机构出具的文件',
        'it bears no seal that the licence’s issuer seals with: its issuer did not make it',
      );
}
