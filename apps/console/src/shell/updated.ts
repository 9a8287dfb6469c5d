/** Whether the domain serves newer pages than the one that is open: then it may not fit any more. */

import { signal } from '@preact/signals';

const START = '/index.html';

/** Set once it is known, and never taken back. */
export const isOutdated = signal(false);

/** Asks for the first file anew, and looks whether it still begins with the script that runs here. */
export async function lookForUpdate(): Promise<boolean> {
  try {
    const response = await fetch(START, { cache: 'no-store' });
    if (response.ok && !(await response.text()).includes(firstScript())) isOutdated.value = true;
  } catch {
    // No answer says nothing about the pages.
  }
  return isOutdated.value;
}

function firstScript(): string {
  return document.querySelector('script[src]')?.getAttribute('src') ?? '';
}
