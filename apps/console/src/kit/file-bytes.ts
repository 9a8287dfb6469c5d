/** Files as the interface takes them. */

/** Pieces of three bytes make whole characters of base64, and no call gets more arguments than an engine takes. */
const PIECE_BYTES = 3 * 8192;

/** Base64 with padding. */
export function base64Of(bytes: Uint8Array): string {
  const pieces: string[] = [];
  for (let at = 0; at < bytes.length; at += PIECE_BYTES) {
    pieces.push(btoa(String.fromCharCode(...bytes.subarray(at, at + PIECE_BYTES))));
  }
  return pieces.join('');
}

/** In the units that people know files by, for example `48 MB`. */
export function sizeText(bytes: number, language: string): string {
  const [unit, size] = bytes < 1e6 ? (['kilobyte', bytes / 1e3] as const) : (['megabyte', bytes / 1e6] as const);
  return new Intl.NumberFormat(language, { style: 'unit', unit, maximumFractionDigits: size < 10 ? 1 : 0 }).format(
    size,
  );
}
