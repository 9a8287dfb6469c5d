/** Severities in words, where nobody gave a vector. */

/**
 * The upper end of the range that each word stands for (CVSS 4.0 §6, CVSS 3.1 §5), because what is not known is
 * taken for bad. Words of Debian, Ubuntu, Red Hat and GitHub are put where their publishers' documents put them.
 */
const UPPER_ENDS: ReadonlyMap<string, number> = new Map([
  ['none', 0],
  ['info', 0],
  ['informational', 0],
  ['negligible', 3.9],
  ['unimportant', 3.9],
  ['low', 3.9],
  ['moderate', 6.9],
  ['medium', 6.9],
  ['important', 8.9],
  ['high', 8.9],
  ['critical', 10],
]);

/** What a severity in words counts for, 0 to 10; undefined for a word that says nothing. */
export function scoreOfSeverity(word: string): number | undefined {
  return UPPER_ENDS.get(word.trim().toLowerCase());
}
