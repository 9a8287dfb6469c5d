import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { SECOND } from '@sallyport/core';
import fc from 'fast-check';
import { fail } from '../../src/errors.ts';
import { LEASE, SimulatedPort, station } from '../support/port.ts';

const [A, B, C] = [station(1), station(2), station(3)];

describe('a port', () => {
  it('lets nobody in before hostapd says so', () => {
    const port = new SimulatedPort().start();
    assert.deepEqual(port.inside, []);
    assert.deepEqual(port.told, ['link up', 'hostapd there']);
    assert.deepEqual(port.scripts, []);
  });

  it('opens to a station that hostapd lists as authorized', () => {
    const port = new SimulatedPort().start().connect(A);
    assert.deepEqual(port.inside, [A]);
    assert.equal(port.told.at(-1), `opened ${A}`);
  });

  it('does not open on an event alone', () => {
    const port = new SimulatedPort().start();
    port.after(() => port.agent.heard({ type: 'connected', station: A }));
    assert.deepEqual(port.inside, []);
  });

  it('opens to stations that were authorized before it began', () => {
    const port = new SimulatedPort();
    port.authorized.add(A);
    port.start();
    assert.deepEqual(port.inside, [A]);
  });

  it('shuts to a station whose session ended, before it asks anybody', () => {
    const port = new SimulatedPort().start().connect(A).connect(B);
    const { lists } = port;
    port.disconnect(A);
    assert.deepEqual(port.inside, [B]);
    assert.equal(port.lists, lists);
    assert.equal(port.told.at(-1), `shut ${A} disconnected`);
  });

  it('says how long the kernel took', async () => {
    const port = new SimulatedPort().start().connect(A);
    port.isHeld = true;
    port.disconnect(A);
    await port.time.advance(7);
    port.release();
    const last = port.events.at(-1);
    assert.ok(last?.type === 'shut');
    assert.equal(last.ms, 7);
  });

  it('shuts to a station that is on no list any more', async () => {
    const port = new SimulatedPort().start().connect(A);
    port.authorized.delete(A);
    await port.pass(LEASE / 3);
    assert.deepEqual(port.inside, []);
    assert.equal(port.told.at(-1), `shut ${A} not-authorized`);
  });

  it('takes no word from a list that is older than an event', () => {
    const port = new SimulatedPort().start();
    port.isHeld = true;
    port.connect(A);
    port.disconnect(A);
    port.release();
    assert.deepEqual(port.inside, []);
    assert.ok(!port.told.includes(`opened ${A}`));
  });

  it('shuts what it had opened meanwhile', () => {
    const port = new SimulatedPort().start();
    port.isHeld = true;
    port.connect(A);
    port.agent.listed(new Set([A]));
    port.disconnect(A);
    port.release();
    assert.deepEqual(port.inside, []);
    assert.deepEqual(port.told.slice(-2), [`opened ${A}`, `shut ${A} disconnected`]);
  });

  it('renews leases while hostapd answers', async () => {
    const port = new SimulatedPort().start().connect(A);
    const { length } = port.scripts;
    await port.pass(2 * LEASE);
    assert.ok(port.scripts.length - length >= 5);
    assert.match(port.scripts.at(-1) ?? '', new RegExp(`${A} timeout ${LEASE / SECOND}s`));
    assert.deepEqual(port.inside, [A]);
  });

  it('renews nothing while nobody is in', async () => {
    const port = new SimulatedPort().start();
    await port.pass(2 * LEASE);
    assert.deepEqual(port.scripts, []);
  });

  it('renews no lease when hostapd does not answer, and shuts after one', async () => {
    const port = new SimulatedPort().start().connect(A);
    const { length } = port.scripts;
    port.hostapdAnswers = false;
    await port.pass(LEASE - SECOND);
    assert.equal(port.scripts.length, length);
    assert.equal(port.told.at(-1), 'E_PORT_AGENT_HOSTAPD');
    await port.pass(2 * SECOND);
    assert.deepEqual(port.inside, []);
    assert.deepEqual(port.told.slice(-2), ['hostapd gone', `shut ${A} hostapd-gone`]);
  });

  it('opens again when hostapd answers again', async () => {
    const port = new SimulatedPort().start().connect(A);
    port.hostapdAnswers = false;
    await port.pass(2 * LEASE);
    port.hostapdAnswers = true;
    await port.pass(LEASE / 3);
    assert.deepEqual(port.inside, [A]);
  });

  for (const [how, gone] of [
    ['ends', (port: SimulatedPort) => port.agent.heard({ type: 'terminating' })],
    ['is heard no longer', (port: SimulatedPort) => port.agent.followingEnded()],
  ] as const) {
    it(`shuts to everybody when hostapd ${how}`, () => {
      const port = new SimulatedPort().start().connect(A).connect(B);
      port.after(() => gone(port));
      assert.deepEqual(port.inside, []);
      assert.deepEqual(port.told.slice(-3), ['hostapd gone', `shut ${A} hostapd-gone`, `shut ${B} hostapd-gone`]);
    });

    it(`takes no word from a list that was asked for before hostapd ${how}`, () => {
      const port = new SimulatedPort().start().connect(A);
      port.isHeld = true;
      port.connect(B);
      gone(port);
      port.agent.following();
      port.authorized.clear();
      port.release();
      assert.deepEqual(port.inside, []);
      assert.ok(!port.told.includes(`opened ${B}`));
    });
  }

  it('says once that hostapd is not there yet', async () => {
    const port = new SimulatedPort();
    port.hostapdAnswers = false;
    port.start();
    for (let attempt = 0; attempt < 3; attempt++) {
      port.after(() => port.agent.followingEnded()).after(() => port.agent.following());
      await port.pass(SECOND);
    }
    assert.deepEqual(port.told, ['link up', 'hostapd gone']);
  });
});

