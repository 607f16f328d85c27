import type { PathRequest } from '../../../identity/pki/path/request.ts';
import { validatePath } from '../../../identity/pki/path/validate-path.ts';
import { type CertificateInput, day, type Entity, type ExtensionInput, issue, makeAuthority } from './authority.ts';

export const at = day('2026-11-21');
export const root = makeAuthority({ subject: '测试根 CA' });

export function judge(certificate: Entity, intermediates: readonly Entity[], more: Partial<PathRequest> = {}) {
  return validatePath({
    certificate: certificate.certificate,
    intermediates: intermediates.map((one) => one.certificate),
    anchors: [root.certificate],
    at,
    revocation: 'none',
    ...more,
  });
}

export const codes = (verdict: ReturnType<typeof judge>) => verdict.checks.flatMap(({ code }) => code ?? []);

/** root → CA with some extensions → leaf with some others. */
export function below(
  onAuthority: readonly ExtensionInput[],
  onLeaf: readonly ExtensionInput[],
  more: Partial<PathRequest> & { subject?: CertificateInput['subject'] } = {},
) {
  const middle = makeAuthority({ subject: '县级 CA', issuer: root, extensions: onAuthority });
  const leaf = issue({ subject: more.subject ?? '印章', issuer: middle, extensions: onLeaf });
  return judge(leaf, [middle], more);
}
