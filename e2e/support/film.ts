import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type BrowserContext, type Page, test as base } from '@playwright/test';
import { scratch } from './portal.ts';

const jsQR = readFileSync(createRequire(import.meta.url).resolve('jsqr/dist/jsQR.js'), 'utf8');
const side = 480, rate = 5, frames = 15;

/**
 * Tests with a browser of its own that has a camera: what it films is the file "film", for as long as it is on. Nobody is
 * asked whether a page may use it: a context has the permission or it hasn't.
 */
export const test = base.extend<object, { film: string }>({
  film: [async ({}, use) => {
    const folder = await scratch('camera');
    await use(join(folder, 'film.y4m'));
    await rm(folder, { recursive: true, force: true });
  }, { scope: 'worker' }],
  launchOptions: [async ({ launchOptions, film }, use) => {
    await use({ ...launchOptions, args: [...launchOptions.args ?? [], '--use-fake-device-for-media-stream', `--use-file-for-fake-video-capture=${film}`] });
  }, { scope: 'worker' }],
});

/** Films pictures (PNG), side by side on white paper that a hand holds before the camera. */
export async function shoot(page: Page, film: string, pictures: Uint8Array[]): Promise<void> {
  const shots = await page.evaluate(async ({ urls, side, frames }) => {
    const images = await Promise.all(urls.map(async (url) => {
      const image = new Image();
      image.src = url;
      await image.decode();
      return image;
    }));
    const canvas = Object.assign(document.createElement('canvas'), { width: side, height: side });
    const pen = canvas.getContext('2d', { willReadFrequently: true })!;
    const wide = side / images.length, size = wide * 0.8;
    const shots: string[] = [];
    for (let n = 0; n < frames; n++) {
      pen.resetTransform();
      pen.fillStyle = '#fff';
      pen.fillRect(0, 0, side, side);
      pen.translate(side / 2, side / 2);
      pen.rotate(Math.sin((n / frames) * 2 * Math.PI) * 0.06);
      images.forEach((image, i) => pen.drawImage(image, (i + 0.5) * wide - side / 2 - size / 2, -size / 2, size, size));
      const { data } = pen.getImageData(0, 0, side, side);
      let luminance = '';
      for (let i = 0; i < data.length; i += 4) luminance += String.fromCharCode(16 + Math.round((219 / 255) * (0.299 * data[i]! + 0.587 * data[i + 1]! + 0.114 * data[i + 2]!)));
      shots.push(btoa(luminance));
    }
    return shots;
  }, { urls: pictures.map((png) => `data:image/png;base64,${Buffer.from(png).toString('base64')}`), side, frames });
  const grey = Buffer.alloc(side * side / 2, 128); // both planes of colour
  await writeFile(film, Buffer.concat([
    Buffer.from(`YUV4MPEG2 W${side} H${side} F${rate}:1 Ip A1:1 C420\n`),
    ...shots.flatMap((luminance) => [Buffer.from('FRAME\n'), Buffer.from(luminance, 'base64'), grey]),
  ]));
}

/** What a page with {@link giveDetector} counts: the pictures in which a code was read, by the code. */
export const reads = (page: Page, code: string): Promise<number> => page.evaluate((code) => (globalThis as unknown as { reads: Record<string, number> }).reads[code] ?? 0, code);

/** Gives the pages of a context the BarcodeDetector that the browser lacks. It reads the codes in the video's picture. */
export async function giveDetector(context: BrowserContext): Promise<void> {
  await context.addInitScript(jsQR);
  await context.addInitScript(() => {
    const own = globalThis as unknown as { reads: Record<string, number>; jsQR(data: Uint8ClampedArray, width: number, height: number): { data: string } | null };
    own.reads = {};
    const pen = document.createElement('canvas').getContext('2d', { willReadFrequently: true })!;
    class BarcodeDetector {
      static async getSupportedFormats() { return ['qr_code']; }
      async detect(video: HTMLVideoElement) {
        const [width, height] = [pen.canvas.width, pen.canvas.height] = [video.videoWidth, video.videoHeight];
        pen.drawImage(video, 0, 0);
        const found = new Set<string>();
        // one code, or two side by side
        for (const [from, wide] of [[0, width], [0, width / 2], [width / 2, width / 2]] as const) {
          const read = own.jsQR(pen.getImageData(from, 0, wide, height).data, wide, height);
          if (read) found.add(read.data);
        }
        for (const code of found) own.reads[code] = (own.reads[code] ?? 0) + 1;
        return [...found].map((rawValue) => ({ rawValue }));
      }
    }
    Object.assign(globalThis, { BarcodeDetector });
  });
}
