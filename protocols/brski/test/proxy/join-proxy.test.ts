import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { HOUR, MINUTE, SECOND } from '@sallyport/core';
import fc from 'fast-check';
import {
  JoinProxy,
  type JoinProxyAction,
  type JoinProxyInput,
  type JoinProxyLimits,
} from '../../src/proxy/join-proxy.ts';
import { throwsCode } from '../support/throws.ts';

const A = { host: 'fd00::a', port: 8443 };
const B = { host: 'fd00::b', port: 8443 };

/** A proxy with its time; gives the actions except `wake`, which it keeps. */
class Rig {
  readonly proxy: JoinProxy;
  now = 0;
  wake: number | undefined;

  constructor(limits: Partial<JoinProxyLimits> = {}) {
    this.proxy = new JoinProxy(limits);
  }

  feed(input: JoinProxyInput): readonly JoinProxyAction[] {
    const actions = this.proxy.step(input, this.now);
    this.wake = undefined;
    for (const action of actions) if (action.type === 'wake') this.wake = action.at;
    return actions.filter(({ type }) => type !== 'wake');
  }

  registrars(...addresses: readonly { host: string; port: number }[]): this {
    for (const address of addresses) this.feed({ type: 'registrar-found', offer: { ...address, isConfigured: true } });
    return this;
  }

  /** Opens a circuit up to the splice. */
  open(circuit: number, source = 'fe80::1'): this {
    assert.equal(this.feed({ type: 'accepted', circuit, source })[0]?.type, 'connect');
    assert.equal(this.feed({ type: 'registrar-connected', circuit })[0]?.type, 'splice');
    return this;
  }

  /** Wakes the proxy whenever it asked for it; gives what it did. */
  run(span: number): readonly JoinProxyAction[] {
    const end = this.now + span;
    const actions: JoinProxyAction[] = [];
    while (this.wake !== undefined && this.wake <= end) {
      assert.ok(this.wake >= this.now);
      this.now = this.wake;
      actions.push(...this.feed({ type: 'tick' }));
    }
    this.now = end;
    return actions;
  }
}

