import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  CODES,
  type CoapResponse,
  findUint,
  maxAge,
  type Observer,
  ObserverSet,
  OPTIONS,
  respond,
  uintOption,
} from '@sallyport/coap';
import { bytesEqual, fromUtf8, type SallyportError, utf8 } from '@sallyport/core';
import { withCode } from '@sallyport/testing';
import { isFresher } from '../../src/observe/freshness.ts';
import { brief, RawPeer } from '../support/raw-peer.ts';
import { during, VirtualLink } from '../support/virtual-link.ts';

const GET = { method: 'GET', path: 'state' } as const;
const state = (text: string, ...options: ReturnType<typeof maxAge>[]) =>
  respond(CODES.CONTENT, utf8(text), { options });

/** A server with one observable resource, and what a client hears of it. */
function setUp(options: Parameters<VirtualLink['join']>[1] = {}, link = new VirtualLink()) {
  const observers = new ObserverSet();
  let current = state('0');
  const server = link.join('server', {
    handler: (request) => {
      observers.accept(request);
      return current;
    },
    ...options,
  });
  const heard: string[] = [];
  const ends: (SallyportError | undefined)[] = [];
  const listener = {
    changed: (response: CoapResponse) => heard.push(fromUtf8(response.payload) || String(response.code)),
    ended: (error?: SallyportError) => ends.push(error),
  };
  const change = (next: CoapResponse): void => {
    current = next;
    observers.notify(next);
  };
  return { link, server, observers, heard, ends, listener, change };
}

describe('the order of notifications (RFC 7641 §3.4)', () => {
  it('follows their numbers, around the end of 24 bits, and time when it is long', () => {
    const at = (sequence: number, seconds = 0) => ({ sequence, at: seconds * 1000 });
    assert.ok(isFresher(at(2), at(1)));
    assert.ok(!isFresher(at(1), at(2)));
    assert.ok(!isFresher(at(1), at(1)));
    assert.ok(isFresher(at(0), at(0xff_ffff)));
    assert.ok(!isFresher(at(0xff_ffff), at(0)));
    assert.ok(isFresher(at(0x7f_ffff), at(0)));
    assert.ok(!isFresher(at(0x80_0000), at(0)));
    assert.ok(isFresher(at(1, 129), at(2)));
    assert.ok(!isFresher(at(1, 128), at(2)));
  });
});

