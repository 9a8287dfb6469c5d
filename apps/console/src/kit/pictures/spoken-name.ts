/** What a thing in a picture is called by who does not see it, or speaks to it. */

/**
 * Begins with what is seen, since that is what people say who work by voice (WCAG 2.5.3), and goes on with the whole where a part
 * was cut off.
 */
export function spokenName(seen: readonly string[], whole: string): string {
  const shown = seen.join(' ').replaceAll('…', '');
  return shown === whole ? whole : `${shown}, ${whole}`;
}
