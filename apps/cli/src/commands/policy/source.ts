/** The text of a rule, out of a file. */

import { readInput } from '../../data/named-files.ts';

/** @throws E_CLI_FILE */
export function sourceIn(file: string): string {
  return new TextDecoder().decode(readInput(file));
}
