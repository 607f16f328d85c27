import { randomBytes } from 'node:crypto';
import { expect, it } from 'vitest';
import { SettingError } from '../../kernel/index.ts';
import { startTestHub } from '../support/hub.ts';
import { createTestDatabase } from '../support/postgres.ts';

it('a hub with another master key than its database does not start, and says which setting is wrong and not the key', async () => {
  await using db = await createTestDatabase();
  const right = randomBytes(32);
  const wrong = randomBytes(32);
  await (await startTestHub({ db, masterKey: right }))[Symbol.asyncDispose]();
  const refusal = await startTestHub({ db, masterKey: wrong }).catch((error: unknown) => error);
  expect(refusal).toBeInstanceOf(SettingError);
  expect(String(refusal)).toContain('HUFU_MASTER_KEY');
  for (const form of ['base64url', 'hex', 'base64'] as const)
    expect(String(refusal)).not.toContain(wrong.toString(form));
  await (await startTestHub({ db, masterKey: right }))[Symbol.asyncDispose]();
});
