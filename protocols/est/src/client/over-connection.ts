import { channelBinding, type ExchangeLimits, type PersistentConnection } from '@sallyport/http';
import type { EstClientOptions } from './client.ts';

/** What an {@link EstClient} needs of its connection, taken from one that is open: requests travel on it, bound to it. */
export function overConnection(
  connection: Pick<PersistentConnection, 'request' | 'connection'>,
  limits?: ExchangeLimits,
): Required<Pick<EstClientOptions, 'send' | 'channelBinding'>> {
  return {
    send: (request) => connection.request(request, limits),
    channelBinding: () => channelBinding(connection.connection).value,
  };
}
