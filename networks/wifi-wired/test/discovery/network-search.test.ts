import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { HOUR, MINUTE, SECOND, VirtualTime } from '@sallyport/core';
import { type Candidate, NetworkSearch, type SearchEvent, SimulatedRadio } from '../../src/index.ts';

const ssidOf = ({ network }: Candidate) => new TextDecoder().decode(network.ssid);

function scene(worksAt: (ssid: string, attempts: number) => boolean) {
  const time = new VirtualTime();
  const radio = new SimulatedRadio();
  const tried: { readonly ssid: string; readonly at: number }[] = [];
  const events: SearchEvent[] = [];
  const abort = new AbortController();
  const search = new NetworkSearch(
    {
      scanner: radio,
      listener: (event) => events.push(event),
      async attempt(candidate) {
        const ssid = ssidOf(candidate);
        tried.push({ ssid, at: time.monotonic() });
        if (!worksAt(ssid, tried.length)) throw new Error('no registrar');
        return ssid;
      },
    },
    { clock: time, timer: time },
  );
  return { time, radio, tried, events, abort, search, names: () => tried.map(({ ssid }) => ssid) };
}

describe('the search for a network', () => {
  it('tries networks with the realm first, then by name, until one works', async () => {
    const { radio, search, abort, names } = scene((ssid) => ssid === 'BRSKI%far');
    radio.place({ ssid: 'BRSKI%near', bssid: 'a', signal: -40 });
    radio.place({ ssid: 'BRSKI%far', bssid: 'b', signal: -80 });
    radio.place({ ssid: 'campus', bssid: 'c', signal: -90, realms: ['EAP.ARPA'] });
    assert.equal(await search.run(abort.signal), 'BRSKI%far');
    assert.deepEqual(names(), ['campus', 'BRSKI%near', 'BRSKI%far']);
  });

  it('passes a network over for longer and longer after each failure, up to an hour', async () => {
    const { time, radio, search, abort, tried } = scene(() => false);
    radio.place({ ssid: 'BRSKI%a', bssid: 'a', signal: -40 });
    const run = search.run(abort.signal).catch((error: unknown) => error);
    await time.advance(6 * HOUR);
    abort.abort();
    await time.advance(SECOND);
    await run;
    const gaps = tried.slice(1).map(({ at }, index) => at - (tried[index]?.at ?? 0));
    assert.deepEqual(
      gaps.map((gap) => Math.floor(gap / MINUTE)),
      [1, 2, 4, 8, 16, 32, 60, 60, 60, 60],
    );
  });

  it('goes round among networks, so that none keeps the others from their turn', async () => {
    const { time, radio, search, abort, names } = scene((_, attempts) => attempts === 7);
    for (const [at, ssid] of ['BRSKI%a', 'BRSKI%b', 'BRSKI%c'].entries()) {
      radio.place({ ssid, bssid: ssid, signal: -40 - at });
    }
    const run = search.run(abort.signal);
    await time.advance(10 * MINUTE);
    assert.equal(await run, 'BRSKI%a');
    assert.deepEqual(names().join(' '), 'BRSKI%a BRSKI%b BRSKI%c BRSKI%a BRSKI%b BRSKI%c BRSKI%a');
  });

  it('hears a network that comes later, and goes on after the radio failed', async () => {
    const { time, radio, search, abort, events } = scene(() => true);
    radio.setBroken(true);
    const run = search.run(abort.signal);
    await time.advance(25 * SECOND);
    radio.setBroken(false);
    await time.advance(10 * SECOND);
    radio.place({ ssid: 'BRSKI%late', bssid: 'a', signal: -70 });
    await time.advance(10 * SECOND);
    assert.equal(await run, 'BRSKI%late');
    assert.deepEqual([...new Set(events.map(({ type }) => type))], ['scan-failed', 'heard', 'trying']);
  });

  it('ends when it is told to, in a pause and in an attempt', async () => {
    const { time, search, abort } = scene(() => true);
    const run = search.run(abort.signal);
    await time.advance(SECOND);
    abort.abort(new Error('enough'));
    await assert.rejects(run, /enough/);
    assert.equal(time.waiting, 0);
  });

  it('remembers a bounded number of networks', async () => {
    const { time, radio, search, abort, tried } = scene(() => false);
    const run = search.run(abort.signal).catch(() => undefined);
    for (let i = 0; i < 600; i++) {
      radio.place({ ssid: `BRSKI%${i}`, bssid: 'the same', signal: -40 });
      await time.advance(10 * SECOND);
    }
    abort.abort();
    await time.advance(SECOND);
    await run;
    assert.ok(tried.length >= 590, `${tried.length}`);
  });
});
