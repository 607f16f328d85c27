import { cmsOid } from '../cms/cms-oid.ts';
import { writeSignedMessage } from '../cms/write-signed-message.ts';
import type { Signer } from '../signer/signer.ts';

/**
 * A time-stamp token: TSTInfo in CMS SignedData (RFC 3161 §2.4.2, RFC 5652), bound to the signer's certificate (RFC 5816).
 * @param options.info DER of TSTInfo
 * @param options.certificates DER, to come with the token; none unless they were asked for
 */
export async function writeToken(options: {
  info: Uint8Array;
  signer: Pick<Signer, 'algorithm' | 'certificate' | 'sign'>;
  certificates: readonly Uint8Array[];
}): Promise<Buffer> {
  const { info, ...rest } = options;
  return writeSignedMessage({ ...rest, contentType: cmsOid.tstInfo, content: [info], isDetached: false });
}
