/**
 * When a decision that turned was told of, when the Disconnect-Request was handed to the system, when its acknowledgement came, and
 * when people were told, with the reason.
 */

import { Socket } from 'node:dgram';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { Milliseconds } from '@sallyport/core';
import { deviceKey, type OnboardingEvent, type TrustChange } from '@sallyport/onboarding';
import { CODES } from '@sallyport/radius';

/** Milliseconds of `performance`. */
export class Moments {
  /** By the key of the device, the first time each. */
  readonly told = new Map<string, Milliseconds>();
  readonly sent: Milliseconds[] = [];
  readonly acknowledged: Milliseconds[] = [];
  /** By the key of the device. */
  readonly reported = new Map<string, Milliseconds>();
  readonly #waiting = new Map<string, () => void>();

  /** From now on. */
  clear(): void {
    this.told.clear();
    this.sent.length = 0;
    this.acknowledged.length = 0;
    this.reported.clear();
  }

  trustChanged({ deviceKey: key }: TrustChange): void {
    if (key !== undefined && !this.told.has(key)) this.told.set(key, performance.now());
  }

  /** A step of a device's way: F.0 is told when a NAS has acknowledged that it put the device out, and why is known. */
  happened({ step, ok, device }: OnboardingEvent): void {
    if (step !== 'F.0' || !ok || device === undefined) return;
    const key = deviceKey(device);
    this.reported.set(key, performance.now());
    this.#waiting.get(key)?.();
    this.#waiting.delete(key);
  }

  async whenReported(key: string): Promise<void> {
    if (this.reported.has(key)) return;
    await new Promise<void>((resolve) => {
      this.#waiting.set(key, resolve);
    });
  }

  /**
   * Hears every Disconnect-Request that leaves by a UDP socket which this process opens from now on, each once however often
   * it is sent again, and every acknowledgement that comes. Gives the way to stop.
   */
  listenForRequests(): () => void {
    const seen = new Set<string>();
    const opened = (message: unknown): void => {
      const socket =
        typeof message === 'object' && message !== null && 'socket' in message ? message.socket : undefined;
      if (!(socket instanceof Socket)) return;
      const { send } = socket;
      const heard = (...values: readonly unknown[]): void => {
        const [packet] = values;
        if (packet instanceof Uint8Array && packet[0] === CODES.DISCONNECT_REQUEST) this.#leaves(packet, seen);
        Reflect.apply(send, socket, values);
      };
      Object.defineProperty(socket, 'send', { value: heard });
      socket.prependListener('message', (packet: Uint8Array) => {
        if (packet[0] === CODES.DISCONNECT_ACK) this.acknowledged.push(performance.now());
      });
    };
    subscribe('udp.socket', opened);
    return () => unsubscribe('udp.socket', opened);
  }

  /** A packet that is sent again is the same to its authenticator, which is the digest of all of it (RFC 5176 §2.3). */
  #leaves(packet: Uint8Array, seen: Set<string>): void {
    const at = performance.now();
    const name = Buffer.from(packet.subarray(0, 20)).toString('hex');
    if (seen.has(name)) return;
    seen.add(name);
    this.sent.push(at);
  }
}
