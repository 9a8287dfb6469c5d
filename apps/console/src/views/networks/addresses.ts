/** Addresses as a person types them. */

/** One on a line, or with commas or blanks between them. */
export function addressesIn(text: string): readonly string[] {
  return [...new Set(text.split(/[\s,;]+/).filter((each) => each !== ''))];
}
