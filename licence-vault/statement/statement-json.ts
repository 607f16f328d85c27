import type { PresentedStatement } from '../generated/schemas.ts';
import type { LicenceStatement } from './statement.ts';

/** What a QR says, as the contract has it. */
export function statementJson(statement: LicenceStatement): PresentedStatement {
  const { issuer, issuedAt, expiresAt, licence, purpose } = statement;
  return {
    issuer,
    issuedAt: issuedAt.toISOString(),
    expiresAt: expiresAt.toISOString(),
    ...licence,
    face: { ...licence.face },
    ...(purpose === undefined ? {} : { purpose }),
  };
}
