import { ElButton } from 'element-plus';
import { defineComponent } from 'vue';
import { say } from '../language/language.ts';
import { RefusalNote, useAct } from '../parts/index.ts';
import { announce } from '../shell/announce.ts';
import { download } from './downloads.ts';

/** The directory as files: the workbook of the guide with what one may see, and DCAT with what everybody may. */
export const ExportMenu = defineComponent({
  setup() {
    const workbook = useAct(async () => {
      await download('/v1/catalog.xlsx', 'catalog.xlsx');
      announce(say('工作簿已下载', 'The workbook was downloaded'));
    });
    const linked = useAct(async () => {
      await download('/v1/catalog.jsonld', 'catalog.jsonld');
      announce(say('JSON-LD 已下载', 'The JSON-LD was downloaded'));
    });
    return () => (
      <>
        <ElButton loading={workbook.busy.value} onClick={() => void workbook.act()}>
          {say('导出工作簿', 'Export as workbook')}
        </ElButton>
        <ElButton loading={linked.busy.value} onClick={() => void linked.act()}>
          {say('导出 JSON-LD', 'Export as JSON-LD')}
        </ElButton>
        <RefusalNote refusal={workbook.refusal.value ?? linked.refusal.value} />
      </>
    );
  },
});
