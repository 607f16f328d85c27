import type { GeneralName } from '../certificate/general-name.ts';

/**
 * Whether a name lies in the subtree that `base` spans (RFC 5280 §4.2.1.10). Undefined for forms that are not compared and for
 * names that are no name of their form, which then neither pass a permission nor escape an exclusion.
 * @param list for wildcards: `*.example.org` lies in an excluded `www.example.org`, since it could stand for it
 */
export function isWithin(name: GeneralName, base: GeneralName, list: 'permitted' | 'excluded'): boolean | undefined {
  if (name.type === 'directory' && base.type === 'directory') {
    return base.name.partKeys.every((part, index) => name.name.partKeys[index] === part);
  }
  if (name.type === 'dns' && base.type === 'dns') return isDnsWithin(name.text, base.text, list);
  if (name.type === 'email' && base.type === 'email') return isEmailWithin(name.text, base.text);
  if (name.type === 'uri' && base.type === 'uri') return isUriWithin(name.text, base.text);
  if (name.type === 'ip' && base.type === 'ip') return isAddressWithin(name.bytes, base.bytes);
  return undefined;
}

const hostName = /^(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)*[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?$/;

function isHostName(text: string): boolean {
  return text.length <= 253 && hostName.test(text);
}

function isDnsWithin(name: string, base: string, list: 'permitted' | 'excluded'): boolean | undefined {
  const constraint = base.toLowerCase();
  const host = withoutRoot(name.toLowerCase());
  const isWildcard = host.startsWith('*.');
  const domain = isWildcard ? host.slice(2) : host;
  if (!isHostName(domain)) return undefined;
  if (constraint === '') return true;
  // A leading dot is no form of the standard, and everybody takes it for "subdomains only".
  if (constraint.startsWith('.')) return host.endsWith(constraint);
  if (domain === constraint || domain.endsWith(`.${constraint}`)) return true;
  return isWildcard && list === 'excluded' && constraint.endsWith(`.${domain}`);
}

function withoutRoot(host: string): string {
  return host.endsWith('.') ? host.slice(0, -1) : host;
}

/** A mailbox, a host, or with a leading dot the hosts below a domain. Local parts are compared as written (§7.5). */
function isEmailWithin(name: string, base: string): boolean | undefined {
  const at = name.lastIndexOf('@');
  const host = name.slice(at + 1).toLowerCase();
  if (at < 1 || !isHostName(host)) return undefined;
  const constraintAt = base.lastIndexOf('@');
  if (constraintAt >= 0) {
    return name.slice(0, at) === base.slice(0, constraintAt) && host === base.slice(constraintAt + 1).toLowerCase();
  }
  return isHostWithin(host, base.toLowerCase());
}

/** The host of the URI's authority; a URI without one, or with an address in its place, is no member of anything. */
function isUriWithin(name: string, base: string): boolean | undefined {
  const authority = /^[a-z][a-z0-9+.-]*:\/\/([^/?#]*)/i.exec(name)?.[1];
  if (authority === undefined) return undefined;
  const host = withoutRoot(
    authority
      .slice(authority.lastIndexOf('@') + 1)
      .replace(/:\d*$/, '')
      .toLowerCase(),
  );
  if (!isHostName(host) || /^[\d.]+$/.test(host)) return undefined;
  return isHostWithin(host, base.toLowerCase());
}

function isHostWithin(host: string, constraint: string): boolean {
  if (constraint === '') return true;
  return constraint.startsWith('.') ? host.endsWith(constraint) && host !== constraint : host === constraint;
}

/** Address and mask of the constraint, 8 or 32 bytes; another family is never within. */
function isAddressWithin(address: Buffer, constraint: Buffer): boolean | undefined {
  const length = address.length;
  if (length !== 4 && length !== 16) return undefined;
  if (constraint.length !== 8 && constraint.length !== 32) return undefined;
  if (constraint.length !== 2 * length) return false;
  return address.every((octet, at) => {
    const mask = constraint[length + at] ?? 0;
    return (octet & mask) === ((constraint[at] ?? 0) & mask);
  });
}
