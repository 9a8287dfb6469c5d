/** Views that are loaded when somebody first goes there, also where the domain is away for a moment. */

import { lazy } from 'preact-iso';
import { browserTimer } from '../api/live/browser-timer.ts';
import { lookForUpdate } from './updated.ts';

const AGAIN_MS = 2000;

interface Preloaded {
  readonly preload: () => Promise<unknown>;
}

const all: Preloaded[] = [];

/** A file that is not there any more belongs to pages that were replaced: then the newer ones are loaded. */
export function later<T>(load: () => Promise<T>) {
  const view = lazy(() => persistent(load));
  all.push(view);
  return view;
}

/** Loads what is not there yet, one after the other, so that every view is there when it is needed, with or without the domain. */
export async function loadRest(): Promise<void> {
  for (const view of all) await view.preload();
}

async function persistent<T>(load: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await load();
    } catch {
      if (await lookForUpdate()) location.reload();
      await new Promise<void>((resolve) => {
        browserTimer.after(AGAIN_MS, resolve);
      });
    }
  }
}
