/** Object identifiers of signed messages (RFC 5652, RFC 5035, RFC 3161, GB/T 35275). */
export const cmsOid = {
  signedData: '1.2.840.113549.1.7.2',
  /** The same structure under the national number (GB/T 35275 §6). */
  signedDataNational: '1.2.156.10197.6.1.4.2.2',
  data: '1.2.840.113549.1.7.1',
  dataNational: '1.2.156.10197.6.1.4.2.1',
  tstInfo: '1.2.840.113549.1.9.16.1.4',
  contentType: '1.2.840.113549.1.9.3',
  messageDigest: '1.2.840.113549.1.9.4',
  signingTime: '1.2.840.113549.1.9.5',
  /** Unsigned: a time stamp over the signature value (RFC 3161 appendix A). */
  timeStampToken: '1.2.840.113549.1.9.16.2.14',
  signingCertificate: '1.2.840.113549.1.9.16.2.12',
  signingCertificateV2: '1.2.840.113549.1.9.16.2.47',
} as const;
