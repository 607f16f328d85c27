import { defineComponent } from 'vue';
import { useRoute } from 'vue-router';
import { call, useAsking } from '../api/index.ts';
import { say } from '../language/language.ts';
import { Asked, EmptyNote, PageHeading } from '../parts/index.ts';
import './audit.css';
import { ElButton } from 'element-plus';
import { offerFile } from '../parts/offer-file.ts';
import { verifyReceipt } from './log/verify-receipt.ts';
import { readLogKey, whyNoVerifying } from './log-key.ts';
import { ReceiptVerdictView } from './receipt-verdict.tsx';

/** One receipt, fetched under the present checkpoint and verified here, in the browser. */
export const ReceiptPage = defineComponent({
  setup() {
    const route = useRoute();
    const id = String(route.params.id);
    const asking = useAsking(async (signal) => {
      const receipt = await call('GET /v1/receipts/{id}', { params: { id }, signal });
      if (whyNoVerifying() !== undefined) return { receipt, verdict: undefined, line: '' };
      const { line, verifier } = await readLogKey(signal);
      return { receipt, verdict: await verifyReceipt(receipt, verifier), line };
    });
    return () => {
      const got = asking.value.value;
      return (
        <>
          <PageHeading
            title={say(`回执 ${id}`, `Receipt ${id}`)}
            about={say(
              '回执从中枢取得，验证在此浏览器内完成，只用日志的公钥。',
              'The receipt comes from the hub; it is verified in this browser, by the log’s key alone.',
            )}
          >
            {got !== undefined && (
              <ElButton
                onClick={() =>
                  offerFile({
                    name: `receipt-${id}.json`,
                    type: 'application/json',
                    content: JSON.stringify(got.receipt, null, 2),
                  })
                }
              >
                {say('下载回执', 'Download the receipt')}
              </ElButton>
            )}
          </PageHeading>
          <Asked of={asking}>
            {() =>
              got?.verdict === undefined ? (
                <EmptyNote title={say('此处不能验证', 'Cannot be verified here')} next={whyNoVerifying() ?? ''} />
              ) : (
                <>
                  <ReceiptVerdictView verdict={got.verdict} />
                  <p class="hint">
                    {say('日志公钥：', 'Key of the log: ')}
                    <code>{got.line}</code>
                  </p>
                </>
              )
            }
          </Asked>
        </>
      );
    };
  },
});
