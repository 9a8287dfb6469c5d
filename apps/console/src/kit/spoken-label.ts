/** What something that is pressed is called, where what it shows is not enough. */

const LETTER = /\p{L}/u;

/** People who work by voice say what they see, so that must be part of the name (WCAG 2.5.3). A sign without letters need not. */
export function spokenLabel(seen: unknown, label: string): string {
  if (typeof seen !== 'string' || !LETTER.test(seen)) return label;
  return label.toLowerCase().includes(seen.toLowerCase()) ? label : `${seen}: ${label}`;
}
