import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { DAY, HOUR, isSallyportError, MINUTE, SECOND, seededRandom, VirtualTime } from '@sallyport/core';
import {
  checkAddresses,
  checkDestination,
  Deliveries,
  type DeliveriesOptions,
  httpsSender,
  isPublicAddress,
  MessageSigner,
  type OutgoingRequest,
  pauseAfter,
  verdictOn,
} from '@sallyport/webhook';
import { MemoryQueue, OUR_KEY, RULES, URL_THERE } from '../support/world.ts';

function post(options: Partial<DeliveriesOptions> = {}) {
  const time = new VirtualTime();
  const ports = { clock: time, timer: time, random: seededRandom('deliveries') };
  const queue = new MemoryQueue();
  const sent: OutgoingRequest[] = [];
  const answers: number[] = [];
  const failures: unknown[] = [];
  const deliveries = new Deliveries(
    {
      url: URL_THERE,
      rules: RULES,
      queue,
      signer: new MessageSigner(OUR_KEY, ports),
      send: async (request) => {
        sent.push(request);
        return { status: answers.shift() ?? 204, headers: {} };
      },
      failed: (thrown) => failures.push(thrown),
      ...options,
    },
    ports,
  );
  return { deliveries, queue, sent, answers, time, failures };
}

const message = (id: string, subject = id, isFinal = false) => ({ id, subject, isFinal, body: `{"id":"${id}"}` });
const withCode = (code: string) => (error: unknown) => isSallyportError(error, code);

describe('a delivery', () => {
  it('is written down first, and gone when the network took it', async () => {
    const { deliveries, queue, sent } = post();
    const done = deliveries.deliver(message('a'));
    await Promise.resolve().then(() => undefined);
    assert.equal(queue.deliveries.size, 1);
    await done;
    assert.equal(queue.deliveries.size, 0);
    assert.equal(sent[0]?.headers['idempotency-key'], '"a"');
  });

  it('is signed anew each time, under the same key, with longer and longer pauses', async () => {
    const { deliveries, answers, sent, time, queue } = post();
    answers.push(500, 429, 503);
    const done = deliveries.deliver(message('a'));
    await time.advance(2 * MINUTE);
    await done;
    assert.equal(sent.length, 4);
    assert.equal(new Set(sent.map(({ headers }) => headers['signature'])).size, 4);
    assert.equal(new Set(sent.map(({ headers }) => headers['idempotency-key'])).size, 1);
    assert.equal(queue.deliveries.size, 0);
  });

  it('is given up when the network refuses it for good, or redirects', async () => {
    for (const status of [400, 401, 404, 410, 301, 307]) {
      const { deliveries, answers, queue, sent } = post();
      answers.push(status);
      await assert.rejects(deliveries.deliver(message('a')), withCode('E_WEBHOOK_REJECTED'));
      assert.deepEqual([sent.length, queue.deliveries.size], [1, 0]);
    }
  });

  it('is given up after a day', async () => {
    const { deliveries, time, queue } = post({ send: async () => ({ status: 503, headers: {} }) });
    const rejected = assert.rejects(deliveries.deliver(message('a')), withCode('E_WEBHOOK_NOT_DELIVERED'));
    await time.advance(DAY + HOUR);
    await rejected;
    assert.equal(queue.deliveries.size, 0);
  });

  it('is the one under way when it has its id', async () => {
    const { deliveries, sent } = post();
    await Promise.all([deliveries.deliver(message('a')), deliveries.deliver(message('a'))]);
    assert.equal(sent.length, 1);
  });

  it('waits for those before it about the same thing', async () => {
    const { deliveries, answers, sent, time } = post();
    answers.push(503);
    const done = Promise.all([
      deliveries.deliver(message('a', 's')),
      deliveries.deliver(message('b', 's')),
      deliveries.deliver(message('c', 'other')),
    ]);
    await time.advance(MINUTE);
    await done;
    assert.deepEqual(
      sent.map(({ headers }) => headers['idempotency-key']),
      ['"a"', '"c"', '"a"', '"b"'],
    );
  });

  it('takes the place of those before it when it is final', async () => {
    const { deliveries, answers, sent, time, queue } = post();
    answers.push(503);
    const first = assert.rejects(deliveries.deliver(message('a', 's')), withCode('E_WEBHOOK_SUPERSEDED'));
    await time.advance(10);
    await deliveries.deliver(message('b', 's', true));
    await first;
    assert.deepEqual([sent.length, queue.deliveries.size], [2, 0]);
  });

  it('is refused when there are too many, or when it cannot be written down', async () => {
    const { deliveries, queue, answers } = post({ maxPending: 1 });
    answers.push(503);
    deliveries.deliver(message('a')).catch(() => undefined);
    await assert.rejects(deliveries.deliver(message('b')), withCode('E_WEBHOOK_FULL'));
    deliveries.close();
    await assert.rejects(deliveries.deliver(message('c')), withCode('E_WEBHOOK_CLOSED'));
    const other = post();
    other.queue.isBroken = true;
    await assert.rejects(other.deliveries.deliver(message('a')), withCode('E_WEBHOOK_QUEUE'));
    assert.deepEqual([other.sent.length, other.deliveries.pending], [0, 0]);
    assert.ok(queue.deliveries.size <= 1);
  });

  it('has so many attempts under way, and no more', async () => {
    const resolves: (() => void)[] = [];
    const { deliveries, time } = post({
      maxAttempts: 2,
      send: () =>
        new Promise((resolve) => {
          resolves.push(() => resolve({ status: 204, headers: {} }));
        }),
    });
    const done = Promise.all(['a', 'b', 'c'].map((id) => deliveries.deliver(message(id))));
    await time.advance(1);
    assert.equal(resolves.length, 2);
    resolves[0]?.();
    await time.advance(1);
    assert.equal(resolves.length, 3);
    for (const resolve of resolves) resolve();
    await done;
  });

  it('goes to no address that is not public, and looks before each attempt', async () => {
    let addresses = ['127.0.0.1'];
    const { deliveries, time, sent, failures } = post({ lookup: async () => addresses });
    const done = deliveries.deliver(message('a'));
    await time.advance(10);
    assert.deepEqual(sent, []);
    assert.ok(failures.every(withCode('E_WEBHOOK_DESTINATION')) && failures.length === 1);
    addresses = ['198.41.0.4'];
    await time.advance(2 * SECOND);
    await done;
    assert.equal(sent.length, 1);
  });
});

