import { after, type Clock, type Database, type Random, type Text } from '../../kernel/index.ts';
import { type Actor, actorReference, type Caller, type HolderActor } from '../actor.ts';
import type { OrganisationId } from '../ids.ts';
import type { Holder } from '../number/holder.ts';
import type { CodeSender } from './code-sender.ts';
import { codeLifeMs, codeTries, createHolderCodes, type HolderCode } from './holder-code.ts';
import { type HolderSession, holderSessionLifeMs, holderTokenHash, newHolderToken } from './holder-session.ts';
import {
  endHolderSession,
  endSessionsOfHolder,
  findHolderSession,
  insertCode,
  insertHolderSession,
  spendCode,
  tryCode,
} from './holder-store.ts';
import { holderDoorProblems } from './problems.ts';
import { createRates, networkOf, type Rate } from './rates.ts';

/** Something about a holder's door that the holder is to be shown later. */
export interface DoorEvent {
  readonly event: 'holder-session-opened' | 'holder-sessions-ended';
  readonly index: Buffer;
  /** `holder`, or `officer:<id>`. */
  readonly actor: string;
  /** Undefined: the holder. */
  readonly organisation: Actor['organisation'] | undefined;
  readonly at: Date;
}

/** What the holders' door needs of the house. */
export interface HolderDoorParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly random: Random;
  /** 32 bytes. */
  readonly masterKey: Uint8Array;
  /** What stands for a holder in the vault. */
  readonly holderIndex: (holder: Holder) => Buffer;
  /** Undefined: this deployment sends no codes. */
  readonly sender: CodeSender | undefined;
  /** Codes that one network may ask for in ten minutes; and tries, five times as many. */
  readonly codesPerNetwork: number;
  /** Records it in the transaction that does it. */
  readonly record: (event: DoorEvent, tx: Database) => Promise<unknown>;
  /** Told when a code could not be sent; never whose it was. */
  readonly onSendFailed: (error: unknown) => void;
}

/** Holders' codes and sessions. Both live in PostgreSQL, so every hub knows them and what ends ends everywhere. */
export interface HolderSessions {
  /** @throws HOLDER_TOO_OFTEN, HOLDER_CODES_NOT_SENT */
  requestCode(asked: { holder: Holder; address: string }): Promise<{ request: string; expiresAt: Date }>;
  /**
   * Sends a holder a code by which they say yes to something that an organisation asks at its counter.
   * @throws HOLDER_TOO_OFTEN, HOLDER_CODES_NOT_SENT
   */
  requestConsent(asked: {
    holder: Holder;
    organisation: OrganisationId;
    consentTo: Text;
  }): Promise<{ request: string; expiresAt: Date }>;
  /** Whose yes it is. The code opens no session. @throws HOLDER_CODE_WRONG, HOLDER_CODE_SPENT */
  confirmConsent(tried: { request: string; code: string }): Promise<HolderActor>;
  /** @throws HOLDER_CODE_WRONG, HOLDER_CODE_SPENT, HOLDER_TOO_OFTEN */
  open(tried: { request: string; code: string; address: string }): Promise<{ session: HolderSession; token: string }>;
  authenticate(token: string): Promise<HolderSession | undefined>;
  /** Ends a session; one that is not there is as good as ended. */
  close(token: string): Promise<void>;
  /** Ends every session of a holder: by the holder, or by an officer whom they asked to. @returns how many there were */
  closeAll(options: { index: Buffer; by: Caller }): Promise<number>;
}

const minute = 60_000;
const quarter = 15 * minute;
const day = 24 * 60 * minute;
/** Texts that a holder gets because somebody asks at the door, or at counters: enough for slips, too few to be a nuisance or to guess by. */
const codesOfHolder = [
  { what: 'codes in a quarter', most: 10, spanMs: quarter },
  { what: 'codes in a day', most: 30, spanMs: day },
] as const;
/** Of those, for one network or organisation that asks for them: what one asker uses up is not all there is. */
const codesOfHolderForOne = [
  { what: 'codes for one asker in a quarter', most: 5, spanMs: quarter },
  { what: 'codes for one asker in a day', most: 10, spanMs: day },
] as const;
const networkSpanMs = 10 * minute;
/** A whole organisation at its counters asks for ten times as many as a network of strangers. */
const countersOfOrganisation = 10;

/** Who asks for a code: at the holders' door, or an organisation at its counter. The two take nothing from each other. */
interface Asker {
  readonly at: 'door' | 'counter';
  /** The network, or the organisation. */
  readonly who: string;
  readonly rate: Rate;
}

/**
 * A code goes to the holder by the deployment's channel; who asked is told only an id, with which the code has to come
 * back. So nobody guesses at, or uses up, a code that somebody else asked for. Known and unknown holders, sent and unsent codes
 * take the same work and get the same answer.
 */
