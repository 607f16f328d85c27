import { ElButton, ElInput } from 'element-plus';
import { defineComponent, ref, shallowRef } from 'vue';
import { say } from '../language/language.ts';
import { EmptyNote, PageHeading, RefusalNote, useAct } from '../parts/index.ts';
import './audit.css';
import { parseVerifier } from './log/checkpoint.ts';
import { type ReceiptVerdict, verifyReceipt } from './log/verify-receipt.ts';
import { readLogKey, whyNoVerifying } from './log-key.ts';
import { ReceiptVerdictView } from './receipt-verdict.tsx';

/** Receipts are small; anything larger is something else. */
const largestBytes = 4 * 1024 * 1024;

/** Anybody's page: a receipt that one was given, verified in the browser; the file leaves it nowhere. */
export const ReceiptFilePage = defineComponent({
  setup() {
    const key = ref('');
    const verdicts = shallowRef<readonly { readonly name: string; readonly verdict: ReceiptVerdict }[]>([]);
    const verifying = useAct(async (files: readonly File[]) => {
      const verifier = key.value.trim() === '' ? (await readLogKey()).verifier : await parseVerifier(key.value);
      if (verifier === undefined)
        throw new Error(say('公钥不是一行“名称+编号+公钥”。', 'The key is no line of name, id and key.'));
      verdicts.value = await Promise.all(
        files.map(async (file) => ({
          name: file.name,
          verdict: await verifyReceipt(file.size > largestBytes ? undefined : readJson(await file.text()), verifier),
        })),
      );
    });
    const choose = (event: Event) => {
      const input = event.target as HTMLInputElement;
      void verifying.act([...(input.files ?? [])]);
      input.value = '';
    };
    const drop = (event: DragEvent) => {
      event.preventDefault();
      void verifying.act([...(event.dataTransfer?.files ?? [])]);
    };
    const input = ref<HTMLInputElement>();
    return () => {
      const why = whyNoVerifying();
      return (
        <>
          <PageHeading
            title={say('验证回执', 'Verify a receipt')}
            about={say(
              '在此浏览器内验证，文件不会上传。可一次选择多份回执，或含回执的应答。',
              'Verified in this browser; the file is not sent anywhere. Several receipts, or answers that hold one, may be chosen at once.',
            )}
          />
          {why !== undefined ? (
            <EmptyNote title={say('此处不能验证', 'Cannot be verified here')} next={why} />
          ) : (
            <>
              <section
                class="receipt-drop"
                aria-label={say('回执文件', 'Receipt files')}
                onDragover={(event: DragEvent) => event.preventDefault()}
                onDrop={drop}
              >
                <p>{say('把回执文件拖到这里，或', 'Drop receipts here, or')}</p>
                <ElButton type="primary" loading={verifying.busy.value} onClick={() => input.value?.click()}>
                  {say('选择文件', 'Choose files')}
                </ElButton>
                <input
                  ref={input}
                  class="visually-hidden"
                  type="file"
                  multiple
                  tabindex={-1}
                  accept=".json,application/json"
                  aria-label={say('回执文件', 'Receipt files')}
                  onChange={choose}
                />
              </section>
              <details>
                <summary>{say('用自己保存的日志公钥', 'Use a log key that you kept yourself')}</summary>
                <label for="log-key">{say('公钥（名称+编号+公钥）', 'Key (name+id+key)')}</label>
                <ElInput
                  id="log-key"
                  v-model={key.value}
                  placeholder={say('留空则用本中枢公布的公钥', 'Empty: the one this hub publishes')}
                />
              </details>
              <RefusalNote refusal={verifying.refusal.value} />
              {verdicts.value.map(({ name, verdict }) => (
                <article key={name}>
                  <h2>{name}</h2>
                  <ReceiptVerdictView verdict={verdict} />
                </article>
              ))}
            </>
          )}
        </>
      );
    };
  },
});

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