describe('a cable that is pulled', () => {
  it('shuts the port, and has hostapd end the sessions', () => {
    const port = new SimulatedPort().start().connect(A);
    port.after(() => port.agent.link('down'));
    assert.deepEqual(port.inside, []);
    assert.deepEqual(port.told.slice(-2), ['link down', `shut ${A} link-down`]);
    assert.deepEqual(port.commands, [`deauthenticate ${A}`]);
  });

  it('leaves nobody authorized whom hostapd still lists when it is back', async () => {
    const port = new SimulatedPort().start().connect(A);
    port.after(() => port.agent.link('gone')).after(() => port.agent.link('up'));
    assert.deepEqual(port.inside, []);
    assert.deepEqual(port.commands, [`deauthenticate ${A}`, `deauthenticate ${A}`]);
    await port.pass(LEASE);
    assert.deepEqual(port.inside, []);
  });

  it('lets in whom hostapd has authenticated since', () => {
    const port = new SimulatedPort().start().connect(A);
    port.after(() => port.agent.link('down')).disconnect(A);
    port.after(() => port.agent.link('up')).connect(A);
    assert.deepEqual(port.inside, [A]);
  });

  it('lets nobody in while it is out', () => {
    const port = new SimulatedPort();
    port.after(() => port.agent.following()).connect(A);
    assert.deepEqual(port.inside, []);
  });
});

describe('a crowd', () => {
  it('is let in up to the bound, and cannot push out whoever is in', () => {
    const port = new SimulatedPort({ mostStations: 2 }).start().connect(A).connect(B).connect(C);
    assert.deepEqual(port.inside, [A, B]);
    assert.equal(port.told.at(-1), `crowded ${C}`);
    port.disconnect(A);
    assert.deepEqual(port.inside, [B, C]);
  });

  it('is told of once', async () => {
    const port = new SimulatedPort({ mostStations: 1 }).start().connect(A).connect(B);
    await port.pass(LEASE);
    assert.equal(port.told.filter((each) => each.startsWith('crowded')).length, 1);
  });
});

describe('a station that was put out', () => {
  it('is asked anew once hostapd has forgotten it', async () => {
    const port = new SimulatedPort().start().connect(A).disconnect(A);
    await port.pass(5 * SECOND);
    assert.deepEqual(port.commands, []);
    await port.pass(SECOND);
    assert.deepEqual(port.commands, [`new_sta ${A}`]);
    assert.equal(port.told.at(-1), `asked-anew ${A}`);
  });

  it('is not asked when it came back by itself, when the cable is out, or when hostapd has gone', async () => {
    const port = new SimulatedPort().start();
    port.connect(A).disconnect(A).connect(A);
    await port.pass(10 * SECOND);
    port.disconnect(A).after(() => port.agent.link('down'));
    await port.pass(10 * SECOND);
    port
      .after(() => port.agent.link('up'))
      .connect(A)
      .disconnect(A);
    port.after(() => port.agent.followingEnded());
    await port.pass(10 * SECOND);
    assert.deepEqual(port.commands, []);
  });
});

