/**
 * What people call the subject of a certificate: its common name, without the rest of the distinguished name (RFC 4514).
 * @example commonName('CN=灵山县行政审批局演示签章,O=灵山县行政审批局,C=CN') // 灵山县行政审批局演示签章
 */
export function commonName(subject: string): string {
  const written = /(?:^|[,+])CN=((?:\\.|[^,+\\])*)/.exec(subject)?.[1];
  return written?.replace(/\\(.)/g, '$1') ?? subject;
}
