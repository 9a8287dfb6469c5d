/** "5 minutes ago", "in 3 days". */

const UNITS: readonly (readonly [unit: Intl.RelativeTimeFormatUnit, ms: number])[] = [
  ['year', 31_557_600_000],
  ['month', 2_629_800_000],
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
];

/**
 * @param span milliseconds from now; the past is below zero. Less than a minute is told in seconds.
 * @param style `short` for units as the language shortens them
 */
export function relativeTime(span: number, language: string, style: 'long' | 'short' = 'long'): string {
  const format = new Intl.RelativeTimeFormat(language, { numeric: 'auto', style });
  for (const [unit, ms] of UNITS) {
    if (Math.abs(span) >= ms) return format.format(Math.trunc(span / ms), unit);
  }
  return format.format(Math.trunc(span / 1000), 'second');
}
