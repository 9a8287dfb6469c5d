/** The browser's timer. */

import type { Timer } from '@sallyport/core';

export const browserTimer: Timer = {
  after(span, act) {
    const timeout = setTimeout(act, span);
    return () => clearTimeout(timeout);
  },
};
