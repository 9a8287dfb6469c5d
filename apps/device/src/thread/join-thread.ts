/** A simulated device joins a Thread network by its code, keeps what it was entrusted with, and attaches (MeshCoP; M.1, M.7, M.8). */

import {
  type Clock,
  isSallyportError,
  type Milliseconds,
  type Random,
  type SallyportError,
  SECOND,
  systemClock,
  systemRandom,
  systemTimer,
  type Timer,
  toHex,
} from '@sallyport/core';
import { type EventListener, onboardingEvent } from '@sallyport/onboarding';
import {
  deviceOf,
  type JoinedNetwork,
  Joiner,
  type JoinerEvent,
  joinerIdOf,
  requireActive,
  type VendorInfo,
} from '@sallyport/thread';
import { LinkGraph, SimulatedJoinerRadio, SimulatedNode, worldOf } from '@sallyport/thread/simulation';
import { fail } from '../errors.ts';
import { sleep } from '../sleep.ts';
import { RemoteAir } from './remote-air.ts';
import type { ThreadDevice, ThreadMembership } from './thread-device.ts';

export interface JoinThreadOptions {
  readonly device: ThreadDevice;
  /** Where a simulated network's air is reached; an address or a name. */
  readonly air: { readonly address: string; readonly port: number };
  readonly vendor?: Partial<VendorInfo>;
  /** The channels to look on; all of them take five seconds. */
  readonly channels?: readonly number[];
  /** `one-round` gives up when a discovery found nobody or nobody let it in. Default `until-aboard`. */
  readonly persistence?: 'until-aboard' | 'one-round';
  readonly onEvent?: EventListener;
  readonly listener?: (event: JoinerEvent) => void;
  readonly signal?: AbortSignal;
  readonly clock?: Clock;
  readonly timer?: Timer;
  readonly random?: Random;
}

/** A device on its network: it stays there until closed. */
export interface OnThread {
  readonly membership: ThreadMembership;
  /** The device's routing locator. */
  readonly rloc16: number;
  close(): Promise<void>;
}

const DEFAULT_VENDOR: VendorInfo = {
  vendorName: 'Sallyport',
  vendorModel: 'Simulated device',
  vendorSwVersion: '1.0',
  vendorStackVersion: { oui: '000000', build: 0, revision: 0, minor: 1, major: 0 },
};
const FIRST_PAUSE: Milliseconds = SECOND;
const LONGEST_PAUSE: Milliseconds = 30 * SECOND;

/**
 * Joins when it has no network, and attaches to the one it has.
 * @throws E_THREAD_NO_NETWORK, E_THREAD_JOIN_…, E_DTLS_…, E_DEVICE_THREAD_ATTACH, E_DEVICE_ABORTED, E_DEVICE_STORAGE,
 *   E_DEVICE_OPTIONS, E_UDP_…
 */
export async function joinThread(options: JoinThreadOptions): Promise<OnThread> {
  const { device, timer = systemTimer } = options;
  const air = await RemoteAir.open(options.air, timer);
  try {
    const session = device.membership === undefined ? await join(options, air) : toHex(options.device.birth.eui64);
    const membership = device.membership;
    if (membership === undefined) throw fail('E_DEVICE_STATE', 'the device joined and kept nothing');
    requireOn(options.signal);
    const node = await attach(options, air, membership, session);
    return {
      membership,
      rloc16: node.rloc16,
      close: async () => {
        node.powerOff();
        await air.close();
      },
    };
  } catch (thrown) {
    await air.close();
    throw thrown;
  }
}

/** Gives the onboarding session under which it joined. */
async function join(options: JoinThreadOptions, air: RemoteAir): Promise<string> {
  const { device, persistence = 'until-aboard', signal, channels } = options;
  const ports = portsOf(options);
  const { eui64, pskd } = device.birth;
  const name = toHex(eui64);
  let session = name;
  const radio = new SimulatedJoinerRadio(
    { name, ...(channels === undefined ? {} : { channels }) },
    worldOf(air, new LinkGraph(), ports),
  );
  const joiner = new Joiner(
    {
      identity: { by: 'eui64', eui64 },
      pskd,
      vendor: { ...DEFAULT_VENDOR, ...options.vendor },
      radio,
      ...(options.listener === undefined ? {} : { listener: options.listener }),
      onboarding: (event) => {
        session = event.session;
        options.onEvent?.(event);
      },
    },
    ports,
  );
  try {
    const joined = await untilJoined(joiner, persistence, signal);
    await device.install({ dataset: requireActive(joined.dataset), keySequence: joined.keySequence });
    return session;
  } finally {
    radio.close();
  }
}

/** A network may open to the device at any time: it looks again and again, ever more rarely. */
async function untilJoined(
  joiner: Joiner,
  persistence: 'until-aboard' | 'one-round',
  signal: AbortSignal | undefined,
): Promise<JoinedNetwork> {
  for (let pause = FIRST_PAUSE; ; pause = Math.min(LONGEST_PAUSE, 2 * pause)) {
    requireOn(signal);
    try {
      return await joiner.join(signal === undefined ? {} : { signal });
    } catch (thrown) {
      requireOn(signal);
      // What was asked for wrongly stays wrong.
      if (persistence === 'one-round' || !isSallyportError(thrown) || thrown.fault === 'caller') throw thrown;
    }
    await sleep(pause, signal);
  }
}

function requireOn(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true)
    throw fail('E_DEVICE_ABORTED', 'the device was switched off before it was on a network');
}

async function attach(
  options: JoinThreadOptions,
  air: RemoteAir,
  { dataset, keySequence }: ThreadMembership,
  session: string,
): Promise<SimulatedNode> {
  const ports = portsOf(options);
  const { eui64 } = options.device.birth;
  const node = new SimulatedNode({ name: toHex(eui64), eui64 }, worldOf(air, new LinkGraph(), ports));
  const begun = ports.clock.monotonic();
  const report = (error: SallyportError | undefined) =>
    options.onEvent?.(
      onboardingEvent({
        session,
        protocol: 'thread',
        step: 'M.8',
        ok: error === undefined,
        at: ports.clock.now(),
        ms: ports.clock.monotonic() - begun,
        device: deviceOf({ joinerId: joinerIdOf(eui64), eui64 }, undefined, 'claimed'),
        ...(error === undefined ? {} : { message: error.message, code: error.code }),
      }),
    );
  try {
    node.configure(dataset, keySequence);
    await node.startAsChild();
    report(undefined);
    return node;
  } catch (thrown) {
    const cause = isSallyportError(thrown) ? thrown : undefined;
    const error = fail('E_DEVICE_THREAD_ATTACH', 'no router of the network took the device', { cause: thrown });
    report(cause ?? error);
    throw error;
  }
}

function portsOf({ clock = systemClock, timer = systemTimer, random = systemRandom }: JoinThreadOptions) {
  return { clock, timer, random };
}
