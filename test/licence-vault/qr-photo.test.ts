import { Resvg } from '@resvg/resvg-js';
import { encode as encodeJpeg } from 'jpeg-js';
import jsQr from 'jsqr';
import { beforeAll, describe, expect, it } from 'vitest';
import { drawQr, readQrPhoto } from '../../licence-vault/index.ts';
import { fileKindOf } from '../../licence-vault/verify/file-kind.ts';
import { meantQr } from '../../licence-vault/verify/qr-subject.ts';
import { qrText, scene, statement } from './qr-statements.ts';
import { refusalOf } from './vault.ts';

let text: string;
beforeAll(async () => {
  text = await qrText();
});

type Scene = Parameters<typeof scene>[1];
const drawn = async (texts: readonly string[], how: Scene) => new Resvg(await scene(texts, how)).render();
const png = async (texts: readonly string[], how: Scene) => (await drawn(texts, how)).asPng();
const jpeg = async (texts: readonly string[], how: Scene, quality: number) => {
  const { pixels: data, width, height } = await drawn(texts, how);
  return encodeJpeg({ data, width, height }, quality).data;
};

describe('the picture of a QR', () => {
  it('is read by another program than the one that drew it, and is not larger than version 20', async () => {
    const { png: picture, svg, modules } = await drawQr(text);
    expect(modules).toBeLessThanOrEqual(17 + 4 * 20);
    const { pixels, width, height } = new Resvg(svg, { background: '#fff' }).render();
    expect(jsQr.default(new Uint8ClampedArray(pixels), width, height)?.data).toBe(text);
    expect(await readQrPhoto(picture)).toEqual([text]);
  });

  it('refuses text that no QR holds', async () => {
    await expect(drawQr(`HUFU1:${'A'.repeat(5000)}`)).rejects.toThrow('no QR code');
  });
});

describe('a photo of a QR', () => {
  it('is read straight and upside down, turned, out of focus, and as JPEG', async () => {
    const photos = [
      await png([text], { size: 600 }),
      await png([text], { size: 700, degrees: 180 }),
      await png([text], { size: 1000, degrees: 33, blur: 0.25 }),
      await jpeg([text], { size: 1000, degrees: -8, blur: 0.25 }, 60),
    ];
    for (const [index, photo] of photos.entries()) {
      expect(fileKindOf(photo), `photo ${index}`).toBe('picture');
      expect(await readQrPhoto(photo), `photo ${index}`).toEqual([text]);
    }
  });

  it('holds none when it is too blurred to tell, or shows a desk alone', async () => {
    expect(await readQrPhoto(await png([text], { size: 700, blur: 3 }))).toEqual([]);
    expect(await readQrPhoto(await png([], { size: 300 }))).toEqual([]);
  });

  it('with several is of the licence’s, where one alone is a licence’s', async () => {
    const { identifier } = statement().licence;
    const among = async (...texts: string[]) => meantQr(await readQrPhoto(await png(texts, { size: 1200 })));
    expect(await among(text, 'https://shop.example/')).toBe(text);
    expect(await among('https://shop.example/', identifier)).toBe(identifier);
    expect(await among(identifier, text)).toBeUndefined();
    expect(meantQr(['https://shop.example/'])).toBe('https://shop.example/');
    expect(meantQr(['https://shop.example/', 'https://a.example/'])).toBeUndefined();
    expect(meantQr([])).toBeUndefined();
  });
});

describe('a picture that cannot be read', () => {
  it('is refused, and one that claims to be large before it is decoded', async () => {
    const photo = await png([text], { size: 500 });
    const large = Buffer.from(photo);
    large.writeUInt32BE(60_000, 16);
    const small = await jpeg([text], { size: 500 }, 80);
    const pictures: Record<string, [Uint8Array, RegExp]> = {
      'cut off': [photo.subarray(0, 20), /does not say its size/],
      'a truncated PNG': [photo.subarray(0, 400), /damaged/],
      'a bomb': [large, /24 million pixels/],
      'too many bytes': [Buffer.concat([photo, Buffer.alloc(10 * 1024 * 1024)]), /10 MiB/],
      'a JPEG without a frame': [small.subarray(0, 4), /does not say its size/],
      'no picture': [Buffer.from('GIF89a'), /neither PNG nor JPEG/],
    };
    for (const [name, [picture, why]] of Object.entries(pictures)) {
      const refusal = await refusalOf(readQrPhoto(picture));
      expect([refusal.code, refusal.message], name).toEqual(['PICTURE_NOT_READ', expect.stringMatching(why)]);
    }
    // The next one is read as if nothing had been.
    expect(await readQrPhoto(photo)).toEqual([text]);
  });

  it('waits for its turn, and is refused when too many wait', async () => {
    const { png: photo } = await drawQr('HUFU2:A');
    const answers = await Promise.allSettled(Array.from({ length: 10 }, () => readQrPhoto(photo)));
    const refused = answers.filter(({ status }) => status === 'rejected');
    expect(refused).toHaveLength(2);
    expect(refused[0]).toMatchObject({ reason: { code: 'PICTURES_WAITING', status: 503 } });
    expect(answers.filter((answer) => answer.status === 'fulfilled').map(({ value }) => value)).toEqual(
      Array.from({ length: 8 }, () => ['HUFU2:A']),
    );
  });
});
