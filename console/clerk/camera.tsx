import { ElAlert, ElButton } from 'element-plus';
import { defineComponent, onBeforeUnmount, onMounted, ref } from 'vue';
import { say } from '../language/language.ts';

/** Between two looks at the camera. */
const pauseMs = 150;
/** A frame is looked at in this size at most: enough for a code that fills a third of it. */
const longestSide = 1280;

type Trouble = 'insecure' | 'refused' | 'none' | 'failed';

/** The camera's picture, looked through for a QR until one is found or it is closed. */
export const Camera = defineComponent({
  emits: { found: (_text: string) => true, close: () => true },
  setup(_props, { emit }) {
    const video = ref<HTMLVideoElement>();
    const trouble = ref<Trouble>();
    const isReady = ref(false);
    let stream: MediaStream | undefined;
    let isOpen = true;
    const stop = () => {
      isOpen = false;
      for (const track of stream?.getTracks() ?? []) track.stop();
    };
    onMounted(async () => {
      // Browsers lend the camera to pages that nobody on the way can have altered.
      if (navigator.mediaDevices === undefined) {
        trouble.value = 'insecure';
        return;
      }
      try {
        const [opened, { readCodes }] = await Promise.all([
          navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment', width: { ideal: 1920 } } }),
          import('./read-codes.ts'),
        ]);
        stream = opened;
        const screen = video.value;
        if (!isOpen || screen === undefined) return stop();
        screen.srcObject = opened;
        await screen.play();
        isReady.value = true;
        const text = await lookFor(screen, readCodes, () => isOpen);
        if (text !== undefined) {
          stop();
          emit('found', text);
        }
      } catch (error) {
        if (!isOpen) return;
        const name = error instanceof DOMException ? error.name : '';
        trouble.value = name === 'NotAllowedError' ? 'refused' : name === 'NotFoundError' ? 'none' : 'failed';
      }
    });
    onBeforeUnmount(stop);
    return () => (
      <section class="camera" aria-label={say('摄像头扫码', 'Scan with the camera')}>
        {trouble.value === undefined ? (
          <>
            <video ref={video} muted playsinline />
            <p role="status">
              {isReady.value
                ? say('把二维码放进画面，识读后自动验证。', 'Hold the code into the picture; it is verified by itself.')
                : say('正在打开摄像头…', 'Opening the camera…')}
            </p>
          </>
        ) : (
          <ElAlert type="warning" closable={false} title={troubleWords(trouble.value)} />
        )}
        <ElButton onClick={() => emit('close')}>
          {say('关闭摄像头', 'Close the camera')} <kbd>Esc</kbd>
        </ElButton>
      </section>
    );
  },
});

function troubleWords(trouble: Trouble): string {
  switch (trouble) {
    case 'insecure':
      return say(
        '浏览器只在安全连接（https 或本机）下开放摄像头。可以用扫码枪扫入号码框，或上传二维码照片。',
        'Browsers open the camera on secure connections alone (https, or this machine). Use a hand scanner in the number field, or choose a photo of the code.',
      );
    case 'refused':
      return say(
        '浏览器没有允许使用摄像头。请在地址栏旁允许，或上传二维码照片。',
        'The browser does not allow the camera. Allow it beside the address, or choose a photo of the code.',
      );
    case 'none':
      return say(
        '没有找到摄像头。可以用扫码枪扫入号码框，或上传二维码照片。',
        'No camera was found. Use a hand scanner in the number field, or choose a photo of the code.',
      );
    case 'failed':
      return say(
        '摄像头打不开，可能正被别的程序占用。可以上传二维码照片。',
        'The camera does not open; another program may be using it. Choose a photo of the code instead.',
      );
  }
}

async function lookFor(
  video: HTMLVideoElement,
  readCodes: (picture: ImageData) => Promise<readonly string[]>,
  isOpen: () => boolean,
): Promise<string | undefined> {
  const canvas = document.createElement('canvas');
  const context = canvas.getContext('2d', { willReadFrequently: true });
  while (isOpen()) {
    const { videoWidth, videoHeight } = video;
    if (context !== null && videoWidth > 0) {
      const scale = Math.min(1, longestSide / Math.max(videoWidth, videoHeight));
      canvas.width = Math.round(videoWidth * scale);
      canvas.height = Math.round(videoHeight * scale);
      context.drawImage(video, 0, 0, canvas.width, canvas.height);
      const [text] = await readCodes(context.getImageData(0, 0, canvas.width, canvas.height));
      if (text !== undefined && isOpen()) return text;
    }
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
  return undefined;
}
