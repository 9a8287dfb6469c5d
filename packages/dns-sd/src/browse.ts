/** Finds services on the link. */

import { type Clock, type Milliseconds, type Random, systemClock, systemRandom } from '@sallyport/core';
import { BrowserEngine } from './browser-engine.ts';
import { EngineLoop } from './engine-loop.ts';
import { type LinkOptions, linkOptions, MulticastLink } from './multicast-link.ts';
import type { Service, ServiceEvent } from './service.ts';
import type { CacheLimits } from './service-cache.ts';

export interface BrowseOptions extends Omit<LinkOptions, 'port'> {
  /** For example `_brski-registrar._tcp`. */
  readonly type: string;
  /** From the first question to the second; doubled each time. Default 1 s. */
  readonly firstInterval?: Milliseconds;
  /** Default 1 h (RFC 8995 §4.1). */
  readonly maxInterval?: Milliseconds;
  readonly limits?: Partial<CacheLimits>;
  /** Default 5353. Another one keeps apart from every other mDNS speaker: for tests. */
  readonly mdnsPort?: number;
  readonly clock?: Clock;
  readonly random?: Random;
}

export interface BrowseEvents {
  /** A service was found, or found to have changed. */
  up?(service: Service): void;
  /** A service said goodbye or was not heard of for too long. */
  down?(service: Service): void;
  /** A datagram that made no sense, a message that could not be sent. */
  warning?(error: Error): void;
}

export interface Browser {
  /** What is up now. */
  services(): readonly Service[];
  /** The link has changed: ask again at once and at short intervals (RFC 8995 §4.1). */
  networkChanged(): void;
  close(): Promise<void>;
}

/**
 * Looks for services until closed, by asking and by listening.
 * @throws E_DNS_SD_NAME, E_DNS_SD_INTERFACE, E_DNS_SD_MULTICAST
 */
export async function browse(options: BrowseOptions, events: BrowseEvents): Promise<Browser> {
  const clock = options.clock ?? systemClock;
  let engine: BrowserEngine | undefined;
  let loop: EngineLoop<ServiceEvent> | undefined;
  const restart = () => {
    engine?.start(clock.monotonic());
    loop?.wake();
  };
  const link = await MulticastLink.open(linkOptions(options), {
    message: (message, from) => loop?.receive(message, from),
    warning: (error) => events.warning?.(error),
    networkChanged: restart,
  });
  try {
    engine = new BrowserEngine({
      ...options,
      ...(options.mdnsPort === undefined ? {} : { port: options.mdnsPort }),
      random: options.random ?? systemRandom,
      zone: link.on?.name,
    });
  } catch (error) {
    await link.close();
    throw error;
  }
  loop = new EngineLoop(engine, clock, ({ type, service }) => events[type]?.(service));
  const [running, looking] = [loop, engine];
  engine.start(clock.monotonic());
  loop.run(link);
  return {
    services: () => looking.services(),
    networkChanged: restart,
    close: () => {
      running.stop();
      return link.close();
    },
  };
}
