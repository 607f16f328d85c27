import { type Role, roles } from '../../identity/index.ts';

// Who may call what, as the house means it: written by hand, chapter by chapter of the description, and never taken from the code.

/** Everybody who may stand before the hub: nobody at all, each role, each kind of system, and a holder of licences. */
export type Caller =
  | 'nobody'
  | Role
  | 'officer without a role'
  | 'auditor of the administration'
  | 'consumer'
  | 'provider'
  | 'holder';

type Callers = readonly Caller[];

const officers: Callers = [...roles, 'officer without a role', 'auditor of the administration'];
const systems: Callers = ['consumer', 'provider'];
const known: Callers = [...officers, ...systems];
export const everybody: Callers = ['nobody', ...known, 'holder'];
const auditors: Callers = ['auditor', 'auditor of the administration'];

/**
 * What holds in a chapter for everything that only reads (GET) and for everything else, and by name what is otherwise. Where
 * a chapter has no word for it, each operation is named; what is open to everybody is always named.
 */
interface ChapterPolicy {
  readonly read?: Callers;
  readonly change?: Callers;
  readonly otherwise?: Readonly<Record<string, Callers>>;
}

const policy: Readonly<Record<string, ChapterPolicy>> = {
  operation: {
    otherwise: {
      'GET /healthz': everybody,
      'GET /readyz': everybody,
      'GET /v1/problems': everybody,
      'GET /v1/hubs': ['operator', ...auditors],
      'GET /v1/backups': ['operator', ...auditors],
      'POST /v1/backups': ['operator'],
      'POST /v1/backups/{sha256}/verification': ['operator'],
    },
  },
  tokens: {
    otherwise: {
      'POST /v1/oauth/token': everybody,
      'GET /.well-known/oauth-authorization-server': everybody,
    },
  },
  keys: { change: ['operator'], otherwise: { 'GET /.well-known/jwks.json': everybody } },
  session: {
    otherwise: { 'POST /v1/session': everybody, 'GET /v1/session': officers, 'DELETE /v1/session': officers },
  },

  organisations: {
    read: known,
    change: ['operator'],
    // A holder chooses from them whom not to share with.
    otherwise: { 'GET /v1/organisations': [...known, 'holder'] },
  },
  systems: {
    change: ['operator'],
    otherwise: {
      'GET /v1/systems': officers,
      'GET /v1/systems/{id}': known,
      'GET /v1/systems/{id}/keys': known,
      'GET /v1/systems/{id}/nats-credentials': ['operator', ...auditors],
    },
  },
  officers: {
    change: ['operator'],
    otherwise: {
      'GET /v1/officers': ['operator', ...auditors],
      'GET /v1/officers/names': officers,
      'GET /v1/officers/{id}': officers,
      'PUT /v1/officers/{id}/password': officers,
    },
  },
  pki: {
    change: ['operator'],
    otherwise: {
      'GET /v1/pki/authorities': everybody,
      'GET /v1/pki/authorities/{authority}/certificate': everybody,
      'GET /v1/pki/certificates': ['operator', 'seal-keeper', ...auditors],
      'GET /v1/pki/certificates/{id}': ['operator', 'seal-keeper', ...auditors],
      'GET /v1/pki/certificates/{id}/impact': ['seal-keeper', ...auditors],
      'GET /v1/pki/crl': everybody,
      'GET /v1/pki/crl/{authority}': everybody,
      'GET /v1/pki/ocsp/{*}': everybody,
      'POST /v1/pki/ocsp': everybody,
      'POST /v1/pki/timestamp': known,
      'GET /v1/pki/trust-anchors': everybody,
      'GET /v1/pki/trust-anchors/{fingerprint}': everybody,
    },
  },

  directory: {
    read: known,
    change: ['catalogue-administrator'],
    otherwise: {
      'GET /v1/resources/{id}/findings': ['catalogue-administrator', ...auditors],
      'GET /v1/resources/{id}/changes': ['catalogue-administrator', ...auditors],
      'POST /v1/resources/{id}/sandbox': known,
    },
  },
  promises: { read: known },
  'open data': {
    otherwise: {
      'GET /v1/catalog.jsonld': everybody,
      'GET /v1/open-data': everybody,
      'GET /v1/open-data/{id}.json': everybody,
      'GET /v1/open-data/{id}.csv': everybody,
      'GET /v1/open-data/{id}/rows.csv': everybody,
      'GET /v1/open-data/{id}/rows.json': everybody,
    },
  },
  'code tables': { read: known, change: ['catalogue-administrator'] },
  matters: { read: known, change: ['catalogue-administrator'] },
  grants: {
    read: ['catalogue-administrator', 'approval-clerk', ...auditors, ...systems],
    change: ['catalogue-administrator'],
  },

  applications: {
    read: ['catalogue-administrator', ...auditors],
    change: ['catalogue-administrator'],
    otherwise: {
      'GET /v1/calendar': known,
      'GET /v1/calendar/{year}': known,
      'GET /v1/clock-limits': known,
      'GET /v1/clocks': ['catalogue-administrator', 'approval-clerk', ...auditors],
      'GET /v1/notices': ['catalogue-administrator', 'approval-clerk', ...auditors],
    },
  },
  demands: {
    read: ['catalogue-administrator', ...auditors],
    change: ['catalogue-administrator'],
    otherwise: { 'GET /v1/lists/responsibility': known, 'GET /v1/lists/negative': known },
  },
  objections: {
    read: ['catalogue-administrator', 'approval-clerk', ...auditors],
    change: ['catalogue-administrator', 'approval-clerk'],
  },

  exchange: {
    otherwise: {
      'GET /v1/connectors': [...officers, 'provider'],
      'POST /v1/query': ['consumer'],
      'POST /v1/query/explain': [...officers, 'consumer'],
      'GET /v1/decisions/{traceId}': officers,
    },
  },
  evidence: {
    otherwise: {
      'GET /v1/log/checkpoint': everybody,
      'GET /v1/log/checkpoints': everybody,
      'GET /v1/log/key': everybody,
      'GET /v1/log/tile/{*}': everybody,
      'GET /v1/receipts/{id}': ['approval-clerk', ...auditors, ...systems],
      'POST /v1/usage': ['approval-clerk', ...auditors, 'consumer'],
      'POST /v1/usage/seals': ['catalogue-administrator'],
      'GET /v1/usage/seals': ['catalogue-administrator', ...auditors],
      'POST /v1/usage/erasures': ['operator'],
      'POST /v1/uses/search': auditors,
    },
  },

  licences: {
    otherwise: {
      'GET /v1/licence-types': known,
      'GET /v1/licence-types/{code}': known,
      'GET /v1/licence-types/{code}/schema': known,
      'GET /v1/licence-types/{code}/template': known,
      'GET /v1/licence-types/{code}/editions': known,
      'POST /v1/licence-types': ['catalogue-administrator'],
      'PUT /v1/licence-types/{code}': ['catalogue-administrator'],
      'PUT /v1/licence-types/{code}/template': ['catalogue-administrator'],
      'POST /v1/licence-types/{code}/events': ['catalogue-administrator'],
      'PUT /v1/licence-types/{code}/issuers': ['catalogue-administrator'],
      'POST /v1/consent-requests': ['approval-clerk', 'consumer'],
      'POST /v1/consent-requests/{id}/confirmation': ['approval-clerk', 'consumer'],
      'POST /v1/licences': ['approval-clerk', ...systems],
      'POST /v1/licence-jobs': ['approval-clerk', ...systems],
      'GET /v1/licence-jobs': ['approval-clerk', ...auditors, ...systems],
      'GET /v1/licence-jobs/{id}': ['approval-clerk', ...auditors, ...systems],
      'GET /v1/licence-jobs/{id}/rows': ['approval-clerk', ...auditors, ...systems],
      'POST /v1/licence-jobs/{id}/stop': ['approval-clerk', ...systems],
      'POST /v1/licences/search': ['approval-clerk', 'consumer'],
      'GET /v1/licences/{id}': ['approval-clerk', ...auditors, ...systems],
      'POST /v1/licences/{id}/read': ['approval-clerk', 'consumer'],
      'GET /v1/licences/{id}/file': ['approval-clerk', 'consumer'],
      'POST /v1/licences/{id}/copies': ['approval-clerk', 'consumer'],
      'GET /v1/licences/{id}/files': ['approval-clerk', ...auditors, ...systems],
      'POST /v1/licences/{id}/links': ['approval-clerk', 'consumer'],
      'GET /v1/licence-links/{link}': ['approval-clerk', 'consumer'],
      'GET /v1/licences/{id}/operations': ['approval-clerk', ...auditors, ...systems],
      'POST /v1/licences/{id}/operations': ['approval-clerk', ...systems],
      'POST /v1/licences/{id}/qr': ['approval-clerk', 'consumer'],
      'GET /v1/status-lists': everybody,
      'GET /v1/status-lists/{id}': everybody,
      'POST /v1/verify': known,
    },
  },
  share: { change: ['consumer'] },
  'own view': {
    read: ['holder'],
    change: ['holder'],
    otherwise: {
      'POST /v1/holder-codes': everybody,
      'POST /v1/holder-session': everybody,
      'POST /v1/holder-sessions/ends': ['operator'],
    },
  },
  seals: { read: ['seal-keeper', ...auditors], change: ['seal-keeper'] },
};

/** Routes that the description leaves out; all of them are open. */
export const notDescribed: readonly string[] = ['GET /emblem.svg', 'GET /metrics', 'GET /openapi.json'];

/** Who may call an operation, or undefined: nobody has thought of it, and then it must not be there. */
export function expected(chapter: string | undefined, operation: string): Callers | undefined {
  const { read, change, otherwise = {} } = policy[chapter ?? ''] ?? {};
  return otherwise[operation] ?? (operation.startsWith('GET ') ? read : change);
}

/** Every operation that the policy names. */
export const named: readonly string[] = Object.values(policy).flatMap(({ otherwise = {} }) => Object.keys(otherwise));
