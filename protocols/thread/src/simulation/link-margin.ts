/** How far a signal stands out of the noise, and what is made of it. */

import type { LinkQuality } from '../diagnostics/route64.ts';

/** Noise on a quiet channel, in dBm: link margins count from it. */
const NOISE_FLOOR = -100;
/** dB from which a link is good, fair, poor (Thread 1.1.1 §4.7.1). */
const [GOOD, FAIR, POOR] = [20, 10, 2];

/** In dB, 0 to 255. */
export function linkMargin(rssi: number): number {
  return Math.max(0, Math.min(0xff, Math.round(rssi - NOISE_FLOOR)));
}

export function qualityOf(rssi: number | undefined): LinkQuality {
  if (rssi === undefined) return 0;
  const margin = linkMargin(rssi);
  return margin > GOOD ? 3 : margin > FAIR ? 2 : margin > POOR ? 1 : 0;
}
