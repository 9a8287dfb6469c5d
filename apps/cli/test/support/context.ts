/** What a command is given, in a test: a terminal that remembers, and the world as it is. */

import { systemClock, systemRandom } from '@sallyport/core';
import type { RunContext } from '../../src/run-context.ts';

export interface TestContext extends RunContext {
  readonly written: { out: string; note: string };
}

export function testContext(environment: NodeJS.ProcessEnv = {}, columns?: number): TestContext {
  const written = { out: '', note: '' };
  return {
    written,
    terminal: {
      interactive: false,
      ...(columns === undefined ? {} : { columns }),
      out: (text) => {
        written.out += text;
      },
      note: (text) => {
        written.note += text;
      },
    },
    environment,
    clock: systemClock,
    random: systemRandom,
    signal: new AbortController().signal,
  };
}
