/**
 * The Joiner (Thread 1.1.1 §8.4.4): finds the networks that steer it, tries one after the other, and comes back with the
 * credentials of the one that let it in. To attach with them is the node's own affair.
 */

import { isSallyportError, type Milliseconds, type SallyportError, type Secret } from '@sallyport/core';
import { type EventListener, type Facts, onboardingEvent } from '@sallyport/onboarding';
import { type JoinerDiscerner, joinerIdFromDiscerner, joinerIdOf } from '../credentials/joiner-id.ts';
import { requirePskd } from '../credentials/pskd.ts';
import { OperationalDataset } from '../dataset/operational-dataset.ts';
import type { VendorStackVersion } from '../network/vendor-stack-version.ts';
import { interfaceIdOf } from '../node/addresses.ts';
import { attemptOf } from '../node/attempt.ts';
import { deviceOf, PROTOCOL } from '../node/device.ts';
import { fail } from '../node/errors.ts';
import type { JoinerRadio } from '../node/ports.ts';
import type { RolePorts } from '../node/tmf-agent.ts';
import type { JoinEntrust } from '../tmf/joiner-entrust.ts';
import { encodeJoinFinalizeRequest } from '../tmf/joiner-finalize.ts';
import { candidatesFor, describe, type JoinableNetwork } from './candidates.ts';
import type { JoinerEvent, JoinerState } from './events.ts';
import { JOINING_LIMITS, type JoiningLimits, joinThrough } from './joining.ts';

/** Who the joiner is: by what its factory assigned, or by a discerner in its place. */
export type JoinerIdentity =
  | { readonly by: 'eui64'; readonly eui64: Uint8Array }
  | { readonly by: 'discerner'; readonly discerner: JoinerDiscerner };

/** What the joiner says of itself in JOIN_FIN.req. */
export interface VendorInfo {
  readonly vendorName: string;
  readonly vendorModel: string;
  readonly vendorSwVersion: string;
  readonly vendorStackVersion: VendorStackVersion;
  readonly vendorData?: Uint8Array;
  readonly provisioningUrl?: string;
}

export interface JoinerOptions {
  readonly identity: JoinerIdentity;
  readonly pskd: Secret;
  readonly vendor: VendorInfo;
  readonly radio: JoinerRadio;
  readonly limits?: Partial<JoiningLimits>;
  readonly listener?: (event: JoinerEvent) => void;
  /** Hears steps M.1 and M.7. */
  readonly onboarding?: EventListener;
}

/** A network's credentials, as its Joiner Router entrusted them. */
export interface JoinedNetwork {
  /** All of it: what was entrusted, with the channel and PAN ID on which the network was found. */
  readonly dataset: OperationalDataset;
  readonly networkKey: Secret;
  /** The network key's sequence counter. */
  readonly keySequence: number;
  readonly networkName: string;
  readonly channel: number;
  readonly panId: number;
  /** The extended address of the router through which it joined: a parent in reach. */
  readonly joinerRouter: Uint8Array;
}

export class Joiner {
  readonly joinerId: Uint8Array;
  readonly #options: JoinerOptions;
  readonly #ports: RolePorts;
  readonly #pskd: Secret;
  #state: JoinerState = 'idle';

  /** @throws E_THREAD_PSKD, E_THREAD_EUI64, E_THREAD_DISCERNER */
  constructor(options: JoinerOptions, ports: RolePorts) {
    const { identity, pskd } = options;
    this.#options = options;
    this.#ports = ports;
    this.#pskd = requirePskd(pskd);
    this.joinerId =
      identity.by === 'eui64' ? joinerIdOf(identity.eui64) : joinerIdFromDiscerner(identity.discerner, ports.random);
  }

  get state(): JoinerState {
    return this.#state;
  }

