import type { Text } from '../../kernel/index.ts';
import type { Holder } from '../number/holder.ts';

/** A code on its way to its holder. Held in memory alone, and only until it is sent. */
export interface CodeMessage {
  /** Id of the request that it belongs to; what somebody who wants the code has been told. */
  readonly request: string;
  readonly holder: Holder;
  /** Eight digits. */
  readonly code: string;
  readonly expiresAt: Date;
  /** What the holder says yes to by handing the code on; undefined: it opens a session of their own, and is for nobody else. */
  readonly consentTo: Text | undefined;
}

/**
 * The channel by which codes reach holders (a county's text messages, its app). It knows where a holder is reached; for one
 * whom it does not know it does nothing. Whoever asked for the code is answered before, so what the channel does shows nobody
 * whether the number is known.
 */
export interface CodeSender {
  send(message: CodeMessage): Promise<void>;
}
