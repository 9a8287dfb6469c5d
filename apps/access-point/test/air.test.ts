import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { describe, it } from 'node:test';
import { fromHex, systemTimer } from '@sallyport/core';
import {
  decodeLinkFrame,
  encodeLinkFrame,
  FrameStream,
  framed,
  type LinkContent,
  LOOPBACK_ASSISTANCE,
  PAE_GROUP,
} from '@sallyport/eap';
import { ACCT_STATUS_TYPES, ATTRIBUTES } from '@sallyport/radius';
import { openAir } from '../src/index.ts';
import { ANSWER, FAILURE, Radius, SUCCESS } from './support/radius.ts';

const ADDRESS = fromHex('020000000001');
const IDENTITY = Uint8Array.of(2, 1, 0, 6, 1, 0x61);
const { START, STOP } = ACCT_STATUS_TYPES;

describe('a station of another process', () => {
  it('is let in by RADIUS, under its own address, and its frames are then let through', async () => {
    await using lab = await Lab.start();
    const lamp = await lab.station();
    await lamp.authenticate();
    assert.deepEqual(await lamp.next('eap'), { type: 'eap', packet: SUCCESS });
    await lamp.untilOn();
    lamp.send({ type: 'echo', receipt: 7 });
    while (!lamp.heard.some((each) => each.type === 'echoed' && each.receipt === 7)) await lamp.next('echoed');
    assert.equal(ATTRIBUTES['Calling-Station-Id'].first(lab.radius.requests[0]?.attributes ?? []), '02-00-00-00-00-01');
  });

  it('gets no echo through a door that was never opened', async () => {
    await using lab = await Lab.start();
    const stranger = await lab.station();
    await stranger.authenticate(Uint8Array.of(2, 2, 0, 6, 4, 0));
    assert.deepEqual(await stranger.next('eap'), { type: 'eap', packet: FAILURE });
    stranger.send({ type: 'echo', receipt: 7 });
    await stranger.authenticate();
    assert.deepEqual(await stranger.next('eap'), { type: 'eap', packet: SUCCESS });
    assert.equal(stranger.heard.filter(({ type }) => type === 'echoed').length, 0);
  });

  it('is told when it is put out, and gets no echo any more', async () => {
    await using lab = await Lab.start();
    const lamp = await lab.station();
    await lamp.authenticate();
    await lamp.next('eap');
    await lamp.untilOn();
    await lab.radius.order(ATTRIBUTES['Calling-Station-Id'].of('02-00-00-00-00-01'));
    const told = await lamp.next('eap');
    assert.equal(told.type === 'eap' && told.packet[0], 4);
    lamp.send({ type: 'echo', receipt: 99 });
    await lamp.authenticate();
    await lamp.next('eap');
    assert.equal(lamp.heard.filter((each) => each.type === 'echoed' && each.receipt === 99).length, 0);
  });

  for (const [how, leave] of [
    ['says goodbye', (lamp: Lamp) => lamp.send({ type: 'logoff' })],
    ['vanishes', (lamp: Lamp) => lamp.vanish()],
  ] as const) {
    it(`is gone, also for accounting, when it ${how}`, async () => {
      await using lab = await Lab.start();
      const lamp = await lab.station();
      await lamp.authenticate();
      await lamp.untilOn();
      leave(lamp);
      while (lab.radius.accounts.length < 2) await new Promise((resolve) => setTimeout(resolve, 5));
      assert.deepEqual(
        lab.radius.accounts.map(({ status }) => status),
        [START, STOP],
      );
    });
  }

  it('is cut off for a frame that is larger than any, and the others stay', async () => {
    await using lab = await Lab.start();
    const [lamp, giant] = [await lab.station(), await lab.station()];
    await lamp.authenticate();
    await lamp.untilOn();
    giant.raw(Uint8Array.of(0x7f, 0xff, 0xff, 0xff));
    await giant.closed;
    await lamp.untilOn();
  });

  it('is not heard for what is no frame of this link', async () => {
    await using lab = await Lab.start();
    const lamp = await lab.station();
    lamp.raw(framed(Uint8Array.of(1, 2, 3)));
    lamp.raw(framed(new Uint8Array(64)));
    await lamp.authenticate();
    assert.deepEqual(await lamp.next('eap'), { type: 'eap', packet: SUCCESS });
  });

  it('finds no room where 64 others are', async () => {
    await using lab = await Lab.start();
    const others = await Promise.all(Array.from({ length: 64 }, () => lab.station()));
    others[0]?.send({ type: 'start' });
    await others[0]?.next('eap');
    while (lab.air.stations < 64) await new Promise((resolve) => setTimeout(resolve, 5));
    const late = await lab.station();
    await late.closed;
    assert.equal(lab.air.stations, 64);
  });
});

class Lab {
  readonly radius: Radius;
  readonly air: Awaited<ReturnType<typeof openAir>>;
  readonly #lamps: Lamp[] = [];

  private constructor(radius: Radius, air: Awaited<ReturnType<typeof openAir>>) {
    this.radius = radius;
    this.air = air;
  }

  static async start(): Promise<Lab> {
    const radius = await Radius.start();
    return new Lab(radius, await openAir({ point: radius.point, host: '127.0.0.1', port: 0, timer: systemTimer }));
  }

  async station(): Promise<Lamp> {
    const socket = connect({ host: '127.0.0.1', port: this.air.port });
    await once(socket, 'connect');
    const lamp = new Lamp(socket);
    this.#lamps.push(lamp);
    return lamp;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const lamp of this.#lamps) lamp.vanish();
    await this.air.close();
    await this.radius[Symbol.asyncDispose]();
  }
}

class Lamp {
  readonly heard: LinkContent[] = [];
  readonly closed: Promise<unknown>;
  readonly #socket: ReturnType<typeof connect>;
  readonly #waiting: (() => void)[] = [];
  #at = 0;

  constructor(socket: ReturnType<typeof connect>) {
    this.#socket = socket;
    this.closed = new Promise((resolve) => socket.once('close', resolve));
    const stream = new FrameStream();
    socket.on('error', () => undefined);
    socket.on('data', (bytes: Buffer) => {
      for (const frame of stream.take(bytes) ?? []) {
        const content = decodeLinkFrame(frame)?.content;
        if (content !== undefined) this.heard.push(content);
      }
      for (const wake of this.#waiting.splice(0)) wake();
    });
  }

  /** EAPOL-Start, who it is, and what it answers the challenge with. */
  async authenticate(answer: Uint8Array = ANSWER): Promise<void> {
    this.send({ type: 'start' });
    await this.next('eap');
    this.send({ type: 'eap', packet: IDENTITY });
    await this.next('eap');
    this.send({ type: 'eap', packet: answer });
  }

  /** Until an echo comes back. */
  async untilOn(): Promise<void> {
    for (let receipt = 1000; !this.heard.some((each) => each.type === 'echoed' && each.receipt >= 1000); receipt++) {
      this.send({ type: 'echo', receipt });
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }

  /** The next of this type that was not given before. */
  async next(type: LinkContent['type']): Promise<LinkContent> {
    for (;;) {
      const content = this.heard[this.#at];
      if (content !== undefined) this.#at++;
      if (content?.type === type) return content;
      if (content === undefined) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }

  send(content: LinkContent): void {
    const to = content.type === 'echo' ? LOOPBACK_ASSISTANCE : PAE_GROUP;
    this.raw(framed(encodeLinkFrame({ to, from: ADDRESS, content })));
  }

  raw(bytes: Uint8Array): void {
    this.#socket.write(bytes);
  }

  vanish(): void {
    this.#socket.destroy();
  }
}
