import { sm2Sign, sm2Verify } from '../../identity/pki/index.ts';
import { pathTrust, type SealSignature, sealOfd, verifyOfd } from '../../licence-vault/index.ts';
import { type County, countyTimes, makeCounty } from '../specimen/county.ts';
import { makeCountySeal, sealPicture } from '../specimen/county-seal.ts';
import { makeLicences } from './licences.ts';
import { opensslSm2 } from './openssl-speed.ts';
import { type BenchReport, type BenchSettings, median } from './report.ts';

/** Bytes that OpenSSL's benchmark signs. */
const messageLength = 20;
/** Before anything is measured, so that no side is measured while it is still being compiled. */
const warmUpCalls = 1_500;
/** Different documents, sealed and verified in turns: what is kept of the one before must not help with the next. */
const documents = 64;

/** Something done again and again on one core. */
interface Task {
  readonly what: string;
  /** @param turn counts from 0, over all calls */
  run(turn: number): unknown;
}

/**
 * SM2 and sealed documents against the arithmetic they rest on: same run, same machine, taken in turns.
 *
 * Ours and OpenSSL's figures are both per second of processor time, ours with what the system and the garbage collector take,
 * so that other programs on the machine disturb the ratios little.
 *
 * What an operation count is made of: verifying a sealed OFD needs two signature verifications, the signer's value and the
 * seal maker's; sealing one needs two, the signature itself and its verification, since no value leaves unverified. They are
 * measured on the very bytes of the documents. Signatures on certificates and lists, and the maker's on the seal that is used,
 * are verified once and remembered, so they stand on neither side; unpacking, XML, digests of files, paths, dates and
 * revocation stand on the document's side alone.
 *
 * The documents are licences of one office, all different, each sealed at a moment of its own with the office's seal and
 * verified at a moment of its own. Every file comes in a buffer of its own, as if it had just been read.
 */
export async function benchSeal(settings: BenchSettings): Promise<BenchReport> {
  const tasks = await prepare();
  const perSecond = new Map<string, number[]>();
  const note = (what: string, value: number) => perSecond.set(what, [...(perSecond.get(what) ?? []), value]);
  for (const task of Object.values(tasks)) await repeat(task, 0, warmUpCalls);
  for (let round = 1; round <= settings.rounds; round += 1) {
    const openssl = await opensslSm2(settings.seconds);
    note('opensslSign', openssl.signPerSecond);
    note('opensslVerify', openssl.verifyPerSecond);
    for (const [name, task] of Object.entries(tasks)) note(name, await measure(task, settings.seconds));
    const line = [...perSecond].map(([name, values]) => `${name} ${(values.at(-1) ?? 0).toFixed(0)}`).join(', ');
    settings.progress(`${round}/${settings.rounds} /s: ${line}`);
  }
  return report(tasks, (what) => median(perSecond.get(what) ?? []));
}

type TaskName = 'sign' | 'verify' | 'verifyOperations' | 'verifyDocument' | 'sealOperations' | 'sealDocument';

