/** A text as a QR code, for another device's camera. */

import { encode } from 'uqr';

export interface QrProps {
  readonly text: string;
  readonly label: string;
}

/** Around it, as the standard has it (ISO/IEC 18004 §6.3.8). */
const QUIET = 4;

/** Always dark on white: cameras do not read the other way round. */
export function Qr({ text, label }: QrProps) {
  const { data, size } = encode(text, { ecc: 'M', border: QUIET });
  const path = data.flatMap((row, y) => row.flatMap((isDark, x) => (isDark ? [`M${x} ${y}h1v1h-1z`] : []))).join('');
  return (
    <svg class="qr" viewBox={`0 0 ${size} ${size}`} role="img" aria-label={label} shapeRendering="crispEdges">
      <rect width={size} height={size} fill="#fff" />
      <path d={path} fill="#000" />
    </svg>
  );
}
