/** What no way from a claim to a device's end can do without, each alone: a signature, a write to the disk, a datagram and its answer. */

import { generateKeyPairSync, type KeyObject, sign, verify } from 'node:crypto';
import { closeSync, fdatasyncSync, openSync, writeSync } from 'node:fs';
import type { Milliseconds } from '@sallyport/core';
import { openUdpSocket, type UdpSocket } from '@sallyport/udp';
import { HOST } from '../network-rig.ts';

export const FLOORS = ['Ed25519 verified', 'P-256 verified', 'written and synced', 'datagram and answer'] as const;
export type Floor = (typeof FLOORS)[number];

/** Of no meaning; as long as a claim. */
const DATA = Buffer.alloc(600, 'a claim ');

export class Floors {
  readonly spans: Readonly<Record<Floor, Milliseconds[]>> = {
    'Ed25519 verified': [],
    'P-256 verified': [],
    'written and synced': [],
    'datagram and answer': [],
  };
  readonly #file: number;
  readonly #ed25519 = signed(null, generateKeyPairSync('ed25519'));
  readonly #p256 = signed('sha256', generateKeyPairSync('ec', { namedCurve: 'P-256' }));
  readonly #near: UdpSocket;
  readonly #far: UdpSocket;
  readonly #answers: { answered: () => void };

  private constructor(file: number, near: UdpSocket, far: UdpSocket, answers: { answered: () => void }) {
    this.#file = file;
    this.#near = near;
    this.#far = far;
    this.#answers = answers;
  }

  /** `path`: a new file on the disk that is meant. */
  static async open(path: string): Promise<Floors> {
    const answers = { answered: (): void => undefined };
    const near = await openUdpSocket({ host: HOST }, () => answers.answered());
    const far: UdpSocket = await openUdpSocket({ host: HOST }, (datagram, from) => far.send(datagram, from));
    return new Floors(openSync(path, 'wx'), near, far, answers);
  }

  /** Each once. */
  async measure(): Promise<void> {
    this.spans['Ed25519 verified'].push(spanOf(this.#ed25519));
    this.spans['P-256 verified'].push(spanOf(this.#p256));
    const synced = spanOf(() => {
      writeSync(this.#file, DATA);
      fdatasyncSync(this.#file);
    });
    this.spans['written and synced'].push(synced);
    const begun = performance.now();
    await new Promise<void>((resolve) => {
      this.#answers.answered = resolve;
      this.#near.send(DATA, this.#far);
    });
    this.spans['datagram and answer'].push(performance.now() - begun);
  }

  async close(): Promise<void> {
    closeSync(this.#file);
    await Promise.all([this.#near.close(), this.#far.close()]);
  }
}

interface Pair {
  readonly publicKey: KeyObject;
  readonly privateKey: KeyObject;
}

function signed(digest: string | null, { publicKey, privateKey }: Pair): () => void {
  const signature = sign(digest, DATA, privateKey);
  return () => {
    if (!verify(digest, DATA, publicKey, signature)) throw new RangeError('a signature is not good');
  };
}

function spanOf(work: () => void): Milliseconds {
  const begun = performance.now();
  work();
  return performance.now() - begun;
}