describe('a join proxy', () => {
  it('connects a pledge to the registrar and passes bytes from then on', () => {
    const rig = new Rig().registrars(A);
    assert.deepEqual(rig.feed({ type: 'accepted', circuit: 1, source: 'fe80::1' }), [
      { type: 'connect', circuit: 1, registrar: A },
    ]);
    assert.deepEqual(rig.feed({ type: 'registrar-connected', circuit: 1 }), [
      { type: 'splice', circuit: 1, registrar: A },
    ]);
    assert.equal(rig.proxy.circuits, 1);
  });

  it('tries the next registrar when one is down', () => {
    const rig = new Rig().registrars(A, B);
    rig.feed({ type: 'accepted', circuit: 1, source: 'fe80::1' });
    assert.deepEqual(rig.feed({ type: 'registrar-failed', circuit: 1 }), [
      { type: 'connect', circuit: 1, registrar: B },
    ]);
    rig.feed({ type: 'registrar-connected', circuit: 1 });
    const second = rig.feed({ type: 'accepted', circuit: 2, source: 'fe80::2' });
    assert.deepEqual(second, [{ type: 'connect', circuit: 2, registrar: B }]);
  });

  it('tries the next registrar when one does not answer in time', () => {
    const rig = new Rig({ connectTimeout: 2 * SECOND }).registrars(A, B);
    rig.feed({ type: 'accepted', circuit: 1, source: 'fe80::1' });
    assert.deepEqual(rig.run(2 * SECOND), [{ type: 'connect', circuit: 1, registrar: B }]);
    assert.deepEqual(rig.run(2 * SECOND), [{ type: 'drop', circuit: 1, reason: 'no-registrar' }]);
    assert.equal(rig.proxy.circuits, 0);
  });

  it('returns to a registrar that was down, after a pause that grows', () => {
    const rig = new Rig().registrars(A, B);
    const first = () => {
      const [action] = rig.feed({ type: 'accepted', circuit: 9, source: 'fe80::1' });
      rig.feed({ type: 'closed', circuit: 9 });
      return action?.type === 'connect' ? action.registrar : undefined;
    };
    const failOnce = () => {
      assert.deepEqual(first(), A);
      rig.feed({ type: 'accepted', circuit: 1, source: 'fe80::1' });
      rig.feed({ type: 'registrar-failed', circuit: 1 });
      rig.feed({ type: 'closed', circuit: 1 });
      assert.deepEqual(first(), B);
    };
    failOnce();
    rig.run(SECOND);
    failOnce();
    rig.run(SECOND);
    assert.deepEqual(first(), B);
    rig.run(SECOND);
    assert.deepEqual(first(), A);
  });

  it('forgives a registrar that answers again', () => {
    const rig = new Rig().registrars(A, B);
    const fail = (circuit: number) => {
      rig.feed({ type: 'accepted', circuit, source: 'fe80::1' });
      rig.feed({ type: 'registrar-failed', circuit });
      rig.feed({ type: 'closed', circuit });
    };
    fail(1);
    rig.run(SECOND);
    fail(2);
    rig.run(2 * SECOND);
    rig.open(3);
    rig.feed({ type: 'closed', circuit: 3 });
    fail(4);
    rig.run(SECOND);
    assert.deepEqual(rig.feed({ type: 'accepted', circuit: 5, source: 'fe80::1' }), [
      { type: 'connect', circuit: 5, registrar: A },
    ]);
  });

  it('tries even registrars that failed lately when there is no other', () => {
    const rig = new Rig().registrars(A);
    rig.feed({ type: 'accepted', circuit: 1, source: 'fe80::1' });
    rig.feed({ type: 'registrar-failed', circuit: 1 });
    assert.equal(rig.feed({ type: 'accepted', circuit: 2, source: 'fe80::1' })[0]?.type, 'connect');
  });

  it('turns pledges away while it knows no registrar', () => {
    assert.deepEqual(new Rig().feed({ type: 'accepted', circuit: 1, source: 'fe80::1' }), [
      { type: 'drop', circuit: 1, reason: 'no-registrar' },
    ]);
  });
});