describe('an observation', () => {
  it('brings the first state and every later one', async () => {
    const { link, observers, heard, listener, change } = setUp();
    const client = link.join('client');
    const observation = await during(link, client.observe('server', GET, listener));
    assert.equal(fromUtf8(observation.response.payload), '0');
    assert.ok(observation.isActive);
    for (const text of ['1', '2', '3']) {
      change(state(text));
      await link.time.advance(1000);
    }
    assert.deepEqual(heard, ['1', '2', '3']);
    assert.equal(observers.size, 1);
    // The first notification is confirmable; the later ones follow no faster than one in a round trip.
    assert.deepEqual(link.log().slice(2), [
      'CON 2.05 server>client',
      'ACK 0.00 client>server',
      'NON 2.05 server>client',
      'NON 2.05 server>client',
    ]);
  });

  it('ends when the client cancels it, on both sides', async () => {
    const { link, observers, ends, listener, change, heard } = setUp();
    const client = link.join('client');
    const observation = await during(link, client.observe('server', GET, listener));
    observation.cancel();
    observation.cancel();
    await link.time.advance(1000);
    assert.equal(observation.isActive, false);
    assert.equal(observers.size, 0);
    assert.deepEqual(ends, [undefined]);
    change(state('1'));
    await link.time.advance(1000);
    assert.deepEqual(heard, []);
    assert.deepEqual(link.log().slice(2), ['CON 0.01 client>server', 'ACK 2.05 server>client']);
  });

  it('ends by the signal', async () => {
    const { link, observers, listener } = setUp();
    const client = link.join('client');
    const controller = new AbortController();
    await during(link, client.observe('server', GET, listener, { signal: controller.signal }));
    controller.abort();
    await link.time.advance(1000);
    assert.equal(observers.size, 0);
    await assert.rejects(
      client.observe('server', GET, listener, { signal: controller.signal }),
      withCode('E_COAP_CANCELLED'),
    );
    const late = new AbortController();
    const waiting = assert.rejects(
      client.observe('nobody', GET, listener, { signal: late.signal }),
      withCode('E_COAP_CANCELLED'),
    );
    late.abort();
    await waiting;
  });

  it('is not active when the server takes no observers', async () => {
    const link = new VirtualLink();
    const client = link.join('client');
    link.join('server', { handler: () => state('0') });
    const observation = await during(link, client.observe('server', GET, { changed: () => assert.fail() }));
    assert.equal(observation.isActive, false);
    assert.equal(fromUtf8(observation.response.payload), '0');
  });

  it('is not active when the first response is an error, also for the server', async () => {
    const link = new VirtualLink();
    const client = link.join('client');
    const observers = new ObserverSet();
    link.join('server', {
      handler: (request) => {
        observers.accept(request);
        return respond(CODES.NOT_FOUND);
      },
    });
    const observation = await during(link, client.observe('server', GET, { changed: () => assert.fail() }));
    assert.equal(observation.response.code, CODES.NOT_FOUND);
    assert.equal(observation.isActive, false);
    assert.equal(observers.size, 0);
    assert.equal(findUint(link.passed[1]?.message.options ?? [], OPTIONS.OBSERVE), undefined);
  });

  it('ends with an error that is notified, which is the last and confirmable (§4.2)', async () => {
    const { link, observers, heard, ends, listener, change } = setUp();
    const client = link.join('client');
    const observation = await during(link, client.observe('server', GET, listener));
    change(state('1'));
    await link.time.advance(1000);
    change(respond(CODES.NOT_FOUND));
    await link.time.advance(1000);
    assert.deepEqual(heard, ['1', String(CODES.NOT_FOUND)]);
    assert.deepEqual(ends, [undefined]);
    assert.equal(observation.isActive, false);
    assert.equal(observers.size, 0);
    assert.deepEqual(link.log().slice(-2), ['CON 4.04 server>client', 'ACK 0.00 client>server']);
  });

  it('fails when nobody answers, is reset, and when the peer is gone', async () => {
    const { link, ends, listener } = setUp();
    const client = link.join('client');
    await assert.rejects(during(link, client.observe('nobody', GET, listener)), withCode('E_COAP_TIMEOUT'));
    const raw = new RawPeer(link);
    raw.answer = (message, from) => raw.reply(from, message, { type: 'RST', code: CODES.EMPTY, token: utf8('') });
    await assert.rejects(during(link, client.observe('raw', GET, listener)), withCode('E_COAP_RESET'));
    const observation = await during(link, client.observe('server', GET, listener));
    client.forget('server');
    assert.equal(observation.isActive, false);
    assert.deepEqual(
      ends.map((error) => error?.code),
      ['E_COAP_PEER_GONE'],
    );
  });

  it('registers again when nothing was heard for longer than Max-Age (§3.3.1)', async () => {
    const { link, ends, heard, listener, server, change, observers } = setUp();
    const client = link.join('client');
    change(state('0', maxAge(20)));
    await during(link, client.observe('server', GET, listener));
    // The server has forgotten: it began again.
    server.forget('client');
    assert.equal(observers.size, 0);
    change(state('1', maxAge(20)));
    await link.time.advance(24_000);
    assert.deepEqual(heard, []);
    await link.time.advance(12_000);
    assert.deepEqual(heard, ['1']);
    assert.equal(observers.size, 1);
    assert.deepEqual(ends, []);
  });

  it('registers again after a day at the latest, whatever Max-Age says', async () => {
    const { link, listener, change } = setUp();
    const client = link.join('client');
    change(state('0', maxAge(0xffff_ffff)));
    await during(link, client.observe('server', GET, listener));
    await link.time.advance(86_400_000);
    assert.equal(link.passed.length, 2);
    await link.time.advance(16_000);
    assert.equal(link.passed.length, 4);
  });

  it('ends with E_COAP_TIMEOUT when the server is gone for good', async () => {
    const { link, ends, listener } = setUp();
    const client = link.join('client');
    const observation = await during(link, client.observe('server', GET, listener));
    link.isLost = () => true;
    await link.time.advance(400_000);
    assert.deepEqual(
      ends.map((error) => error?.code),
      ['E_COAP_TIMEOUT'],
    );
    assert.equal(observation.isActive, false);
  });

  it('brings long states whole, and drops one that is overtaken while it is fetched', async () => {
    const { link, heard, listener, change } = setUp({ limits: { blockBytes: 16 } });
    const client = link.join('client');
    const long = 'a'.repeat(100);
    change(state(long));
    const observation = await during(link, client.observe('server', GET, listener));
    assert.ok(bytesEqual(observation.response.payload, utf8(long)));
    change(state('b'.repeat(100)));
    await link.time.advance(2000);
    assert.deepEqual(heard, ['b'.repeat(100)]);
    change(state('c'.repeat(100)));
    await link.time.advance(60);
    change(state('d'.repeat(100)));
    await link.time.advance(5000);
    assert.deepEqual(heard.slice(1), ['d'.repeat(100)]);
  });

  it('fetches the rest of the newest state only', async () => {
    const link = new VirtualLink();
    const client = link.join('client', { parameters: { nstart: 100 } });
    const raw = new RawPeer(link);
    let token = utf8('');
    raw.answer = (message, from) => {
      const wish = findUint(message.options, OPTIONS.OBSERVE);
      if (wish !== 0) return;
      token = message.token;
      raw.reply(from, message, { options: [uintOption(OPTIONS.OBSERVE, 1)] });
    };
    await during(link, client.observe('raw', GET, { changed: () => assert.fail() }));
    for (let sequence = 2; sequence < 100; sequence++) {
      const options = [uintOption(OPTIONS.OBSERVE, sequence), uintOption(OPTIONS.BLOCK2, 8)];
      raw.send('client', { type: 'NON', code: CODES.CONTENT, token, options, payload: new Uint8Array(16) });
      await link.time.advance(20);
    }
    // The observation itself, and one block.
    assert.equal(client.load.exchanges, 2);
    client.close();
    assert.equal(client.load.exchanges, 0);
  });

  it('passes over notifications that were overtaken, and acknowledges them', async () => {
    const link = new VirtualLink();
    const client = link.join('client');
    const raw = new RawPeer(link);
    const heard: string[] = [];
    raw.answer = (message, from) => {
      if (message.code !== 0x01) return;
      const notify = (sequence: number, text: string, messageId: number) =>
        raw.reply(from, message, {
          type: 'CON',
          messageId,
          options: [uintOption(OPTIONS.OBSERVE, sequence)],
          payload: utf8(text),
        });
      raw.reply(from, message, { options: [uintOption(OPTIONS.OBSERVE, 10)], payload: utf8('first') });
      notify(12, 'newest', 1);
      notify(11, 'overtaken', 2);
      notify(12, 'again', 3);
    };
    const listener = { changed: ({ payload }: CoapResponse) => heard.push(fromUtf8(payload)) };
    await during(link, client.observe('raw', GET, listener));
    await link.time.advance(1000);
    assert.deepEqual(heard, ['newest']);
    assert.equal(brief(raw.heard), 'CON 0.01, ACK 0.00, ACK 0.00, ACK 0.00');
  });
});