  /**
   * Discovers once, and tries what it finds until one network lets it in.
   * @throws E_THREAD_BUSY, E_THREAD_NO_NETWORK, E_THREAD_ABORTED, and what the first attempt failed with: E_THREAD_JOIN_REJECTED,
   *   E_THREAD_JOIN_TIMEOUT, E_THREAD_JOIN_ENTRUST, E_DTLS_…
   */
  async join(options: { readonly signal?: AbortSignal } = {}): Promise<JoinedNetwork> {
    if (this.#state !== 'idle' && this.#state !== 'joined') throw fail('E_THREAD_BUSY', `the joiner is ${this.#state}`);
    try {
      const joined = await this.#joinOne(await this.#discover(options.signal), options.signal);
      this.#enter('joined');
      return joined;
    } catch (thrown) {
      this.#enter('idle');
      throw thrown;
    }
  }

  async #discover(signal: AbortSignal | undefined): Promise<readonly JoinableNetwork[]> {
    this.#enter('discovering');
    const { identity, radio, listener } = this.#options;
    const begun = this.#ports.clock.monotonic();
    const discovered = await radio.discover();
    if (signal?.aborted === true) throw fail('E_THREAD_ABORTED', 'joining was ended');
    const candidates = candidatesFor(identity.by === 'eui64' ? this.joinerId : identity.discerner, discovered);
    listener?.({ type: 'discovered', networks: discovered.length, candidates: candidates.length });
    if (candidates.length === 0) {
      const error = fail('E_THREAD_NO_NETWORK', `of ${discovered.length} routers in reach none steers this joiner`);
      this.#report('M.1', attemptOf(interfaceIdOf(this.joinerId), undefined), begun, { error });
      throw error;
    }
    return candidates;
  }

  async #joinOne(candidates: readonly JoinableNetwork[], signal: AbortSignal | undefined): Promise<JoinedNetwork> {
    let failure: SallyportError | undefined;
    for (const network of candidates) {
      try {
        return await this.#try(network, signal);
      } catch (thrown) {
        if (!isSallyportError(thrown) || isSallyportError(thrown, 'E_THREAD_ABORTED')) throw thrown;
        this.#options.listener?.({ type: 'failed', candidate: describe(network), error: thrown });
        failure ??= thrown;
      }
    }
    throw failure ?? fail('E_THREAD_NO_NETWORK', 'there is no network to try');
  }

  async #try(network: JoinableNetwork, signal: AbortSignal | undefined): Promise<JoinedNetwork> {
    const { radio, vendor, limits, listener } = this.#options;
    const candidate = describe(network);
    listener?.({ type: 'trying', candidate });
    const begun = this.#ports.clock.monotonic();
    const interfaceId = interfaceIdOf(this.joinerId);
    let session = attemptOf(interfaceId, undefined);
    const link = radio.tune(network, this.joinerId);
    try {
      const entrust = await joinThrough(
        {
          network,
          link,
          pskd: this.#pskd,
          finalize: encodeJoinFinalizeRequest({ ...vendor, state: 'accept' }),
          limits: { ...JOINING_LIMITS, ...limits },
          began: (clientRandom) => {
            session = attemptOf(interfaceId, clientRandom);
            this.#report('M.1', session, begun, { facts: { ...candidate } });
          },
          entered: (state) => this.#enter(state),
          signal,
        },
        this.#ports,
      );
      this.#report('M.7', session, begun, { facts: { ...candidate } });
      return joinedNetwork(network, entrust);
    } catch (thrown) {
      if (isSallyportError(thrown)) this.#report('M.7', session, begun, { error: thrown, facts: { ...candidate } });
      throw thrown;
    } finally {
      link.release();
    }
  }

  #enter(state: JoinerState): void {
    if (this.#state === state) return;
    this.#state = state;
    this.#options.listener?.({ type: 'state', state });
  }

  #report(
    step: 'M.1' | 'M.7',
    session: string,
    begun: Milliseconds,
    { error, facts }: { readonly error?: SallyportError; readonly facts?: Facts },
  ): void {
    const { identity, vendor, onboarding } = this.#options;
    const { clock } = this.#ports;
    const eui64 = identity.by === 'eui64' ? identity.eui64 : undefined;
    onboarding?.(
      onboardingEvent({
        session,
        protocol: PROTOCOL,
        step,
        ok: error === undefined,
        at: clock.now(),
        ms: clock.monotonic() - begun,
        device: deviceOf({ joinerId: this.joinerId, eui64 }, vendor.vendorModel, 'claimed'),
        ...(facts === undefined ? {} : { facts }),
        ...(error === undefined ? {} : { message: error.message, code: error.code }),
      }),
    );
  }
}

function joinedNetwork(network: JoinableNetwork, entrust: JoinEntrust): JoinedNetwork {
  const { networkKey, networkName, networkKeySequence = 0 } = entrust;
  const { channel, panId, joinerRouter } = network;
  const dataset = OperationalDataset.of({ ...entrust, channel: { page: 0, number: channel }, panId });
  return { dataset, networkKey, keySequence: networkKeySequence, networkName, channel, panId, joinerRouter };
}
