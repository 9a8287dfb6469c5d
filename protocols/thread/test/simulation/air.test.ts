import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fromHex, seededRandom, utf8, VirtualTime } from '@sallyport/core';
import { withCode } from '@sallyport/testing';
import {
  type AirRecord,
  type AttachedRadio,
  type Impairments,
  LinkGraph,
  pcapHeader,
  pcapOf,
  pcapRecord,
  RadioField,
  SimulatedAir,
} from '@sallyport/thread/simulation';

interface Bench {
  readonly time: VirtualTime;
  readonly links: LinkGraph;
  readonly air: SimulatedAir;
  readonly heard: string[];
  radio(name: string, channel?: number): AttachedRadio;
}

function bench(impairments: Partial<Impairments> = {}): Bench {
  const time = new VirtualTime();
  const links = new LinkGraph();
  const random = seededRandom('air');
  const air = new SimulatedAir({ connectivity: links, impairments }, { clock: time, timer: time, random });
  const heard: string[] = [];
  const radio = (name: string, channel = 11) => {
    const hear = ({ mpdu }: { mpdu: Uint8Array }) => heard.push(`${name} ${new TextDecoder().decode(mpdu)}`);
    return air.attach({ name, channel, hear });
  };
  return { time, links, air, heard, radio };
}

describe('an air', () => {
  it('carries to who is linked, on the channel and on, and to nobody else', async () => {
    const { time, links, heard, radio } = bench();
    links.link('a', 'b');
    links.link('a', 'c');
    links.link('a', 'd');
    const a = radio('a');
    radio('b');
    radio('c', 12);
    radio('d').detach();
    radio('e');
    a.transmit(utf8('one'));
    await time.advance(100);
    assert.deepEqual(heard, ['b one']);
  });

  it('takes the time on air that 250 kbit/s need', async () => {
    const { time, links, heard, radio } = bench({ jitter: 0 });
    links.link('a', 'b');
    const a = radio('a');
    radio('b');
    // 92 bytes, two of check sequence and six of preamble and length: 100 bytes of 32 µs.
    a.transmit(new Uint8Array(92).fill(0x78));
    await time.advance(3.1);
    assert.equal(heard.length, 0);
    await time.advance(0.2);
    assert.equal(heard.length, 1);
  });

  it('does not reach who has gone to another channel in the meantime', async () => {
    const { time, links, heard, radio } = bench();
    links.link('a', 'b');
    const a = radio('a');
    const b = radio('b');
    a.transmit(utf8('one'));
    b.tune(12);
    await time.advance(100);
    a.tune(12);
    a.transmit(utf8('two'));
    await time.advance(100);
    assert.deepEqual(heard, ['b two']);
  });

  it('has no two radios of one name', () => {
    const { radio } = bench();
    radio('a');
    assert.throws(() => radio('a'), withCode('E_THREAD_SIMULATION'));
  });

  it('loses, repeats and reorders by the seed, the same in every run', async () => {
    const run = async () => {
      const { time, links, air, heard, radio } = bench({ loss: 0.1, repetition: 0.1, reordering: 0.1 });
      links.link('a', 'b');
      const a = radio('a');
      radio('b');
      for (let i = 0; i < 1000; i++) {
        a.transmit(utf8(`${i}`));
        await time.advance(5);
      }
      await time.advance(100);
      return { heard, frames: air.frames };
    };
    const [one, two] = [await run(), await run()];
    assert.deepEqual(one, two);
    assert.equal(one.frames, 1000);
    const distinct = new Set(one.heard).size;
    assert.ok(distinct > 860 && distinct < 940, `${distinct} of 1000 were heard`);
    const repeated = one.heard.length - distinct;
    assert.ok(repeated > 50 && repeated < 130, `${repeated} were repeated`);
    const numbers = one.heard.map((each) => Number(each.slice(2)));
    assert.ok(numbers.some((number, at) => at > 0 && number < (numbers[at - 1] ?? 0)));
  });

  it('may become worse, and links have a loss of their own', async () => {
    const { time, links, air, heard, radio } = bench();
    links.link('a', 'b', { loss: 1 });
    const a = radio('a');
    radio('b');
    a.transmit(utf8('one'));
    await time.advance(100);
    links.link('a', 'b');
    a.transmit(utf8('two'));
    await time.advance(100);
    air.impair({ loss: 1 });
    a.transmit(utf8('three'));
    await time.advance(100);
    links.unlink('a', 'b');
    air.impair({ loss: 0 });
    a.transmit(utf8('four'));
    await time.advance(100);
    assert.deepEqual(heard, ['b two']);
  });
});

describe('a wiretap', () => {
  it('records each frame with its time, its sender and what became of it', async () => {
    const { time, links, air, radio } = bench();
    links.link('a', 'b', { rssi: -60 });
    links.link('a', 'c', { loss: 1 });
    const a = radio('a');
    radio('b');
    radio('c');
    const records: AirRecord[] = [];
    const stop = air.tap((record) => records.push(record));
    a.transmit(utf8('one'));
    stop();
    a.transmit(utf8('two'));
    await time.advance(10);
    assert.deepEqual(records, [
      {
        at: new Date('2026-01-01T00:00:00Z'),
        from: 'a',
        channel: 11,
        mpdu: utf8('one'),
        to: [
          { name: 'b', rssi: -60, outcome: 'heard' },
          { name: 'c', rssi: -50, outcome: 'lost' },
        ],
      },
    ]);
  });

  it('becomes a file that Wireshark opens: IEEE 802.15.4 without check sequences', () => {
    const record = { at: new Date('2026-01-02T03:04:05.678Z'), mpdu: fromHex('02005e') };
    const file = pcapOf([record, record]);
    const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
    assert.equal(view.getUint32(0), 0xa1b2c3d4);
    assert.equal(view.getUint32(20), 230);
    assert.equal(file.length, 24 + 2 * (16 + 3));
    assert.equal(view.getUint32(24), Date.parse('2026-01-02T03:04:05Z') / 1000);
    assert.equal(view.getUint32(28), 678_000);
    assert.deepEqual([view.getUint32(32), view.getUint32(36)], [3, 3]);
    assert.deepEqual(file.subarray(40, 43), record.mpdu);
    assert.deepEqual(file, Uint8Array.from([...pcapHeader(), ...pcapRecord(record), ...pcapRecord(record)]));
  });
});

describe('a field of radios', () => {
  it('lets hear who is near, the weaker the farther', () => {
    const field = new RadioField({ range: 30, edgeLoss: 0.5 });
    field.place('a', { x: 0, y: 0 });
    field.place('b', { x: 10, y: 0 });
    field.place('c', { x: 0, y: 30 });
    field.place('d', { x: 40, y: 0 });
    const links = field.linksFrom('a');
    assert.deepEqual(
      links.map(({ to, loss, rssi }) => [to, Math.round(loss * 100), Math.round(rssi)]),
      [
        ['b', 6, -70],
        ['c', 50, -84],
      ],
    );
    const { version } = field;
    field.remove('c');
    assert.ok(field.version > version);
    assert.deepEqual(
      field.linksFrom('a').map(({ to }) => to),
      ['b'],
    );
    assert.deepEqual(field.linksFrom('nobody'), []);
  });
});