export function createHolderSessions(parts: HolderDoorParts): HolderSessions {
  const { database, clock, random, codesPerNetwork } = parts;
  const rates = createRates(parts);
  const codes = createHolderCodes(parts);

  const send = async (
    { holder, consentTo }: { holder: Holder; consentTo: Text | undefined },
    { at, who, rate }: Asker,
  ): Promise<{ request: string; expiresAt: Date }> => {
    const { sender } = parts;
    if (sender === undefined) throw holderDoorProblems.HOLDER_CODES_NOT_SENT();
    const index = parts.holderIndex(holder);
    const asker = Buffer.concat([index, Buffer.from(`${at} ${who}`)]);
    const everybody = Buffer.concat([index, Buffer.from(at)]);
    const [askersQuarter, askersDay] = codesOfHolderForOne;
    const [quarters, days] = codesOfHolder;
    // One after the other: who has had enough takes nothing from the holder's, and who is impatient nothing from the day's.
    await rates.count([rate, { ...askersQuarter, whose: asker }]);
    await rates.count([
      { ...askersDay, whose: asker },
      { ...quarters, whose: everybody },
    ]);
    await rates.count([{ ...days, whose: everybody }]);
    const [request, code] = [random.uuid(), codes.make()];
    const use = consentTo === undefined ? 'session' : 'consent';
    const expiresAt = after(clock.now(), codeLifeMs);
    const hash = codes.hash({ use, request, code });
    await insertCode(database, { id: request, use, index, holderKind: holder.kind, hash, expiresAt });
    // Not waited for: how long the channel takes, and whether it knows the holder, is not for who asks.
    setImmediate(() => void sender.send({ request, holder, code, expiresAt, consentTo }).catch(parts.onSendFailed));
    return { request, expiresAt };
  };

  /** Counts the try and says whose code it is, if it is right. */
  const holderOfCode = async (tried: HolderCode): Promise<HolderActor> => {
    const found = await tryCode(database, tried, clock.now());
    const right = codes.isRight(tried, found?.hash);
    if (found === undefined) throw holderDoorProblems.HOLDER_CODE_SPENT();
    if (right) return found.actor;
    const left = codeTries - found.tries;
    throw left > 0 ? holderDoorProblems.HOLDER_CODE_WRONG({ left }) : holderDoorProblems.HOLDER_CODE_SPENT();
  };

  return {
    requestCode({ holder, address }) {
      const who = networkOf(address);
      const rate = { what: 'codes of a network', whose: who, most: codesPerNetwork, spanMs: networkSpanMs };
      return send({ holder, consentTo: undefined }, { at: 'door', who, rate });
    },

    requestConsent({ holder, organisation: who, consentTo }) {
      const most = codesPerNetwork * countersOfOrganisation;
      const rate = { what: 'codes of an organisation', whose: who, most, spanMs: networkSpanMs };
      return send({ holder, consentTo }, { at: 'counter', who, rate });
    },

    async confirmConsent({ request, code }) {
      const actor = await holderOfCode({ use: 'consent', request, code });
      if (!(await spendCode(database, request))) throw holderDoorProblems.HOLDER_CODE_SPENT();
      return actor;
    },

    async open({ request, code, address }) {
      const most = codesPerNetwork * codeTries;
      await rates.count([{ what: 'tries of a network', whose: networkOf(address), most, spanMs: networkSpanMs }]);
      const actor = await holderOfCode({ use: 'session', request, code });
      const now = clock.now();
      const token = newHolderToken(random);
      const tokenHash = holderTokenHash(token);
      if (tokenHash === undefined) throw new Error('a new token is not one');
      const session: HolderSession = { actor, expiresAt: after(now, holderSessionLifeMs) };
      await database.transaction(async (tx) => {
        if (!(await spendCode(tx, request))) throw holderDoorProblems.HOLDER_CODE_SPENT();
        await insertHolderSession(tx, { ...session, tokenHash, openedAt: now });
        await parts.record(doorEvent('holder-session-opened', actor.index, actor, now), tx);
      });
      return { session, token };
    },

    async authenticate(token) {
      const tokenHash = holderTokenHash(token);
      return tokenHash === undefined ? undefined : findHolderSession(database, tokenHash, clock.now());
    },

    async close(token) {
      const tokenHash = holderTokenHash(token);
      if (tokenHash !== undefined) await endHolderSession(database, tokenHash);
    },

    closeAll: ({ index, by }) =>
      database.transaction(async (tx) => {
        const ended = await endSessionsOfHolder(tx, index);
        await parts.record(doorEvent('holder-sessions-ended', index, by, clock.now()), tx);
        return ended;
      }),
  };
}

function doorEvent(event: DoorEvent['event'], index: Buffer, by: Caller, at: Date): DoorEvent {
  const organisation = by.kind === 'holder' ? undefined : by.organisation;
  return { event, index, actor: actorReference(by), organisation, at };
}
