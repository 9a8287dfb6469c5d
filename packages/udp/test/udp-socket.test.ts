import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { networkInterfaces } from 'node:os';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { fromUtf8, isSallyportError, utf8 } from '@sallyport/core';
import { openUdpSocket, type UdpAddress, type UdpOptions, type UdpSocket } from '@sallyport/udp';

interface Heard {
  readonly text: string;
  readonly from: UdpAddress;
}

/** A socket, and a promise for each datagram to come. */
async function open(options: UdpOptions): Promise<{ socket: UdpSocket; next: () => Promise<Heard> }> {
  const heard: Heard[] = [];
  const waiting: ((heard: Heard) => void)[] = [];
  const socket = await openUdpSocket(options, (datagram, from) => {
    const one = { text: fromUtf8(datagram), from };
    const wait = waiting.shift();
    if (wait === undefined) heard.push(one);
    else wait(one);
  });
  const next = (): Promise<Heard> => {
    const first = heard.shift();
    return first === undefined ? new Promise((resolve) => waiting.push(resolve)) : Promise.resolve(first);
  };
  return { socket, next };
}

function withCode(code: string): (error: unknown) => true {
  return (error) => {
    assert.ok(isSallyportError(error), `not a typed error: ${String(error)}`);
    assert.equal(error.code, code);
    return true;
  };
}

const nobody = (): void => undefined;
const hasIpv6 = Object.values(networkInterfaces()).some((list) => list?.some(({ address }) => address === '::1'));
const linkLocal = Object.entries(networkInterfaces())
  .flatMap(([name, list]) => (list ?? []).map(({ address }) => ({ name, address })))
  .find(({ address }) => address.startsWith('fe80:'));

describe('a UDP socket', () => {
  for (const [family, host] of [
    [4, '127.0.0.1'],
    [6, '::1'],
  ] as const) {
    const skip = family === 6 && !hasIpv6 ? 'this machine has no ::1' : false;
    it(`carries datagrams both ways over IPv${family}`, { skip }, async () => {
      const a = await open({ host });
      const b = await open({ host, family });
      assert.equal(a.socket.address, host);
      assert.equal(a.socket.family, family);
      a.socket.send(utf8('there'), b.socket);
      const there = await b.next();
      assert.deepEqual(there, { text: 'there', from: { address: host, port: a.socket.port } });
      b.socket.send(utf8('back'), there.from);
      assert.equal((await a.next()).text, 'back');
      assert.deepEqual(a.socket.counters, { received: 1, sent: 1, oversized: 0, unsent: 0 });
      await Promise.all([a.socket.close(), b.socket.close()]);
    });
  }

  it('keeps the zone of a link-local address', {
    skip: linkLocal === undefined && 'no link-local address',
  }, async () => {
    const { name, address } = linkLocal ?? { name: '', address: '' };
    const a = await open({ host: `${address}%${name}` });
    const b = await open({ host: `${address}%${name}` });
    a.socket.send(utf8('zoned'), { address: `${address}%${name}`, port: b.socket.port });
    const { from } = await b.next();
    assert.equal(from.address, `${address}%${name}`);
    await Promise.all([a.socket.close(), b.socket.close()]);
  });

  it('says that a port is in use', async () => {
    const first = await openUdpSocket({ host: '127.0.0.1' }, nobody);
    await assert.rejects(openUdpSocket({ host: '127.0.0.1', port: first.port }, nobody), withCode('E_UDP_PORT_IN_USE'));
    await first.close();
  });

  it('says that an address is not of this machine', async () => {
    await assert.rejects(openUdpSocket({ host: '192.0.2.1' }, nobody), withCode('E_UDP_ADDRESS'));
  });

  it('refuses a host that is no IP address, or of another family, and a port that is none', async () => {
    await assert.rejects(openUdpSocket({ host: 'localhost' }, nobody), withCode('E_UDP_ARGUMENT'));
    await assert.rejects(openUdpSocket({ host: '127.0.0.1', family: 6 }, nobody), withCode('E_UDP_ARGUMENT'));
    await assert.rejects(openUdpSocket({ port: 65_536 }, nobody), withCode('E_UDP_ARGUMENT'));
    await assert.rejects(openUdpSocket({ maxDatagram: 0 }, nobody), withCode('E_UDP_ARGUMENT'));
  });

  it('refuses to send to what is no IP address: nothing is looked up', async () => {
    const socket = await openUdpSocket({ host: '127.0.0.1' }, nobody);
    assert.throws(() => socket.send(utf8('x'), { address: 'localhost', port: 1 }), withCode('E_UDP_ARGUMENT'));
    assert.throws(() => socket.send(utf8('x'), { address: '127.0.0.1', port: -1 }), withCode('E_UDP_ARGUMENT'));
    await socket.close();
  });

  it('drops and counts what is longer than it may be, in either direction', async () => {
    const { socket, next } = await open({ host: '127.0.0.1', maxDatagram: 4 });
    socket.send(utf8('12345'), socket);
    assert.equal(socket.counters.unsent, 1);
    const other = createSocket('udp4');
    other.send('12345', socket.port, '127.0.0.1');
    other.send('1234', socket.port, '127.0.0.1');
    assert.equal((await next()).text, '1234');
    assert.equal(socket.counters.oversized, 1);
    assert.equal(socket.dropped, 2);
    other.close();
    await socket.close();
  });

  it('counts what has no way to its address instead of failing', async () => {
    const socket = await openUdpSocket({ host: '127.0.0.1' }, nobody);
    socket.send(utf8('x'), { address: '::1', port: 9 });
    socket.send(utf8('x'), { address: '127.0.0.1', port: 0 });
    // Bound to the loopback, there is no way out to another network.
    socket.send(utf8('x'), { address: '192.0.2.1', port: 9 });
    await socket.close();
    assert.equal(socket.dropped, 3);
  });

  it('drops what does not fit into the queue', async () => {
    const { socket } = await open({ host: '127.0.0.1', maxQueued: 2 });
    for (let i = 0; i < 5; i++) socket.send(utf8('x'), { address: '127.0.0.1', port: 9 });
    assert.equal(socket.counters.unsent, 3);
    await socket.close();
  });

  it('closes once, and lets what was sent leave before', async () => {
    const receiver = await open({ host: '127.0.0.1' });
    const { socket } = await open({ host: '127.0.0.1' });
    socket.send(utf8('last'), receiver.socket);
    await Promise.all([socket.close(), socket.close()]);
    await socket.close();
    assert.equal((await receiver.next()).text, 'last');
    socket.send(utf8('too late'), { address: '127.0.0.1', port: 9 });
    assert.equal(socket.counters.unsent, 1);
    await receiver.socket.close();
  });

  it('does not keep the process alive when it is told not to', () => {
    const entry = fileURLToPath(new URL('../src/index.ts', import.meta.url));
    const script = `import { openUdpSocket } from ${JSON.stringify(entry)};
      await openUdpSocket({ host: '127.0.0.1', keepAlive: false }, () => undefined);`;
    const run = spawnSync(process.execPath, ['--input-type=module', '-e', script], { timeout: 60_000 });
    assert.equal(run.status, 0, String(run.stderr));
  });
});