async function prepare(): Promise<Record<TaskName, Task>> {
  const county = makeCounty();
  const seal = await makeCountySeal({ county, picture: await sealPicture() });
  const plain = makeLicences(documents);
  const trust = pathTrust(county.trust);
  const sealDocument = (turn: number) =>
    sealOfd({
      bytes: Buffer.from(of(plain, turn)),
      seal: Buffer.from(seal),
      signer: county.signer.signer,
      placements: [{ kind: 'normal', page: 1, x: 150, y: 235 }],
      mode: 'continue-sign',
      clock: { now: () => later(countyTimes.sealed, turn) },
    });
  const sealed = await Promise.all(plain.map((_, number) => sealDocument(number)));
  const verifyDocument = async (turn: number) => {
    const bytes = Buffer.from(of(sealed, turn));
    const verification = await verifyOfd({ bytes, trust, at: later(countyTimes.verified, turn) });
    if (verification.verdict.indication !== 'TOTAL_PASSED') throw new Error('a sealed licence does not verify');
    return verification;
  };
  const values: SealSignature[] = [];
  for (const number of sealed.keys()) {
    const value = (await verifyDocument(number)).signatures[0]?.value;
    if (value === undefined) throw new Error('a sealed licence has no signature');
    values.push(value);
  }
  return {
    ...bareTasks(county),
    verifyOperations: {
      what: 'the two verifications in a sealed OFD alone',
      run: (turn) => {
        const value = of(values, turn);
        requireValid(county.signer, value.signed, value.signature);
        requireValid(county.maker, value.seal.signed, value.seal.signature);
      },
    },
    verifyDocument: { what: 'hufu, a sealed OFD verified', run: verifyDocument },
    sealOperations: {
      what: 'the two operations of a sealing alone',
      run: (turn) => {
        const { signed } = of(values, turn);
        requireValid(county.signer, signed, sm2Sign({ key: county.signer.key, message: signed }));
      },
    },
    sealDocument: { what: 'hufu, an OFD sealed', run: sealDocument },
  };
}

/** The one whose turn it is. */
function of<T>(all: readonly T[], turn: number): T {
  const one = all[turn % all.length];
  if (one === undefined) throw new RangeError('there is nothing to take turns with');
  return one;
}

/** Every turn comes some seconds after the one before. */
function later(moment: Date, turn: number): Date {
  return new Date(moment.getTime() + 10_007 * turn);
}

function bareTasks({ signer }: County): Record<'sign' | 'verify', Task> {
  const message = Buffer.alloc(messageLength, 1);
  const signature = sm2Sign({ key: signer.key, message });
  return {
    sign: { what: 'hufu, SM2 sign', run: () => sm2Sign({ key: signer.key, message }) },
    verify: { what: 'hufu, SM2 verify', run: () => requireValid(signer, message, signature) },
  };
}

function requireValid({ certificate }: County['signer'], message: Buffer, signature: Buffer): void {
  if (!sm2Verify({ key: certificate.publicKey, message, signature })) throw new Error('a right signature is refused');
}

/** Calls per second of processor time. */
async function measure(task: Task, seconds: number): Promise<number> {
  const callsAtOnce = 20;
  const start = process.cpuUsage();
  let calls = 0;
  let spent = 0;
  while (spent < seconds) {
    await repeat(task, calls, callsAtOnce);
    calls += callsAtOnce;
    const { user, system } = process.cpuUsage(start);
    spent = (user + system) / 1e6;
  }
  return calls / spent;
}

async function repeat(task: Task, first: number, calls: number): Promise<void> {
  for (let turn = first; turn < first + calls; turn += 1) {
    const result = task.run(turn);
    if (result instanceof Promise) await result;
  }
}

function report(tasks: Record<TaskName, Task>, of: (what: string) => number): BenchReport {
  const rows = [
    { what: 'openssl speed, SM2 sign', perSecond: of('opensslSign') },
    { what: 'openssl speed, SM2 verify', perSecond: of('opensslVerify') },
    ...Object.entries(tasks).map(([name, { what }]) => ({ what, perSecond: of(name) })),
  ];
  return {
    bench: 'seal',
    rows,
    figures: {
      opensslSignPerSecond: of('opensslSign'),
      opensslVerifyPerSecond: of('opensslVerify'),
      sm2SignPerSecond: of('sign'),
      sm2VerifyPerSecond: of('verify'),
      verifyPerSecond: of('verifyDocument'),
      sealPerSecond: of('sealDocument'),
      // The same with the one signature counted and not its verification.
      sealToSignature: of('sealDocument') / of('sign'),
    },
    ratios: {
      sm2SignToOpenssl: of('sign') / of('opensslSign'),
      sm2VerifyToOpenssl: of('verify') / of('opensslVerify'),
      verifyToOperations: of('verifyDocument') / of('verifyOperations'),
      sealToOperations: of('sealDocument') / of('sealOperations'),
    },
  };
}
