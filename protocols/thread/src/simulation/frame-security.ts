/** Protects what a node sends and opens what it hears: with the network's key, with a KEK, or not at all. */

import { createSecretKey, type KeyObject } from 'node:crypto';
import { type Secret, toHex } from '@sallyport/core';
import {
  type ExtendedAddress,
  encodeFrame,
  type Frame,
  type KeyIdentifier,
  protectFrame,
  type ReceivedFrame,
  ReplayGuard,
  type SecurityHeader,
  unprotectFrame,
} from '@sallyport/ieee802154';
import type { ReceivedSecurity, SendSecurity } from '../node/ports.ts';
import type { Drop } from './drops.ts';
import type { Keyring } from './keyring.ts';
import { MAX_REMEMBERED_SENDERS, type Neighbours } from './neighbours.ts';

/** A frame that may be looked into, and how it was protected. */
export interface OpenedFrame {
  readonly security: ReceivedSecurity;
  readonly sender: ExtendedAddress;
  readonly payload: Uint8Array;
}

/** Thread protects every frame with ENC-MIC-32. */
const LEVEL = 5;
const NO_NEIGHBOURS: Pick<Neighbours, 'byShort' | 'byExtended'> = {
  byShort: () => undefined,
  byExtended: () => undefined,
};
const MAX_KEKS = 64;

interface KekState {
  readonly key: KeyObject;
  readonly guard: ReplayGuard;
  counter: number;
  /** Frames under it are opened too. */
  isAccepted: boolean;
}

/** What each kind of protection costs in a frame, and which key it names. */
export class FrameSecurity {
  /** Undefined for a device without a network. */
  keyring: Keyring | undefined;
  /** By key sequence. */
  readonly #guards = new Map<number, ReplayGuard>();
  /** By the extended address of the other end. */
  readonly #keks = new Map<string, KekState>();
  readonly #neighbours: Pick<Neighbours, 'byShort' | 'byExtended'>;

  constructor(neighbours: Pick<Neighbours, 'byShort' | 'byExtended'> = NO_NEIGHBOURS) {
    this.#neighbours = neighbours;
  }

  /** The security header of the next frame, without its counter: for its size. */
  headerFor(security: SendSecurity): SecurityHeader | undefined {
    if (security === 'none') return undefined;
    const key: KeyIdentifier =
      security === 'network-key' ? { mode: 1, index: this.keyring?.keyIndex ?? 1 } : { mode: 0 };
    return { level: LEVEL, frameCounter: 0, key };
  }

  /** The frame as it goes on air; undefined for a node that has no key for it. */
  seal(
    frame: Frame,
    security: SendSecurity,
    sender: ExtendedAddress,
    peer: ExtendedAddress | undefined,
  ): Uint8Array | undefined {
    const header = this.headerFor(security);
    if (header === undefined || security === 'none') return encodeFrame(frame);
    if (security === 'network-key') {
      const { keyring } = this;
      if (keyring === undefined) return undefined;
      const protection = { ...header, frameCounter: keyring.nextMacCounter() };
      return protectFrame({ ...frame, security: protection }, keyring.macKey(), sender);
    }
    if (peer === undefined) return undefined;
    const kek = this.#kek(peer, security.kek);
    return protectFrame({ ...frame, security: { ...header, frameCounter: kek.counter++ } }, kek.key, sender);
  }

  /** Opens frames that `peer` protects with `kek`, until the function it gives is called. */
  acceptKek(peer: ExtendedAddress, kek: Secret): () => void {
    const state = this.#kek(peer, kek);
    state.isAccepted = true;
    return () => {
      state.isAccepted = false;
      if (this.#keks.get(toHex(peer)) === state) this.#keks.delete(toHex(peer));
    };
  }

  open(received: ReceivedFrame): OpenedFrame | Drop {
    const { security, source } = received;
    if (security === undefined) {
      // Whoever is not in the network has no short address.
      if (typeof source === 'number' || source === undefined) return 'no-sender';
      return { security: 'none', sender: source, payload: received.payload };
    }
    if (security.level !== LEVEL) return 'security-level';
    return security.key.mode === 0 ? this.#openKek(received, security) : this.#openNetwork(received, security);
  }

  /** For a node whose network key changed. */
  forgetCounters(): void {
    this.#guards.clear();
  }

  #openNetwork(received: ReceivedFrame, { key, frameCounter }: SecurityHeader): OpenedFrame | Drop {
    const { keyring } = this;
    if (keyring === undefined || key.mode !== 1) return 'no-key';
    const { source } = received;
    const neighbour =
      typeof source === 'number' ? this.#neighbours.byShort(source) : source && this.#neighbours.byExtended(source);
    if (neighbour === undefined) return 'no-neighbour';
    const sequence = keyring.sequenceOf(key.index);
    if (sequence === undefined) return 'no-key';
    const opened = unprotectFrame(received, keyring.macKey(sequence), neighbour.extended);
    if (opened === undefined) return 'integrity';
    if (!this.#guardOf(sequence).accept(toHex(neighbour.extended), frameCounter)) return 'replay';
    keyring.moveTo(sequence);
    return { security: 'network-key', sender: neighbour.extended, payload: opened.payload };
  }

  #guardOf(sequence: number): ReplayGuard {
    const known = this.#guards.get(sequence);
    if (known !== undefined) return known;
    // Only this sequence and its neighbours are ever asked for.
    for (const other of this.#guards.keys()) if (Math.abs(other - sequence) > 2) this.#guards.delete(other);
    const guard = new ReplayGuard(MAX_REMEMBERED_SENDERS);
    this.#guards.set(sequence, guard);
    return guard;
  }

  #openKek(received: ReceivedFrame, { frameCounter }: SecurityHeader): OpenedFrame | Drop {
    const { source } = received;
    if (typeof source === 'number' || source === undefined) return 'no-sender';
    const state = this.#keks.get(toHex(source));
    if (state?.isAccepted !== true) return 'no-key';
    const opened = unprotectFrame(received, state.key, source);
    if (opened === undefined) return 'integrity';
    if (!state.guard.accept('peer', frameCounter)) return 'replay';
    return { security: 'kek', sender: source, payload: opened.payload };
  }

  #kek(peer: ExtendedAddress, kek: Secret): KekState {
    const name = toHex(peer);
    const key = createSecretKey(kek.expose());
    const known = this.#keks.get(name);
    if (known?.key.equals(key)) return known;
    const state = { key, guard: new ReplayGuard(1), counter: 0, isAccepted: false };
    const [oldest] = this.#keks.keys();
    if (this.#keks.size >= MAX_KEKS && oldest !== undefined) this.#keks.delete(oldest);
    this.#keks.set(name, state);
    return state;
  }
}
