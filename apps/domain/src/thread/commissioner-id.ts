/** What others are told of who is Commissioner: a Leader takes equal ids for one that came back, so each domain has its own. */

import { utf8 } from '@sallyport/core';

const MAX_BYTES = 64;

/** At most 64 bytes (Thread 1.1.1 §8.10), with the domain's mark whole at the end. */
export function commissionerId(owner: string, mark: string): string {
  const end = ` (${mark})`;
  const bytes = utf8(`Sallyport for ${owner}`).subarray(0, MAX_BYTES - end.length);
  // Cut between characters: what is left of a broken one is dropped.
  return new TextDecoder().decode(bytes).replace(/\uFFFD+$/, '') + end;
}
