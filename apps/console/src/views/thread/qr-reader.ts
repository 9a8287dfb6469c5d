/** Reads QR codes out of pictures: by the browser's own reader where there is one, else by a library that is loaded then. */

/** Gives the text of a code in the picture, or undefined. */
export type QrReader = (picture: CanvasImageSource, width: number, height: number) => Promise<string | undefined>;

/** Longest side that the library looks at: enough for a code that fills a tenth of the picture. */
const LONGEST_SIDE = 1280;
const QR = 'qr_code';

export async function openQrReader(): Promise<QrReader> {
  return (await browsersReader()) ?? librarysReader();
}

async function browsersReader(): Promise<QrReader | undefined> {
  const { BarcodeDetector } = window;
  if (BarcodeDetector === undefined) return undefined;
  // Where the system lacks what it needs, the reader is there and reads nothing.
  const formats: readonly string[] = await BarcodeDetector.getSupportedFormats().catch(() => []);
  if (!formats.includes(QR)) return undefined;
  const reader = new BarcodeDetector({ formats: [QR] });
  return async (picture, width, height) => {
    const [found] = await reader.detect(drawn(picture, width, height));
    return found?.rawValue;
  };
}

async function librarysReader(): Promise<QrReader> {
  const { default: library } = await import('jsqr');
  return async (picture, width, height) => {
    const { data, width: columns, height: rows } = drawn(picture, width, height);
    return library.default(data, columns, rows)?.data;
  };
}

/** The pixels, made smaller where there are very many. */
function drawn(picture: CanvasImageSource, width: number, height: number): ImageData {
  const scale = Math.min(1, LONGEST_SIDE / Math.max(width, height));
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(1, Math.round(width * scale));
  canvas.height = Math.max(1, Math.round(height * scale));
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (context === null) return new ImageData(1, 1);
  context.drawImage(picture, 0, 0, canvas.width, canvas.height);
  return context.getImageData(0, 0, canvas.width, canvas.height);
}