describe('a join proxy with several discovered registrars', () => {
  const found = (host: string): JoinProxyInput => ({ type: 'registrar-found', offer: { host, port: 443, ttl: HOUR } });

  function registrarFor(rig: Rig, source: string): string | undefined {
    const [action] = rig.feed({ type: 'accepted', circuit: 1, source });
    rig.feed({ type: 'closed', circuit: 1 });
    return action?.type === 'connect' ? action.registrar.host : undefined;
  }

  it('leads a pledge to the same one each time, so that it sees the same certificates (RFC 8995 §5)', () => {
    const rig = new Rig();
    for (const host of ['a', 'b', 'c', 'd']) rig.feed(found(host));
    const first = registrarFor(rig, 'fe80::7');
    for (let again = 0; again < 10; again++) assert.equal(registrarFor(rig, 'fe80::7'), first);
    const another = new Rig();
    for (const host of ['d', 'c', 'b', 'a']) another.feed(found(host));
    assert.equal(registrarFor(another, 'fe80::7'), first);
  });

  it('spreads pledges over them', () => {
    const rig = new Rig();
    for (const host of ['a', 'b', 'c', 'd']) rig.feed(found(host));
    const chosen = new Set(Array.from({ length: 64 }, (_, index) => registrarFor(rig, `fe80::${index}`)));
    assert.equal(chosen.size, 4);
  });

  it('prefers those that were set up, in their order', () => {
    const rig = new Rig();
    rig.feed(found('discovered'));
    rig.registrars(A, B);
    for (let source = 0; source < 16; source++) assert.equal(registrarFor(rig, `fe80::${source}`), A.host);
  });

  it('forgets those whose announcement runs out or is taken back', () => {
    const rig = new Rig();
    rig.feed({ type: 'registrar-found', offer: { ...A, ttl: MINUTE } });
    rig.feed({ type: 'registrar-found', offer: { ...B, ttl: HOUR } });
    rig.run(MINUTE);
    assert.equal(registrarFor(rig, 'fe80::1'), B.host);
    rig.feed({ type: 'registrar-withdrawn', address: B });
    assert.equal(registrarFor(rig, 'fe80::1'), undefined);
  });

  it('does not forget those that were set up', () => {
    const rig = new Rig().registrars(A);
    rig.feed({ type: 'registrar-withdrawn', address: A });
    rig.feed({ type: 'registrar-found', offer: { ...A, ttl: SECOND } });
    rig.run(HOUR);
    assert.equal(registrarFor(rig, 'fe80::1'), A.host);
  });

  it('holds a bounded number, for a bounded time', () => {
    const rig = new Rig();
    for (let count = 0; count < 1000; count++) {
      rig.feed({ type: 'registrar-found', offer: { host: `h${count}`, port: 443, ttl: 0 } });
    }
    const tried = new Set<string>();
    rig.feed({ type: 'accepted', circuit: 1, source: 'x' });
    for (let count = 0; count < 1000; count++) {
      for (const action of rig.feed({ type: 'registrar-failed', circuit: 1 })) {
        if (action.type === 'connect') tried.add(action.registrar.host);
      }
    }
    assert.equal(tried.size, 31);
    assert.ok(rig.run(HOUR).some((action) => action.type === 'announce' && !action.on));
  });

  it('passes over addresses nobody can connect to', () => {
    const rig = new Rig();
    for (const offer of [
      { host: '', port: 1 },
      { host: 'a', port: 0 },
      { host: 'a', port: 65536 },
      { host: 'x'.repeat(256), port: 1 },
    ]) {
      assert.deepEqual(rig.feed({ type: 'registrar-found', offer }), []);
    }
  });
});

describe('the bounds of a join proxy', () => {
  it('are so many circuits altogether', () => {
    const rig = new Rig({ maxCircuits: 3 }).registrars(A);
    for (let circuit = 1; circuit <= 3; circuit++) rig.open(circuit, `fe80::${circuit}`);
    assert.deepEqual(rig.feed({ type: 'accepted', circuit: 4, source: 'fe80::4' }), [
      { type: 'drop', circuit: 4, reason: 'too-many' },
    ]);
    rig.feed({ type: 'closed', circuit: 2 });
    rig.open(5, 'fe80::5');
  });

  it('are so many circuits from one source', () => {
    const rig = new Rig({ maxPerSource: 2 }).registrars(A);
    rig.open(1).open(2);
    assert.deepEqual(rig.feed({ type: 'accepted', circuit: 3, source: 'fe80::1' }), [
      { type: 'drop', circuit: 3, reason: 'too-many-from-source' },
    ]);
    rig.open(4, 'fe80::2');
    rig.feed({ type: 'closed', circuit: 1 });
    rig.open(5);
  });

  it('must be positive whole numbers', () => {
    for (const limits of [
      { maxCircuits: 0 },
      { maxPerSource: 1.5 },
      { idleTimeout: -1 },
      { idleTimeout: 2 * HOUR },
      { connectTimeout: Number.NaN },
    ]) {
      throwsCode('E_BRSKI_PROXY_INPUT', () => new JoinProxy(limits));
    }
  });
});

