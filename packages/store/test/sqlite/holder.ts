/** Opens a store, says so and keeps it; exits with 3 when it is refused as locked. */

import { isSallyportError } from '@sallyport/core';
import { openSqliteStore } from '@sallyport/store';

try {
  const store = await openSqliteStore({ path: process.argv[2] ?? '' });
  await store.append([{ stream: 'holder', type: 'held', data: null }]);
  process.stdout.write('open\n');
  setInterval(() => undefined, 1000);
} catch (error) {
  process.exit(isSallyportError(error, 'E_STORE_LOCKED') ? 3 : 1);
}
