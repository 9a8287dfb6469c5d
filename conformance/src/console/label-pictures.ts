/** The QR code on a device, as a camera and as a photo would have it. */

import { encode } from 'uqr';

const WIDTH = 640;
const HEIGHT = 480;
const MODULE_PX = 8;
const [DARK, LIGHT, NO_COLOUR] = [16, 235, 128];

/** Brightness of each pixel, row by row from the top. */
function pixelsOf(text: string): Uint8Array {
  const { size, data } = encode(text, { border: 4 });
  const pixels = new Uint8Array(WIDTH * HEIGHT).fill(LIGHT);
  const [left, top] = [(WIDTH - size * MODULE_PX) >> 1, (HEIGHT - size * MODULE_PX) >> 1];
  for (let y = 0; y < size * MODULE_PX; y++) {
    for (let x = 0; x < size * MODULE_PX; x++) {
      const isDark = data[Math.floor(y / MODULE_PX)]?.[Math.floor(x / MODULE_PX)] === true;
      if (isDark) pixels[(top + y) * WIDTH + left + x] = DARK;
    }
  }
  return pixels;
}

/** A film of one picture (YUV4MPEG2), which Chromium plays over and over in place of a camera. */
export function filmOf(text: string): Uint8Array {
  const colours = new Uint8Array((WIDTH * HEIGHT) / 2).fill(NO_COLOUR);
  const head = `YUV4MPEG2 W${WIDTH} H${HEIGHT} F10:1 Ip A1:1 C420jpeg\nFRAME\n`;
  return Buffer.concat([Buffer.from(head), pixelsOf(text), colours]);
}

/** A bitmap file of 24 bits (BMP): the simplest file that browsers read. */
export function photoOf(text: string): Buffer {
  const head = Buffer.alloc(54);
  const bytes = WIDTH * HEIGHT * 3;
  head.write('BM');
  head.writeUInt32LE(head.length + bytes, 2);
  head.writeUInt32LE(head.length, 10);
  head.writeUInt32LE(40, 14);
  head.writeInt32LE(WIDTH, 18);
  // Negative: from the top.
  head.writeInt32LE(-HEIGHT, 22);
  head.writeUInt16LE(1, 26);
  head.writeUInt16LE(24, 28);
  const rows = Buffer.from(pixelsOf(text)).reduce<number[]>((all, pixel) => {
    all.push(pixel, pixel, pixel);
    return all;
  }, []);
  return Buffer.concat([head, Buffer.from(rows)]);
}