describe('a circuit', () => {
  it('ends after too long a silence, and not before', () => {
    const rig = new Rig({ idleTimeout: MINUTE }).registrars(A).open(1);
    assert.deepEqual(rig.run(MINUTE - 1), []);
    rig.feed({ type: 'activity', circuit: 1 });
    assert.deepEqual(rig.run(MINUTE - 1), []);
    assert.deepEqual(rig.run(1), [{ type: 'drop', circuit: 1, reason: 'idle' }]);
  });

  it('outlives the longest wait of a pledge by default (RFC 8995 §5.6)', () => {
    const rig = new Rig().registrars(A).open(1);
    assert.deepEqual(rig.run(61 * SECOND), []);
  });

  it('stays while one side still speaks after the other has ended', () => {
    const rig = new Rig({ halfClosedTimeout: 10 * SECOND }).registrars(A).open(1);
    rig.feed({ type: 'ended', circuit: 1, side: 'pledge' });
    assert.equal(rig.proxy.circuits, 1);
    rig.run(9 * SECOND);
    rig.feed({ type: 'activity', circuit: 1 });
    assert.deepEqual(rig.run(9 * SECOND), []);
    assert.deepEqual(rig.run(SECOND), [{ type: 'drop', circuit: 1, reason: 'half-closed' }]);
  });

  it('is over when both sides have ended', () => {
    const rig = new Rig().registrars(A).open(1);
    rig.feed({ type: 'ended', circuit: 1, side: 'registrar' });
    assert.equal(rig.proxy.circuits, 1);
    rig.feed({ type: 'ended', circuit: 1, side: 'pledge' });
    assert.equal(rig.proxy.circuits, 0);
    assert.deepEqual(rig.run(HOUR), []);
  });

  it('that is over hears nothing more', () => {
    const rig = new Rig().registrars(A).open(1);
    rig.feed({ type: 'closed', circuit: 1 });
    for (const type of ['closed', 'activity', 'registrar-connected', 'registrar-failed'] as const) {
      assert.deepEqual(rig.feed({ type, circuit: 1 }), []);
    }
    assert.equal(rig.proxy.circuits, 0);
  });
});

describe('the announcement of a join proxy', () => {
  it('starts with the first registrar and stops with the last', () => {
    const rig = new Rig();
    const found: JoinProxyInput = { type: 'registrar-found', offer: { ...A, ttl: MINUTE } };
    assert.deepEqual(rig.feed(found), [{ type: 'announce', on: true }]);
    assert.deepEqual(rig.feed(found), []);
    assert.deepEqual(rig.run(MINUTE), [{ type: 'announce', on: false }]);
    assert.deepEqual(rig.feed(found), [{ type: 'announce', on: true }]);
  });
});

const circuit = fc.integer({ min: 1, max: 6 });
const proxyInput: fc.Arbitrary<JoinProxyInput> = fc.oneof(
  fc.record({
    type: fc.constant('registrar-found' as const),
    offer: fc.record({
      host: fc.constantFrom('a', 'b', ''),
      port: fc.constantFrom(0, 1, 2),
      ttl: fc.integer({ min: -1, max: 100_000 }),
    }),
  }),
  fc.record({ type: fc.constant('registrar-withdrawn' as const), address: fc.constant({ host: 'a', port: 1 }) }),
  fc.record({
    type: fc.constant('ended' as const),
    circuit,
    side: fc.constantFrom('pledge' as const, 'registrar' as const),
  }),
  fc.record({
    type: fc.constantFrom(
      'registrar-connected' as const,
      'registrar-failed' as const,
      'activity' as const,
      'closed' as const,
    ),
    circuit,
  }),
);

describe('any sequence of inputs', () => {
  it('keeps the bounds, and every circuit ends', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.oneof(proxyInput, fc.constant(undefined)), fc.integer({ min: 0, max: 20_000 })), {
          maxLength: 80,
        }),
        (inputs) => {
          const rig = new Rig({ maxCircuits: 4, maxPerSource: 2 });
          let next = 1;
          for (const [input, span] of inputs) {
            rig.feed(input ?? { type: 'accepted', circuit: next++, source: `s${next % 3}` });
            assert.ok(rig.proxy.circuits <= 4);
            rig.run(span);
          }
          rig.run(3 * HOUR);
          assert.equal(rig.proxy.circuits, 0);
        },
      ),
      { numRuns: 300 },
    );
  });
});
