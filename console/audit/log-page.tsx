import { ElButton, ElProgress } from 'element-plus';
import { defineComponent, ref, shallowRef } from 'vue';
import { call, send, useAsking } from '../api/index.ts';
import { number } from '../language/format.ts';
import { say } from '../language/language.ts';
import { Asked, CopyBlock, EmptyNote, PageHeading, RefusalNote, useAct, WideBox } from '../parts/index.ts';
import { announce } from '../shell/announce.ts';
import './audit.css';
import { same, toBase64 } from './log/bytes.ts';
import { isSignedBy, parseCheckpoint } from './log/checkpoint.ts';
import { rootOfSize } from './log/tree.ts';
import { readLogKey, whyNoVerifying } from './log-key.ts';

interface Followed {
  readonly isSigned: boolean;
  readonly isSame: boolean;
}

/** The log as anybody may see it: its checkpoint, its history, and whether what it says today leads to all it said before. */
export const LogPage = defineComponent({
  setup() {
    const head = useAsking(async (signal) => {
      const [note, key] = await Promise.all([
        send({ method: 'GET', path: '/v1/log/checkpoint', signal }).then((answer) => answer.text()),
        readLogKey(signal),
      ]);
      return { note, checkpoint: parseCheckpoint(note), key };
    });
    const kept = useAsking((signal) => call('GET /v1/log/checkpoints', { query: { limit: 50 }, signal }));
    const followed = shallowRef<ReadonlyMap<string, Followed>>(new Map());
    const done = ref(0);

    /** The checkpoint of now and those kept, each once: two of one size that differ are two histories, and both are shown. */
    const notes = () => {
      const now = head.value.value;
      const before = (kept.value.value?.items ?? []).filter(({ note }) => note !== now?.note);
      return now?.checkpoint === undefined ? before : [{ size: now.checkpoint.size, note: now.note }, ...before];
    };
    const following = useAct(async () => {
      done.value = 0;
      const now = head.value.value;
      if (now?.checkpoint === undefined || now.key.verifier === undefined)
        throw new Error(say('检查点或公钥无法读取。', 'The checkpoint or the key cannot be read.'));
      const whole = now.checkpoint.size;
      const results = new Map<string, Followed>();
      for (const { size, note } of notes()) {
        const checkpoint = parseCheckpoint(note);
        const isSigned = checkpoint !== undefined && (await isSignedBy(checkpoint, now.key.verifier));
        const isSame =
          checkpoint !== undefined &&
          size <= whole &&
          same(await rootOfSize({ size, whole, readTile }), checkpoint.root);
        results.set(note, { isSigned, isSame });
        done.value += 1;
      }
      followed.value = results;
      const bad = [...results.values()].filter(({ isSigned, isSame }) => !isSigned || !isSame).length;
      announce(
        bad === 0
          ? say('历次检查点全部吻合', 'Every checkpoint agrees')
          : say(`${bad} 个检查点不吻合`, `${bad} checkpoints do not agree`),
      );
    });

    const mark = (note: string) => {
      const result = followed.value.get(note);
      if (result === undefined) return say('尚未核对', 'not checked yet');
      if (!result.isSigned) return <strong class="receipt-check bad">✕ {say('签名不符', 'wrong signature')}</strong>;
      if (!result.isSame)
        return <strong class="receipt-check bad">✕ {say('与今日日志不符', 'the log says otherwise today')}</strong>;
      return <span class="receipt-check good">✓ {say('签名与内容吻合', 'signed, and the log leads to it')}</span>;
    };

    return () => {
      const now = head.value.value;
      const why = whyNoVerifying();
      return (
        <>
          <PageHeading
            title={say('存证日志', 'Evidence log')}
            about={say(
              '每次使用在答复之前记入此日志；只增不改。检查点由日志签名，任何人都可以保存并据以核对。',
              'Every use stands here before it is answered; the log only grows. It signs checkpoints, which anybody may keep and hold it to.',
            )}
          />
          <Asked of={head}>
            {() => (
              <dl class="facts">
                <dt>{say('日志', 'Log')}</dt>
                <dd>{now?.checkpoint?.origin}</dd>
                <dt>{say('记录数', 'Leaves')}</dt>
                <dd>{number(now?.checkpoint?.size)}</dd>
                <dt>{say('根', 'Root')}</dt>
                <dd>
                  <code>{now?.checkpoint === undefined ? '—' : toBase64(now.checkpoint.root)}</code>
                </dd>
              </dl>
            )}
          </Asked>
          <CopyBlock wraps label={say('现在的检查点', 'The checkpoint now')} text={now?.note ?? ''} />
          <CopyBlock wraps label={say('日志公钥', 'Key of the log')} text={now?.key.line ?? ''} />
          <h2>{say('历次检查点', 'Checkpoints so far')}</h2>
          {why !== undefined ? (
            <EmptyNote title={say('此处不能验证', 'Cannot be verified here')} next={why} />
          ) : (
            <p>
              <ElButton type="primary" loading={following.busy.value} onClick={() => void following.act()}>
                {say('在浏览器内核对', 'Check in this browser')}
              </ElButton>{' '}
              {say(
                '从日志的哈希块重新算出每个检查点的根，与当时签名的根比较。',
                'Each checkpoint’s root is computed anew from the log’s tiles and compared with the one that was signed then.',
              )}
            </p>
          )}
          {following.busy.value && (
            <ElProgress
              percentage={Math.round((100 * done.value) / Math.max(1, notes().length))}
              {...{ 'aria-label': say('正在核对', 'Checking') }}
            />
          )}
          <RefusalNote refusal={following.refusal.value} />
          <Asked of={kept}>
            {() => (
              <WideBox label={say('历次检查点', 'Checkpoints so far')}>
                <table class="plain-table stacks">
                  <thead>
                    <tr>
                      <th scope="col">{say('记录数', 'Leaves')}</th>
                      <th scope="col">{say('根', 'Root')}</th>
                      <th scope="col">{say('核对', 'Check')}</th>
                    </tr>
                  </thead>
                  <tbody>
                    {notes().map(({ size, note }) => (
                      <tr key={note}>
                        <td data-title={say('记录数', 'Leaves')}>
                          {number(size)}
                          {note === now?.note && say('（现在）', ' (now)')}
                        </td>
                        <td data-title={say('根', 'Root')}>
                          <code>{note.split('\n')[2]}</code>
                        </td>
                        <td data-title={say('核对', 'Check')}>{mark(note)}</td>
                      </tr>
                    ))}
                  </tbody>
                </table>
              </WideBox>
            )}
          </Asked>
        </>
      );
    };
  },
});

async function readTile(level: number, index: number, width: number): Promise<Uint8Array> {
  const digits = String(index).padStart(Math.ceil(String(index).length / 3) * 3, '0');
  const groups = digits.match(/\d{3}/g) ?? [];
  // C2SP tlog-tiles: groups of three digits, all but the last with an x before them.
  const path = groups.map((group, place) => (place < groups.length - 1 ? `x${group}` : group)).join('/');
  const part = width === 256 ? '' : `.p/${width}`;
  const answer = await send({ method: 'GET', path: `/v1/log/tile/${level}/${path}${part}` });
  return new Uint8Array(await answer.arrayBuffer());
}
