/** The browser's own reader of codes (Shape Detection), which not every browser has and TypeScript's library does not know. */

interface DetectedBarcode {
  readonly rawValue: string;
}

interface BarcodeReader {
  detect(picture: ImageBitmapSource): Promise<readonly DetectedBarcode[]>;
}

interface Window {
  readonly BarcodeDetector?: {
    new (options: { readonly formats: readonly string[] }): BarcodeReader;
    getSupportedFormats(): Promise<readonly string[]>;
  };
}