describe('rules', () => {
  it('that somebody took away are put back, with whoever is in', () => {
    const port = new SimulatedPort().start().connect(A);
    port.hasRules = false;
    port.after(() => port.agent.rulesLost());
    assert.ok(port.hasRules);
    assert.deepEqual(port.inside, [A]);
    assert.equal(port.told.at(-1), 'rules-lost');
  });

  it('that somebody took away are put back though nobody is in', () => {
    const port = new SimulatedPort().start();
    port.hasRules = false;
    port.after(() => port.agent.rulesLost());
    assert.ok(port.hasRules);
  });

  it('that were lost while others were on their way are put back after those', () => {
    const port = new SimulatedPort().start();
    port.isHeld = true;
    port.connect(A);
    port.agent.listed(new Set([A]));
    port.hasRules = false;
    port.agent.rulesLost();
    port.release();
    assert.ok(port.hasRules);
    assert.deepEqual(port.inside, [A]);
  });

  it('that the kernel refuses are tried again, all of them', async () => {
    const port = new SimulatedPort().start().connect(A);
    port.isHeld = true;
    port.disconnect(A);
    port.agent.rulesRefused(fail('E_PORT_AGENT_RULES', 'no'));
    assert.equal(port.told.at(-1), 'E_PORT_AGENT_RULES');
    await port.time.advance(SECOND);
    assert.match(port.scripts.at(-1) ?? '', /^add table/);
  });
});

describe('the end', () => {
  it('shuts everybody out and leaves nothing waiting', () => {
    const port = new SimulatedPort().start().connect(A).connect(B).disconnect(B);
    port.after(() => port.agent.end());
    assert.deepEqual(port.inside, []);
    assert.equal(port.told.at(-1), `shut ${A} ended`);
    assert.equal(port.time.waiting, 0);
  });

  it('cannot be undone by what comes in later', () => {
    const port = new SimulatedPort().start();
    port.after(() => port.agent.end()).connect(A);
    port.after(() => port.agent.link('down')).after(() => port.agent.link('up'));
    port.after(() => port.agent.rulesLost());
    assert.deepEqual(port.inside, []);
  });
});

describe('whatever happens, in whatever order', () => {
  const moves: Readonly<Record<string, (port: SimulatedPort, which: number) => unknown>> = {
    connect: (port, which) => port.connect(station(which)),
    disconnect: (port, which) => port.disconnect(station(which)),
    silentlyGone: (port, which) => port.authorized.delete(station(which)),
    plug: (port) => port.after(() => port.agent.link('up')),
    unplug: (port) => port.after(() => port.agent.link('down')),
    hostapdGone: (port) => port.after(() => port.agent.followingEnded()),
    hostapdBack: (port) => port.after(() => port.agent.following()),
    lost: (port) => port.after(() => port.agent.rulesLost()),
    hold: (port) => {
      port.isHeld = true;
    },
    release: (port) => port.release(),
    pass: (port, which) => port.pass(which * SECOND),
  };

  it('nobody is in who is not authorized once all is answered, and never more than may be', async () => {
    const move = fc.tuple(fc.constantFrom(...Object.keys(moves)), fc.nat(5));
    await fc.assert(
      fc.asyncProperty(fc.array(move, { maxLength: 40 }), async (steps) => {
        const port = new SimulatedPort({ mostStations: 3 }).start();
        for (const [name, which] of steps) {
          await moves[name]?.(port, which);
          assert.ok(port.inside.length <= 3);
        }
        port.release();
        await port.pass(LEASE);
        const authorized: ReadonlySet<string> = port.authorized;
        for (const each of port.inside) assert.ok(authorized.has(each), `${each} is in`);
        assert.deepEqual([...port.agent.inside], [...port.inside]);
        port.after(() => port.agent.end());
        assert.deepEqual(port.inside, []);
      }),
      { numRuns: Number(process.env['SALLYPORT_FUZZ'] ?? 300) },
    );
  });
});