describe('an observer', () => {
  const register = { options: [uintOption(OPTIONS.OBSERVE, 0)] };

  it('is removed when it resets a confirmable notification', async () => {
    const { link, observers, change } = setUp();
    const raw = new RawPeer(link);
    await raw.exchange('server', register);
    assert.equal(observers.size, 1);
    raw.answer = ({ messageId }, from) =>
      raw.send(from, { type: 'RST', code: CODES.EMPTY, token: utf8(''), messageId });
    change(state('1'));
    await link.time.advance(1000);
    assert.equal(observers.size, 0);
  });

  it('is removed when it resets a non-confirmable notification (§3.6)', async () => {
    const { link, observers, change } = setUp();
    const raw = new RawPeer(link);
    await raw.exchange('server', register);
    raw.answer = ({ messageId, type }, from) => {
      const answer = type === 'CON' ? 'ACK' : 'RST';
      raw.send(from, { type: answer, code: CODES.EMPTY, token: utf8(''), messageId });
    };
    change(state('1'));
    await link.time.advance(1000);
    assert.equal(observers.size, 1);
    change(state('2'));
    await link.time.advance(1000);
    assert.equal(brief(raw.heard.slice(1)), 'CON 2.05, NON 2.05');
    assert.equal(observers.size, 0);
  });

  it('is removed when it does not acknowledge (§4.5)', async () => {
    const { link, observers, change } = setUp();
    const raw = new RawPeer(link);
    await raw.exchange('server', register);
    change(state('1'));
    await link.time.advance(100_000);
    assert.equal(observers.size, 0);
    assert.equal(brief(raw.heard.slice(1)), Array(5).fill('CON 2.05').join(', '));
  });

  it('is told the newest state at a retransmission, with the count going on (§4.5.2)', async () => {
    const { link, change } = setUp();
    const raw = new RawPeer(link);
    await raw.exchange('server', register);
    change(state('1'));
    await link.time.advance(100);
    change(state('2'));
    change(state('3'));
    await link.time.advance(100_000);
    const texts = raw.heard.slice(1).map(({ payload }) => fromUtf8(payload));
    assert.deepEqual(texts, ['1', '3', '3', '3', '3']);
    assert.notEqual(raw.heard[1]?.messageId, raw.heard[2]?.messageId);
  });

  it('is told by a confirmable notification one time in so many', async () => {
    const { link, change } = setUp({ parameters: { confirmableEvery: 3 } });
    const raw = new RawPeer(link);
    raw.answer = ({ messageId, type }, from) => {
      if (type === 'CON') raw.send(from, { type: 'ACK', code: CODES.EMPTY, token: utf8(''), messageId });
    };
    await raw.exchange('server', register);
    for (let i = 0; i < 7; i++) {
      change(state(String(i)));
      await link.time.advance(5000);
    }
    assert.equal(
      raw.heard
        .slice(1)
        .map(({ type }) => type[0])
        .join(''),
      'CNNCNNC',
    );
  });

  it('is told by a confirmable notification after 24 hours (§4.5)', async () => {
    const { link, change } = setUp();
    const raw = new RawPeer(link);
    raw.answer = ({ messageId, type }, from) => {
      if (type === 'CON') raw.send(from, { type: 'ACK', code: CODES.EMPTY, token: utf8(''), messageId });
    };
    await raw.exchange('server', register);
    for (const hours of [0, 1, 25, 1]) {
      await link.time.advance(hours * 3_600_000);
      change(state(String(hours)));
      await link.time.advance(5000);
    }
    assert.equal(
      raw.heard
        .slice(1)
        .map(({ type }) => type[0])
        .join(''),
      'CNCN',
    );
  });

  it('is not told faster than it can hear: what waits is replaced (§4.5.1)', async () => {
    const { link, change } = setUp();
    const raw = new RawPeer(link);
    let isFirst = true;
    raw.answer = ({ messageId, type }, from) => {
      // A retransmission was needed, so that no round-trip time is known.
      if (type === 'CON' && !isFirst) raw.send(from, { type: 'ACK', code: CODES.EMPTY, token: utf8(''), messageId });
      if (type === 'CON') isFirst = false;
    };
    await raw.exchange('server', register);
    change(state('first'));
    await link.time.advance(10_000);
    raw.heard.length = 0;
    for (let i = 0; i < 10; i++) {
      change(state(String(i)));
      await link.time.advance(500);
    }
    await link.time.advance(10_000);
    assert.deepEqual(
      raw.heard.map(({ payload }) => fromUtf8(payload)),
      ['0', '5', '9'],
    );
  });

  it('takes the place of the one with the same token, and gets later numbers', async () => {
    const { link, observers } = setUp();
    const raw = new RawPeer(link);
    const sequence = async () =>
      findUint((await raw.exchange('server', register))[0]?.options ?? [], OPTIONS.OBSERVE) ?? 0;
    const first = await sequence();
    const second = await sequence();
    assert.equal(observers.size, 1);
    assert.ok(second > first);
  });

  it('is refused, with a plain response, when there are too many', async () => {
    const { link, observers } = setUp({ limits: { maxObserversPerPeer: 2, maxObservers: 3 } });
    const [a, b] = [new RawPeer(link, 'a'), new RawPeer(link, 'b')];
    const isTaken = async (raw: RawPeer, token: number) => {
      const [answer] = await raw.exchange('server', { ...register, token: Uint8Array.of(token) });
      return findUint(answer?.options ?? [], OPTIONS.OBSERVE) !== undefined;
    };
    assert.deepEqual([await isTaken(a, 1), await isTaken(a, 2), await isTaken(a, 3)], [true, true, false]);
    assert.deepEqual([await isTaken(b, 1), await isTaken(b, 2)], [true, false]);
    assert.equal(observers.size, 3);
  });

  it('waits for the response to its registration before it is told more', async () => {
    const link = new VirtualLink();
    const raw = new RawPeer(link);
    let observer: Observer | undefined;
    link.join('server', {
      handler: async ({ observe }) => {
        observer = observe?.accept();
        observer?.notify(state('second'));
        await new Promise<void>((resolve) => link.time.after(100, resolve));
        return state('first');
      },
    });
    raw.send('server', register);
    await link.time.advance(500);
    assert.deepEqual(
      raw.heard.map(({ payload }) => fromUtf8(payload)),
      ['first', 'second'],
    );
    assert.equal(observer?.isActive, true);
    observer?.end();
    assert.equal(observer?.isActive, false);
  });

  it('is told by its first block, of the size it asked for, whichever block it began with', async () => {
    const { link, change } = setUp();
    const raw = new RawPeer(link);
    change(state('x'.repeat(40)));
    await raw.exchange('server', { options: [...register.options, uintOption(OPTIONS.BLOCK2, (1 << 4) | 0)] });
    change(state('y'.repeat(40)));
    await link.time.advance(100);
    const last = raw.heard.at(-1);
    assert.equal(fromUtf8(last?.payload ?? utf8('')), 'y'.repeat(16));
    assert.equal(findUint(last?.options ?? [], OPTIONS.BLOCK2), 8);
  });

  it('is told nothing that is no response', async () => {
    const { link, change } = setUp();
    const raw = new RawPeer(link);
    await raw.exchange('server', register);
    assert.throws(() => change(respond(0x01)), withCode('E_COAP_ARGUMENT'));
    const options = [{ number: 70_000, value: utf8('') }];
    assert.throws(() => change(respond(CODES.CONTENT, utf8(''), { options })), withCode('E_COAP_ARGUMENT'));
    await link.time.advance(10_000);
    assert.equal(raw.heard.length, 1);
  });

  it('is told later when too much is under way to it', async () => {
    const { link, change } = setUp({ limits: { maxTransmissionsPerPeer: 1 } });
    const raw = new RawPeer(link);
    await raw.exchange('server', register);
    await raw.exchange('server', { ...register, token: Uint8Array.of(2) });
    raw.heard.length = 0;
    raw.answer = ({ messageId, type }, from) => {
      if (type === 'CON') raw.send(from, { type: 'ACK', code: CODES.EMPTY, token: utf8(''), messageId });
    };
    change(state('1'));
    await link.time.advance(100);
    assert.equal(raw.heard.length, 1);
    await link.time.advance(5000);
    assert.deepEqual(
      raw.heard.map(({ token }) => token.join()),
      ['113', '2'],
    );
  });

  it('hears of the end once', async () => {
    const link = new VirtualLink();
    const raw = new RawPeer(link);
    let ends = 0;
    const server = link.join('server', {
      handler: ({ observe }) => {
        observe?.accept(() => ends++);
        return state('x');
      },
    });
    await raw.exchange('server', register);
    await raw.exchange('server', { options: [uintOption(OPTIONS.OBSERVE, 1)] });
    assert.equal(ends, 1);
    await raw.exchange('server', register);
    server.forget('raw');
    server.close();
    assert.equal(ends, 2);
  });

  it('is not offered for methods other than GET and FETCH, nor for other values', async () => {
    const link = new VirtualLink();
    const raw = new RawPeer(link);
    const offers: boolean[] = [];
    link.join('server', {
      handler: ({ observe }) => {
        offers.push(observe !== undefined);
        return state('x');
      },
    });
    await raw.exchange('server', { ...register, code: 0x02 });
    await raw.exchange('server', { ...register, code: 0x05 });
    await raw.exchange('server', { options: [uintOption(OPTIONS.OBSERVE, 2)] });
    assert.deepEqual(offers, [false, true, false]);
  });
});
