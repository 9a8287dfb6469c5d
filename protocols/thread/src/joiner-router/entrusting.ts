/**
 * JOIN_ENT.ntf: the network's credentials for joiners that were accepted, each under its own KEK (Thread 1.1.1 §8.4.4).
 *
 * A KEK lives from the RLY_TX.ntf that brings it until the joiner has answered, or has been asked often enough.
 */

import { CoapEndpoint } from '@sallyport/coap';
import { isSallyportError, MINUTE, type Milliseconds, SECOND, Secret, toHex } from '@sallyport/core';
import { type EventListener, onboardingEvent } from '@sallyport/onboarding';
import { requireActive } from '../dataset/complete.ts';
import { interfaceIdOf, linkLocalAddressOf, TMF_PORT } from '../node/addresses.ts';
import { attemptOf } from '../node/attempt.ts';
import { deviceOf, PROTOCOL } from '../node/device.ts';
import { fail } from '../node/errors.ts';
import type { DatasetView } from '../node/ports.ts';
import { Remembered } from '../node/remembered.ts';
import { readResponse } from '../node/responses.ts';
import type { RolePorts, TmfAgent } from '../node/tmf-agent.ts';
import { encodeJoinEntrust } from '../tmf/joiner-entrust.ts';
import { TMF_URIS } from '../tmf/uris.ts';

export interface EntrustingLimits {
  /** From JOIN_FIN.rsp to JOIN_ENT.ntf, so that the joiner has closed its session and expects it. */
  readonly delay: Milliseconds;
  /** How long a KEK is kept at most. */
  readonly patience: Milliseconds;
  /** Joiners entrusted at the same time. */
  readonly maxJoiners: number;
}

export const ENTRUSTING_LIMITS: EntrustingLimits = { delay: 50, patience: 30 * SECOND, maxJoiners: 256 };

export interface EntrustingOptions {
  readonly agent: TmfAgent;
  readonly datasets: DatasetView;
  readonly limits: Partial<EntrustingLimits> | undefined;
  readonly onboarding: EventListener | undefined;
}

interface Entrusted {
  readonly kek: Secret;
  /** False when it had ended before. */
  end(): boolean;
}

export class Entrusting {
  readonly #options: EntrustingOptions;
  readonly #ports: RolePorts;
  readonly #limits: EntrustingLimits;
  /** By interface identifier in hex. */
  readonly #joiners = new Map<string, Entrusted>();
  readonly #attempts: Remembered<string>;

  constructor(options: EntrustingOptions, ports: RolePorts) {
    this.#options = options;
    this.#ports = ports;
    this.#limits = { ...ENTRUSTING_LIMITS, ...options.limits };
    this.#attempts = new Remembered(4 * this.#limits.maxJoiners, ports.clock, 5 * MINUTE);
  }

  /** Joiners being entrusted: as many KEKs are held. */
  get size(): number {
    return this.#joiners.size;
  }

  /** Notes the name of a joiner's attempt, for its event. */
  follow(joiner: string, attempt: string): void {
    this.#attempts.set(joiner, attempt);
  }

  /** Entrusts the joiner after a while. The same KEK again changes nothing; another one begins anew. */
  entrust(interfaceId: Uint8Array, kek: Secret): void {
    const joiner = toHex(interfaceId);
    const known = this.#joiners.get(joiner);
    if (known?.kek.equals(kek) === true) return;
    known?.end();
    if (this.#joiners.size >= this.#limits.maxJoiners) {
      this.#report(interfaceId, this.#ports.clock.monotonic(), fail('E_THREAD_BUSY', 'too many joiners at once'));
      return;
    }
    this.#begin(joiner, Uint8Array.from(interfaceId), Secret.of(kek.expose()));
  }

  close(): void {
    for (const entrusted of [...this.#joiners.values()]) entrusted.end();
  }

  #begin(joiner: string, interfaceId: Uint8Array, kek: Secret): void {
    const { agent } = this.#options;
    const address = linkLocalAddressOf(interfaceId);
    const coap = new CoapEndpoint(
      {},
      {
        ...this.#ports,
        transmit: (payload) =>
          agent.udp.send({ from: TMF_PORT, to: { address, port: TMF_PORT }, payload, security: { kek } }),
      },
    );
    const release = [
      agent.udp.acceptKek(interfaceIdOf(interfaceId), kek),
      agent.expectKek(address, ({ payload }) => coap.receive(payload, address)),
      this.#ports.timer.after(this.#limits.delay, () => this.#send(interfaceId, coap, address, entrusted)),
    ];
    const entrusted: Entrusted = {
      kek,
      end: () => {
        if (this.#joiners.get(joiner) !== entrusted) return false;
        this.#joiners.delete(joiner);
        for (const each of release) each();
        coap.close();
        kek.wipe();
        return true;
      },
    };
    this.#joiners.set(joiner, entrusted);
  }

  #send(interfaceId: Uint8Array, coap: CoapEndpoint, address: string, entrusted: Entrusted): void {
    const begun = this.#ports.clock.monotonic();
    const timeout = this.#limits.patience;
    this.#request(coap, address, timeout)
      .then(() => undefined, errorOf)
      .then((error) => {
        if (entrusted.end()) this.#report(interfaceId, begun, error);
      });
  }

  async #request(coap: CoapEndpoint, address: string, timeout: Milliseconds): Promise<void> {
    const payload = this.#credentials();
    try {
      readResponse(await coap.request(address, { method: 'POST', path: TMF_URIS.JOIN_ENT, payload, timeout }));
    } finally {
      payload.fill(0);
    }
  }

  /** What this node runs on now. @throws E_THREAD_DATASET_INCOMPLETE */
  #credentials(): Uint8Array {
    const { active, keySequence } = this.#options.datasets;
    if (active === undefined) throw fail('E_THREAD_STATE', 'the Joiner Router has no Active Operational Dataset');
    return encodeJoinEntrust({ ...requireActive(active), networkKeySequence: keySequence });
  }

  #report(interfaceId: Uint8Array, begun: Milliseconds, error: { message: string; code?: string } | undefined): void {
    const { clock } = this.#ports;
    const joinerId = interfaceIdOf(interfaceId);
    this.#options.onboarding?.(
      onboardingEvent({
        session: this.#attempts.get(toHex(interfaceId)) ?? attemptOf(interfaceId, undefined),
        protocol: PROTOCOL,
        step: 'M.6',
        ok: error === undefined,
        at: clock.now(),
        ms: clock.monotonic() - begun,
        device: deviceOf({ joinerId, eui64: undefined }, undefined, 'code'),
        facts: { joinerRouterLocator: this.#options.agent.udp.rloc16 },
        ...(error === undefined ? {} : { message: error.message, code: error.code }),
      }),
    );
  }
}

function errorOf(thrown: unknown): { message: string; code?: string } {
  if (isSallyportError(thrown)) return { message: thrown.message, code: thrown.code };
  return { message: 'the joiner could not be entrusted' };
}
