import type { SigningKey, VerificationKey } from '../protocol/index.ts';
import type { ResourceMapping } from '../source/mapping.ts';
import type { SourceConfig } from '../source/open-source.ts';

/** A connector's configuration, read, checked, its files loaded. */
export interface ConnectorConfig {
  readonly organisation: string;
  readonly system: string;
  readonly signingKey: SigningKey;
  readonly hub: HubTrust;
  readonly nats: {
    readonly url: string;
    /** Absolute path; read anew at each connection, so a renewed file is taken up. */
    readonly credentials: string | undefined;
  };
  readonly sources: Readonly<Record<string, SourceConfig>>;
  readonly resources: readonly ResourceMapping[];
  readonly limits: ConnectorLimits;
}

export interface HubTrust {
  /** Keys pinned in the configuration: where trust begins. */
  readonly keys: readonly VerificationKey[];
  /** Absolute path of the file in which keys learnt from the hub outlive a restart. */
  readonly remember: string | undefined;
}

export interface ConnectorLimits {
  /** Orders in hand at once. */
  readonly concurrency: number;
  /** Orders that may wait besides. */
  readonly waiting: number;
  /** Rows of one answer. */
  readonly rows: number;
  /** Bytes of one answer. */
  readonly answerBytes: number;
  /** Milliseconds for one read, whatever the deadline. */
  readonly statementTimeoutMs: number;
}

export const defaultLimits: ConnectorLimits = {
  concurrency: 16,
  waiting: 256,
  rows: 1_000,
  answerBytes: 900_000,
  statementTimeoutMs: 10_000,
};
