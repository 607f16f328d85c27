import { ElButton, ElInput } from 'element-plus';
import { defineComponent, onBeforeUnmount, onMounted, ref } from 'vue';
import { say } from '../language/language.ts';
import { Camera } from './camera.tsx';
import type { Presented } from './checks.ts';

/** What can be dropped or chosen. */
const accepted =
  '.ofd,.pdf,.json,.png,.jpg,.jpeg,application/ofd,application/pdf,application/json,image/png,image/jpeg';

/** Where a licence comes in: a file dropped or chosen, a number typed or scanned, a code before the camera. */
export const Intake = defineComponent({
  emits: { present: (_things: readonly Presented[]) => true },
  setup(_props, { emit }) {
    const chooser = ref<HTMLInputElement>();
    const numberField = ref<InstanceType<typeof ElInput>>();
    const typed = ref('');
    const isOver = ref(false);
    const isScanning = ref(false);
    const present = (files: Iterable<File> | null | undefined) => {
      const things = [...(files ?? [])].map((file): Presented => ({ from: 'file', name: file.name, file }));
      if (things.length > 0) emit('present', things);
    };
    const dropped = (event: DragEvent) => {
      event.preventDefault();
      isOver.value = false;
      present(event.dataTransfer?.files);
    };
    // A file that misses the zone would otherwise take the page's place.
    const over = (event: DragEvent) => {
      event.preventDefault();
      isOver.value = true;
    };
    const pasted = (event: ClipboardEvent) => {
      if (event.clipboardData?.files.length) present(event.clipboardData.files);
    };
    const verifyTyped = (event: Event) => {
      event.preventDefault();
      const text = typed.value.trim();
      if (text === '') {
        numberField.value?.focus();
        return;
      }
      typed.value = '';
      emit('present', [{ from: 'number', text }]);
    };
    const pressed = (event: KeyboardEvent) => {
      if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
      switch (event.key) {
        case 'F2':
          numberField.value?.focus();
          break;
        case 'F4':
          chooser.value?.click();
          break;
        case 'F8':
          isScanning.value = !isScanning.value;
          break;
        case 'Escape':
          if (!isScanning.value) return;
          isScanning.value = false;
          break;
        default:
          return;
      }
      event.preventDefault();
    };
    const left = (event: DragEvent) => {
      if (event.relatedTarget === null) isOver.value = false;
    };
    onMounted(() => {
      window.addEventListener('dragover', over);
      window.addEventListener('dragleave', left);
      window.addEventListener('drop', dropped);
      window.addEventListener('paste', pasted);
      window.addEventListener('keydown', pressed);
    });
    onBeforeUnmount(() => {
      window.removeEventListener('dragover', over);
      window.removeEventListener('dragleave', left);
      window.removeEventListener('drop', dropped);
      window.removeEventListener('paste', pasted);
      window.removeEventListener('keydown', pressed);
    });
    return () => (
      <div class="intake no-print">
        <div class={{ 'intake-part': true, 'drop-zone': true, over: isOver.value }}>
          <input
            ref={chooser}
            id="verify-files"
            class="visually-hidden"
            type="file"
            multiple
            accept={accepted}
            tabindex={-1}
            aria-label={say('选择要验证的文件', 'Choose files to verify')}
            onChange={() => {
              present(chooser.value?.files);
              if (chooser.value !== undefined) chooser.value.value = '';
            }}
          />
          <p class="intake-words">
            <strong>{say('把文件拖到这里', 'Drop files here')}</strong>
            <span>
              {say('OFD、PDF、JSON 或二维码照片，可多个', 'OFD, PDF, JSON or a photo of a QR; several at once')}
            </span>
          </p>
          <ElButton type="primary" onClick={() => chooser.value?.click()}>
            {say('选择文件', 'Choose files')} <kbd>F4</kbd>
          </ElButton>
        </div>
        <form class="intake-part" onSubmit={verifyTyped}>
          <label class="intake-words" for="verify-number">
            <strong>{say('输入或扫入号码', 'Type or scan a number')}</strong>
            <span>{say('证照标识；扫码枪扫二维码也可', 'Licence identifier; a hand scanner reads codes into it')}</span>
          </label>
          <div class="intake-line">
            <ElInput id="verify-number" ref={numberField} v-model={typed.value} autocomplete="off" maxlength={4000} />
            <ElButton type="primary" nativeType="submit">
              {say('验证', 'Verify')} <kbd>F2</kbd>
            </ElButton>
          </div>
        </form>
        <div class="intake-part">
          <p class="intake-words">
            <strong>{say('扫持证主体的二维码', 'Scan the holder’s code')}</strong>
            <span>{say('用这台机器的摄像头', 'With this machine’s camera')}</span>
          </p>
          <ElButton
            type="primary"
            {...{ 'aria-expanded': isScanning.value }}
            onClick={() => {
              isScanning.value = !isScanning.value;
            }}
          >
            {say('扫码', 'Scan')} <kbd>F8</kbd>
          </ElButton>
        </div>
        {isScanning.value && (
          <Camera
            onClose={() => {
              isScanning.value = false;
            }}
            onFound={(text: string) => {
              isScanning.value = false;
              emit('present', [{ from: 'code', text }]);
            }}
          />
        )}
      </div>
    );
  },
});