describe('a destination', () => {
  it('is an https URL of an origin on the list', () => {
    const rules = { origins: ['https://a.example', 'https://b.example:8443', 'https://10.0.0.1', 'https://[::1]'] };
    assert.equal(checkDestination('https://a.example/x?y', rules), 'https://a.example/x?y');
    assert.equal(checkDestination('https://A.example:443', rules), 'https://a.example/');
    const wrong = [
      'http://a.example/',
      'https://a.example:8443/',
      'https://b.example/',
      'https://a.example.evil.example/',
      'https://user:pass@a.example/',
      'https://a.example/#x',
      'https://10.0.0.1/',
      'https://[::1]/',
      'https://0x0a000001/',
      'file:///etc/passwd',
      'nonsense',
    ];
    for (const url of wrong) assert.throws(() => checkDestination(url, rules), withCode('E_WEBHOOK_DESTINATION'), url);
    const laboratory = { ...rules, allowPrivate: true };
    assert.equal(checkDestination('https://10.0.0.1/', laboratory), 'https://10.0.0.1/');
    checkAddresses(['127.0.0.1'], laboratory);
    assert.throws(() => checkAddresses([], rules), withCode('E_WEBHOOK_DESTINATION'));
    assert.throws(() => checkAddresses(['198.41.0.4', '::1'], rules), withCode('E_WEBHOOK_DESTINATION'));
  });

  it('has a public address', () => {
    for (const address of ['198.41.0.4', '8.8.8.8', '2001:503:ba3e::2:30', '2a00::1']) {
      assert.equal(isPublicAddress(address), true, address);
    }
    const others = [
      '0.0.0.0',
      '10.1.2.3',
      '100.64.0.1',
      '127.0.0.1',
      '169.254.169.254',
      '172.31.0.1',
      '192.168.1.1',
      '224.0.0.1',
      '255.255.255.255',
      '::',
      '::1',
      '::ffff:10.0.0.1',
      '::ffff:8.8.8.8',
      '64:ff9b::a00:1',
      'fe80::1',
      'fd00::1',
      'ff02::1',
      '2002:a00:1::',
      '2001:db8::1',
      'name',
    ];
    for (const address of others) assert.equal(isPublicAddress(address), false, address);
  });
});

describe('the pauses', () => {
  it('grow to an hour, and mind what the network asks for within that', () => {
    const least = { bytes: () => Uint8Array.of(0) };
    const pauses = [1, 2, 3, 4, 5, 6, 7, 50].map((attempts) => pauseAfter(attempts, undefined, least) / SECOND);
    assert.deepEqual(pauses, [1, 5, 30, 120, 600, 1800, 3600, 3600]);
    assert.equal(pauseAfter(1, '60', least), MINUTE);
    assert.equal(pauseAfter(1, '999999999', least), HOUR);
    assert.equal(pauseAfter(1, 'Tue, 01 Dec 2026 00:00:00 GMT', least), SECOND);
    assert.equal(pauseAfter(1, undefined, { bytes: () => Uint8Array.of(255) }), 1200);
  });

  it('go by what the status means', () => {
    assert.deepEqual([204, 302, 404, 429, 500].map(verdictOn), ['taken', 'refused', 'refused', 'again', 'again']);
  });
});

it('the sender posts what it is given over HTTPS', async () => {
  const requests: unknown[] = [];
  const { connection } = { connection: { id: 'c', remoteAddress: '::1', tls: undefined } };
  const send = httpsSender({
    request: async (url, init) => {
      requests.push(url, init?.method, init?.idempotent);
      return { status: 204, headers: { a: 'b' }, body: new Uint8Array(0), connection };
    },
    close: () => undefined,
  });
  const request = { url: URL_THERE, headers: {}, body: new Uint8Array(0), signal: AbortSignal.timeout(1000) };
  assert.deepEqual(await send(request), { status: 204, headers: { a: 'b' } });
  assert.deepEqual(requests, [URL_THERE, 'POST', true]);
});
