/** What is done when a test ends, the latest first: what was opened later may need what was opened before. */

import type { TestContext } from 'node:test';

type Ending = () => void | Promise<void>;

const endings = new WeakMap<TestContext, Ending[]>();

export function atEnd(t: TestContext, end: Ending): void {
  const known = endings.get(t);
  if (known !== undefined) {
    known.push(end);
    return;
  }
  const all = [end];
  endings.set(t, all);
  t.after(async () => {
    for (const each of all.reverse()) await each();
  });
}
