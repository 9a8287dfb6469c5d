/** The side of a NAS that takes Disconnect-Requests. */

import { type Milliseconds, Secret, systemClock, systemRandom } from '@sallyport/core';
import { ATTRIBUTES, type ChangeOrder, type ChangeOutcome, DynamicAuthorizationServer } from '@sallyport/radius';
import { serveDynamicAuthorization } from '@sallyport/radius/transport';
import { openUdpSocket } from '@sallyport/udp';
import { SECRET } from './network.ts';

export interface Nas extends AsyncDisposable {
  readonly port: number;
  readonly orders: { readonly order: ChangeOrder; readonly at: Milliseconds }[];
  answer: (order: ChangeOrder) => ChangeOutcome;
}

export async function startNas(): Promise<Nas> {
  const orders: Nas['orders'] = [];
  const socket = await serveDynamicAuthorization(
    (transmit) =>
      new DynamicAuthorizationServer(
        {
          clients: [{ name: 'home', addresses: ['127.0.0.1'], secret: Secret.of(SECRET) }],
          identification: ATTRIBUTES['NAS-IP-Address'].of('127.0.0.1'),
          handle(order) {
            orders.push({ order, at: performance.now() });
            return nas.answer(order);
          },
        },
        { clock: systemClock, random: systemRandom, transmit },
      ),
    { open: openUdpSocket, host: '127.0.0.1', port: 0 },
  );
  const nas: Nas = {
    port: socket.port,
    orders,
    answer: () => ({ isDone: true }),
    [Symbol.asyncDispose]: () => socket.close(),
  };
  return nas;
}

/** Or after a while: what it waits for is to be asserted. */
export async function until(isSo: () => boolean): Promise<void> {
  const end = performance.now() + 5000;
  while (!isSo() && performance.now() < end) {
    await new Promise((resolve) => {
      setTimeout(resolve, 2);
    });
  }
}
