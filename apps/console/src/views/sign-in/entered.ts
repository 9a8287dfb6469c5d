/** Somebody came in: the page keeps its half of the session. */

import { type Person, setPageKey, signedIn } from '../../api/index.ts';

export interface Entered {
  readonly pageKey: string;
  readonly account: Person;
  /** Whether they have nothing yet by which to come back. */
  readonly needsCredential: boolean;
}

export function keepPageKey({ pageKey }: Entered): void {
  setPageKey(pageKey);
}

/** Shows the console. Whoever came to the sign-in page goes to its first view; others see what they came for. */
export function goIn({ account }: Entered, route: (path: string) => void): void {
  if (location.pathname === '/sign-in') route('/');
  signedIn(account);
}
