import type { LicenceKey, LicenceKeys } from '../licence/document.ts';
import type { LicenceStatement } from '../statement/statement.ts';
import { statusAt } from '../status/status-list.ts';
import { readStatusToken } from '../status/status-token.ts';
import { isSignedBy } from '../token/verify-es256.ts';
import { type Finding, failed, indeterminate, passed } from './verdict.ts';

/** Clocks of two machines may differ by this much; a list signed further ahead is not of this moment. */
const clockSkewMs = 60_000;

/**
 * A licence's status by a signed status list (Token Status List §8.3), for who is offline. Whatever is wrong with the list
 * says nothing about the licence: it leaves the status open, and never fails it. Statement and list may be signed with different keys
 * of one publisher, who changes them from time to time; another publisher's word counts for that one's licences alone, however
 * much it is trusted for them.
 * @param options.signedBy the key that proved the statement
 * @param options.list the list as it was fetched, JWT or CWT
 */
export async function statusInList(options: {
  readonly statement: LicenceStatement;
  readonly signedBy: LicenceKey;
  readonly list: Uint8Array;
  readonly keys: LicenceKeys;
  readonly at: Date;
}): Promise<Finding> {
  const { statement, at } = options;
  const read = readStatusToken(options.list);
  if (read === undefined) {
    return open('所给文件不是已签名的状态列表；请重新下载', 'the file given is no signed status list; fetch it anew');
  }
  const { token, proof } = read;
  const key = await options.keys.key(proof.kid);
  if (key === undefined) {
    return open(
      '不认识签发状态列表的密钥；请取得颁发地的公钥',
      'the key that signed the status list is not known here; get the keys of the region that issued it',
    );
  }
  if (!isSignedBy({ key: key.key, ...proof })) {
    return open('状态列表的签名不符；请重新下载', 'the signature of the status list does not fit; fetch it anew');
  }
  if (!isOfOnePublisher(key, options.signedBy)) {
    return open(
      '状态列表由另一地区的密钥签发；请从颁发地下载',
      'the status list is signed by another region than the statement; fetch it from the one that issued the licence',
    );
  }
  if (token.uri !== statement.status.uri) {
    return open('这不是该证照所在的状态列表；请另行下载', 'the licence is in another status list; fetch that one');
  }
  const since = token.issuedAt.toISOString();
  if (token.issuedAt.getTime() > at.getTime() + clockSkewMs) {
    return open(
      `状态列表签发于 ${since}，晚于验证所依据的时间`,
      `the status list is of ${since}, later than the moment as of which this is verified`,
    );
  }
  const { notBefore, notAfter } = key;
  if (
    (notBefore !== undefined && token.issuedAt < notBefore) ||
    (notAfter !== undefined && token.issuedAt > notAfter)
  ) {
    return open(
      '状态列表签发于其密钥的使用期之外；请重新下载',
      'the status list was signed outside the period of its key; fetch it anew',
    );
  }
  if (token.expiresAt <= at) {
    return open(
      `状态列表签发于 ${since}，已过期；请下载新的`,
      `the status list of ${since} is too old to rely on; fetch a new one`,
    );
  }
  return said(statusAt(token.list, statement.status.index), since);
}

/** A key may stand in several sets: those of one publisher at several times. */
function isOfOnePublisher({ keySets: one }: LicenceKey, { keySets: other }: LicenceKey): boolean {
  return one === undefined || other === undefined ? one === other : [...one].some((name) => other.has(name));
}

function said(value: ReturnType<typeof statusAt>, since: string): Finding {
  switch (value) {
    case 0:
      return passed(`截至 ${since} 的状态列表：有效`, `valid by the status list of ${since}`);
    case 1:
      return failed(
        'REVOKED',
        `截至 ${since} 的状态列表：已失去效力或已被新版本取代`,
        `no longer valid, or replaced by a newer version, by the status list of ${since}`,
      );
    case 2:
      return open(
        `截至 ${since} 的状态列表：暂扣，解除前不得据此办理`,
        `suspended by the status list of ${since}; nothing may rest on it until that is lifted`,
      );
    case 3:
      return indeterminate(
        null,
        `截至 ${since} 的状态列表：其他状态，请向颁发机构核实`,
        `in another state by the status list of ${since}; ask the issuer what that means`,
      );
    case undefined:
      return open('状态列表中没有该证照的位置；请重新下载', 'the status list has no such place; fetch it anew');
  }
}

function open(zh: string, en: string): Finding {
  return indeterminate('TRY_LATER', zh, en);
}
