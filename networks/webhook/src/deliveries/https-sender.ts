/** A sender over `@sallyport/http`: the server authenticated, no redirect followed, no answer body kept. */

import type { HttpsClient } from '@sallyport/http';
import type { Sender } from './delivery.ts';

/** Delivery is by idempotency key, so a kept connection that turns out to be closed is no reason to wait. */
export function httpsSender(client: HttpsClient): Sender {
  return async ({ url, headers, body, signal }) => {
    const { status, headers: answered } = await client.request(
      url,
      { method: 'POST', headers, body, idempotent: true },
      { signal },
    );
    return { status, headers: answered };
  };
}
