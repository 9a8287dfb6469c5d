/** Finds out, once a page is loaded, whether somebody is signed in. */

import { call } from './call.ts';
import { CallError, NOBODY } from './call-error.ts';
import { browserTimer } from './live/browser-timer.ts';
import { signedIn, signedOut } from './session.ts';
import { hasPageKey, setPageKey, whenPageKeyChanges } from './transport.ts';

const AGAIN_MS = 2000;

/** Asks again for as long as there is no answer: a page that was opened while the domain starts comes up by itself. */
function askWho(): void {
  if (!hasPageKey()) {
    signedOut();
    return;
  }
  call('me.show', {}).then(
    (person) => signedIn(person),
    (error: unknown) => {
      if (!(error instanceof CallError) || error.code !== NOBODY) {
        browserTimer.after(AGAIN_MS, askWho);
        return;
      }
      setPageKey(undefined);
      signedOut();
    },
  );
}

/** Asks now, and whenever another page of this browser signs somebody in or out. Called once, by the page's beginning. */
export function keepKnowingWho(): void {
  askWho();
  whenPageKeyChanges(askWho);
}
