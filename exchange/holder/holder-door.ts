import { type CodeSender, createHolderSessions, type HolderSessions } from '../../identity/index.ts';
import type { Clock, Config, Database, Logger, Random } from '../../kernel/index.ts';
import { holderIndex, type VaultKeys } from '../../licence-vault/index.ts';
import type { OpenLog } from '../evidence/evidence-log.ts';
import { codeOf } from '../unavailable.ts';
import { codeFiles } from './code-files.ts';
import { codesFolder } from './code-place.ts';
import { codePost } from './code-post.ts';

/** Codes of one network in ten minutes are a quarter of its requests in one: 30 where nothing else is set. */
const shareOfCodes = 4;

/** Opens the holders' door: codes by the deployment's channel, sessions, and both in the evidence log. */
export function openHolderDoor(options: {
  readonly database: Database;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly masterKey: Buffer;
  readonly config: Pick<Config, 'holderCodeUrl' | 'demonstration' | 'dataDirectory' | 'rateLimitPerMinute'>;
  readonly codeToken: string | undefined;
  readonly vaultKeys: VaultKeys;
  readonly evidence: Pick<OpenLog, 'appendWithin'>;
}): HolderSessions {
  const { config, evidence, logger } = options;
  return createHolderSessions({
    ...options,
    holderIndex: (holder) => holderIndex(options.vaultKeys, holder),
    sender: senderOf(options),
    codesPerNetwork: Math.ceil(config.rateLimitPerMinute / shareOfCodes),
    record: ({ event, index, actor, organisation, at }, tx) =>
      evidence.appendWithin(tx, { event, outcome: 'answered', actor, organisation, holders: [index], at }),
    onSendFailed: (error) => logger.warn({ cause: codeOf(error) }, 'a code for a holder could not be sent'),
  });
}

function senderOf(options: Parameters<typeof openHolderDoor>[0]): CodeSender | undefined {
  const { config, clock, codeToken } = options;
  if (config.holderCodeUrl !== undefined) return codePost({ url: config.holderCodeUrl, token: codeToken });
  return config.demonstration ? codeFiles({ folder: codesFolder(config.dataDirectory), clock }) : undefined;
}
