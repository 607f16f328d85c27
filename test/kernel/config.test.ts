import { describe, expect, it } from 'vitest';
import {
  describeSettings,
  readConfig,
  readSecrets,
  SettingError,
  settings,
  withSecretFiles,
} from '../../kernel/index.ts';

describe('config', () => {
  it('has a default for everything that is not a secret', () => {
    expect(readConfig({})).toMatchObject({
      natsUrl: undefined,
      dataDirectory: '.hufu',
      http: { host: '127.0.0.1', port: 8080 },
      publicUrl: 'http://127.0.0.1:8080',
      logLevel: 'info',
    });
  });

  it('takes an empty variable for one that is not set', () => {
    expect(readConfig({ HUFU_HTTP_PORT: '', NATS_URL: '' })).toMatchObject({
      natsUrl: undefined,
      http: { port: 8080 },
    });
  });

  it('cuts the trailing slash of the public address, so that issuer and audience have one form', () => {
    expect(readConfig({ HUFU_PUBLIC_URL: 'https://hufu.example/' }).publicUrl).toBe('https://hufu.example');
  });

  it.each([
    ['HUFU_HTTP_PORT', '70000'],
    ['HUFU_HTTP_PORT', '80a'],
    ['HUFU_HTTP_PORT', '-1'],
    ['HUFU_LOG_LEVEL', 'loud'],
    ['NATS_URL', 'http://localhost:4222'],
    ['HUFU_PUBLIC_URL', 'ftp://hufu.example'],
    ['HUFU_QUERY_TIMEOUT_MS', '1'],
  ])('refuses %s=%s and names the variable', (name, value) => {
    expect(() => readConfig({ [name]: value })).toThrow(SettingError);
    expect(() => readConfig({ [name]: value })).toThrow(name);
  });
});

describe('secrets', () => {
  it('reads the master key and refuses another length without repeating it', () => {
    const key = Buffer.alloc(32, 7);
    expect(readSecrets({ HUFU_MASTER_KEY: key.toString('base64url') }).masterKey).toEqual(key);
    const short = 'c2hvcnQta2V5LXRoYXQtbXVzdC1ub3Qtc2hvdw';
    expect(() => readSecrets({ HUFU_MASTER_KEY: short })).toThrow(SettingError);
    expect(() => readSecrets({ HUFU_MASTER_KEY: short })).not.toThrow(new RegExp(short));
  });

  it('may come from files, and a file that cannot be read is named by its variable alone', () => {
    const files: Record<string, string> = { '/run/secrets/db': 'postgres://u:p@h/d\n' };
    const read = (path: string) => {
      const text = files[path];
      if (text === undefined) throw Object.assign(new Error(`ENOENT ${path}`), { code: 'ENOENT' });
      return text;
    };
    expect(readSecrets(withSecretFiles({ DATABASE_URL_FILE: '/run/secrets/db' }, read)).databaseUrl).toBe(
      'postgres://u:p@h/d',
    );
    expect(
      withSecretFiles({ DATABASE_URL_FILE: '/run/secrets/db', DATABASE_URL: 'postgres://mine' }, read).DATABASE_URL,
    ).toBe('postgres://mine');
    expect(() => withSecretFiles({ HUFU_MASTER_KEY_FILE: '/nowhere' }, read)).toThrow(
      /HUFU_MASTER_KEY_FILE: cannot be read \(ENOENT\)/,
    );
  });

  it('are masked where settings are shown, and every setting says what it means in both languages', () => {
    const shown = describeSettings({
      DATABASE_URL: 'postgres://u:geheim@h/d',
      HUFU_HTTP_PORT: '9000',
      HUFU_MASTER_KEY_FILE: '/run/key',
    });
    expect(JSON.stringify(shown)).not.toContain('geheim');
    expect(shown.find((s) => s.name === 'HUFU_HTTP_PORT')).toMatchObject({ value: '9000', source: 'environment' });
    expect(shown.find((s) => s.name === 'HUFU_MASTER_KEY')).toMatchObject({ value: '••••', source: 'file' });
    expect(shown.find((s) => s.name === 'HUFU_DATA_DIR')).toMatchObject({ value: '.hufu', source: 'default' });
    for (const { meaning } of settings) {
      expect(meaning.zh).toMatch(/\p{Script=Han}/u);
      expect(meaning.en.length).toBeGreaterThan(10);
    }
  });
});
