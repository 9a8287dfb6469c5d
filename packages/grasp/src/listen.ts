/** Hears floods on real interfaces. */

import { type Clock, isSallyportError, systemClock } from '@sallyport/core';
import { GRASP_LISTEN_PORT } from './constants.ts';
import { FloodListener, type FloodListenerOptions, type Offer, type OfferEvent } from './flood-listener.ts';
import { GraspLink } from './grasp-link.ts';
import { chooseInterfaces, type Family } from './network-interfaces.ts';

export interface ListenForFloodsOptions extends Omit<FloodListenerOptions, 'allowLoopback'> {
  /** Default: every interface but loopback that has an address of the family. */
  readonly interfaces?: readonly string[];
  /** Default IPv6. */
  readonly family?: Family;
  /** Default 7017. Another one keeps apart from every other GRASP speaker: for tests. */
  readonly port?: number;
  readonly clock?: Clock;
}

export interface FloodEvents {
  /** An offer is new, or has changed. */
  up?(offer: Offer): void;
  /** An offer was taken back or has run out. */
  down?(offer: Offer): void;
  /** A datagram was dropped: malformed, not from the link, or about nothing wanted. To be counted at most. */
  dropped?(error: Error, source: string): void;
  /** A GRASP message of another type, which a flood listener has no answer to. */
  notSupported?(message: { readonly type: number; readonly name: string | undefined }, source: string): void;
}

export interface FloodListening {
  /** What is valid now, oldest first. */
  offers(): readonly Offer[];
  close(): Promise<void>;
}

/** The longest wait that `setTimeout` takes. */
const LONGEST_TIMER = 2 ** 31 - 1;

/**
 * Listens until closed. Loopback addresses count as link-local when the interface is a loopback interface.
 * @throws E_GRASP_INTERFACE, E_GRASP_MULTICAST
 */
export async function listenForFloods(options: ListenForFloodsOptions, events: FloodEvents): Promise<FloodListening> {
  const clock = options.clock ?? systemClock;
  const interfaces = chooseInterfaces(options.interfaces, options.family ?? 'IPv6');
  const listener = new FloodListener({ ...options, allowLoopback: interfaces.some(({ internal }) => internal) });
  const links: GraspLink[] = [];
  let timer: NodeJS.Timeout | undefined;
  const tell = (happened: readonly OfferEvent[]) => {
    for (const { type, offer } of happened) events[type]?.(offer);
    clearTimeout(timer);
    const at = listener.nextAt;
    if (at === undefined) return;
    const wait = Math.max(0, Math.ceil(at - clock.monotonic()) + 1);
    timer = setTimeout(() => tell(listener.expire(clock.monotonic())), Math.min(LONGEST_TIMER, wait));
  };
  const onDatagram = (datagram: Uint8Array, source: string) => {
    try {
      const reception = listener.receive(datagram, source, clock.monotonic());
      if (reception.outcome === 'accepted') tell(reception.events);
      else if (reception.outcome === 'not-supported') events.notSupported?.(reception, source);
    } catch (error) {
      if (!isSallyportError(error)) throw error;
      events.dropped?.(error, source);
    }
  };
  const close = async () => {
    clearTimeout(timer);
    await Promise.all(links.map((link) => link.close()));
  };
  try {
    for (const on of interfaces) {
      const port = options.port ?? GRASP_LISTEN_PORT;
      links.push(await GraspLink.open({ on, port, listen: true, onDatagram }));
    }
  } catch (error) {
    await close();
    throw error;
  }
  return { offers: () => listener.offers(), close };
}
