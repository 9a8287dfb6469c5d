/** Where the API stands on the console's own origin, and what every request to it carries. */

import { recall, remember, whenRemembered } from '../shell/memory.ts';
import { attendance } from './attendance.ts';

export const API_ROOT = '/api/v1';

const MEMORY = 'pageKey';
/** What a page sends before anybody is signed in. */
const NOBODY = '1';

/**
 * The second half of a session, which the sign-in gives to the page alone. A cookie is sent to every port of a host; this is
 * kept apart by origin, so that a cookie by itself opens nothing.
 */
export function setPageKey(key: string | undefined): void {
  remember(MEMORY, key ?? '');
}

/** Whether this browser may be signed in: without the key it is not. */
export function hasPageKey(): boolean {
  return (recall(MEMORY) ?? '') !== '';
}

/** Somebody signed in or out on another page of this browser. */
export function whenPageKeyChanges(act: () => void): void {
  whenRemembered(MEMORY, act);
}

/** A header that no other origin can set without asking first, which keeps forged requests out, with the page's key as its value. */
export function headersOf(): Readonly<Record<string, string>> {
  return {
    'X-Sallyport': recall(MEMORY) || NOBODY,
    ...(attendance.isAttended ? {} : { 'X-Sallyport-Idle': '1' }),
  };
}
