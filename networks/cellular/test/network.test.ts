import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { sliceText } from '@sallyport/cellular';
import { HOUR, MINUTE, SECOND, toHex } from '@sallyport/core';
import { type Authorizer, type DeviceIdentity, deny, deviceKey, permit } from '@sallyport/onboarding';
import { networkAdapterChecks } from '@sallyport/onboarding/conformance';
import { ACCT_STATUS_TYPES, ATTRIBUTES, ERROR_CAUSES, TERMINATION_ACTIONS, VENDOR_ATTRIBUTES } from '@sallyport/radius';
import fc from 'fast-check';
import { brief, expired, meter, purposeless, stranger, unregistered } from './support/certificates.ts';
import {
  accessRequest,
  accountingRequest,
  attributesIn,
  CAMERA,
  CAMERA_TERMINAL,
  METER,
  METER_TERMINAL,
  type Terminal,
  world,
} from './support/world.ts';

const CHANGE = {
  cause: 'policy-changed',
  deviceKey: undefined,
  certificateSerial: undefined,
  at: new Date(0),
} as const;

describe('5G as a network of the house', () => {
  const harness = {
    obligation: { type: 'filter', value: 'quarantine' },
    open: async (authorizer: Authorizer) => {
      const { network, establish, isServed } = world(authorizer);
      const terminalOf = ({ serialNumber }: DeviceIdentity) =>
        serialNumber === METER.serialNumber ? METER_TERMINAL : CAMERA_TERMINAL;
      return {
        adapter: network,
        devices: [METER, CAMERA] as const,
        join: async (device: DeviceIdentity) => (await establish(terminalOf(device)))?.decision === 'accept',
        isServed: (device: DeviceIdentity) => isServed(terminalOf(device)),
        close: () => network.close(),
      };
    },
  };
  for (const { name, run } of networkAdapterChecks(harness)) it(name, run);
});

describe('secondary authentication', () => {
  it('lets in a device with an LDevID, on terms, until it must authenticate again', async () => {
    const obligations = [
      { type: 'session-timeout', value: '900' },
      { type: 'filter', value: 'meters' },
      { type: 'pool', value: 'meters' },
      { type: 'idle-timeout', value: '60' },
      { type: 'interim-interval', value: '300' },
    ];
    const seen: unknown[] = [];
    const { network, establish, time } = world({
      decide: async ({ facts, protocol, point }) => {
        seen.push(protocol, point, facts);
        return permit('fine', [], obligations);
      },
    });
    const decision = await establish(METER_TERMINAL);
    assert.ok(decision?.decision === 'accept');
    const attributes = attributesIn(decision);
    const [session] = network.sessions(deviceKey(METER));
    assert.ok(session !== undefined);
    assert.equal(toHex(ATTRIBUTES.Class.first(attributes) ?? new Uint8Array(0)), session.id);
    assert.equal(ATTRIBUTES['Session-Timeout'].first(attributes), 900);
    assert.equal(ATTRIBUTES['Termination-Action'].first(attributes), TERMINATION_ACTIONS.RADIUS_REQUEST);
    assert.equal(ATTRIBUTES['Filter-Id'].first(attributes), 'meters');
    assert.equal(ATTRIBUTES['Framed-Pool'].first(attributes), 'meters');
    assert.equal(ATTRIBUTES['Idle-Timeout'].first(attributes), 60);
    assert.equal(ATTRIBUTES['Acct-Interim-Interval'].first(attributes), 300);
    assert.equal(VENDOR_ATTRIBUTES['MS-MPPE-Recv-Key'].isIn(attributes), false, 'an SMF has no use for keys');
    assert.equal(session.endsAt, time.now().getTime() + 900 * SECOND);
    assert.deepEqual(seen, [
      '5g',
      'E.2',
      {
        smf: 'smf',
        smfAddress: '192.0.2.7',
        nasIpAddress: null,
        nasIpv6Address: null,
        nasIdentifier: 'smf-1',
        dnn: 'iot.owner',
        imsi: '001010000000001',
        gpsi: '440000000001',
        imeisv: null,
        slice: '1-abcdef',
        pduSession: '35',
        accountingSession: null,
        portType: 18,
        ratType: null,
      },
    ]);
  });

  it('is done again in the same place, and counts anew', async () => {
    const { network, establish, time } = world();
    await establish(METER_TERMINAL);
    const [first] = network.sessions();
    await time.advance(30 * MINUTE);
    await establish(METER_TERMINAL);
    const [second, ...more] = network.sessions();
    assert.notEqual(first?.id, second?.id);
    assert.deepEqual(more, []);
    assert.equal(second?.endsAt, time.now().getTime() + HOUR);
    await establish({ ...METER_TERMINAL, pduSession: '6' });
    assert.equal(network.sessions().length, 2, 'another PDU session is another place');
  });

  it('lasts no longer than the certificate', async () => {
    const { establish } = world();
    const decision = await establish({ ...METER_TERMINAL, party: brief });
    assert.equal(decision === undefined ? 0 : ATTRIBUTES['Session-Timeout'].first(attributesIn(decision)), 600);
  });

  it('takes the data network with the operator’s part of its name as well', async () => {
    const { establish } = world();
    const dnn = 'IoT.owner.mnc001.mcc206.gprs';
    assert.equal((await establish({ ...METER_TERMINAL, dnn }))?.decision, 'accept');
  });

  const REFUSED: readonly (readonly [string, Partial<Terminal>, string])[] = [
    ['a certificate of another domain', { party: stranger }, 'E_PKI_PATH_NO_ISSUER'],
    ['an expired certificate', { party: expired }, 'E_PKI_PATH_EXPIRED'],
    ['a certificate that is not for clients', { party: purposeless }, 'E_CELLULAR_CERTIFICATE'],
    ['a certificate of no device', { party: unregistered }, 'E_CELLULAR_CERTIFICATE'],
    ['another data network', { dnn: 'internet' }, 'E_CELLULAR_DNN'],
  ];
  for (const [what, change, code] of REFUSED) {
    it(`refuses ${what}`, async () => {
      const { establish, refusals, network } = world();
      assert.equal((await establish({ ...METER_TERMINAL, ...change }))?.decision, 'reject');
      assert.deepEqual(refusals, [code]);
      assert.deepEqual(network.sessions(), []);
    });
  }

  it('refuses a PDU session that nothing names', async () => {
    const { network, refusals } = world();
    const { pduSession: _, ...unnamed } = METER_TERMINAL;
    assert.equal((await network.authenticate(accessRequest(unnamed, new Uint8Array(0))))?.decision, 'reject');
    assert.deepEqual(refusals, ['E_CELLULAR_SESSION_IDENTITY']);
  });

  it('refuses passwords', async () => {
    const { network, refusals } = world();
    assert.equal((await network.authenticate(accessRequest(METER_TERMINAL, undefined)))?.decision, 'reject');
    assert.deepEqual(refusals, ['E_CELLULAR_NO_EAP']);
  });

  it('refuses a State that was given to another PDU session', async () => {
    const { network, refusals } = world();
    const challenge = await network.authenticate(accessRequest(METER_TERMINAL, new Uint8Array(0)));
    const request = accessRequest(CAMERA_TERMINAL, Uint8Array.of(2, 1, 0, 5, 1), challenge?.state);
    assert.equal((await network.authenticate(request))?.decision, 'reject');
    assert.deepEqual(refusals, ['E_CELLULAR_STATE']);
  });

  it('refuses a revoked certificate', async () => {
    const { establish, state, refusals } = world();
    state.objection = 'the certificate was revoked';
    assert.equal((await establish(METER_TERMINAL))?.decision, 'reject');
    assert.deepEqual(refusals, ['E_CELLULAR_REVOKED']);
  });

  it('refuses whom policy denies, with its reason in the log alone', async () => {
    const { establish, refusals } = world({ decide: async () => deny('a score of 9.8') });
    const decision = await establish(METER_TERMINAL);
    assert.deepEqual([decision?.decision, attributesIn(decision ?? { decision: 'accept' })], ['reject', []]);
    assert.deepEqual(refusals, ['E_CELLULAR_DENIED']);
  });

  it('refuses a SIM in another device than its own', async () => {
    const examiner = {
      anchors: () => [],
      holderOf: async () => METER,
      objectionTo: async () => undefined,
      deviceOfSubscription: async () => deviceKey(CAMERA),
    };
    const { root } = await import('./support/certificates.ts');
    const { establish, refusals } = world(undefined, { examiner: { ...examiner, anchors: () => [root.certificate] } });
    assert.equal((await establish(METER_TERMINAL))?.decision, 'reject');
    assert.deepEqual(refusals, ['E_CELLULAR_SUBSCRIPTION']);
    assert.equal(meter.chain.length, 1);
  });

  it('answers or passes over whatever EAP it is sent, and lets nobody in', async () => {
    const { network, refusals } = world();
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), fc.boolean(), async (eap, isBegun) => {
        const begun = isBegun
          ? await network.authenticate(accessRequest(METER_TERMINAL, new Uint8Array(0)))
          : undefined;
        const decision = await network.authenticate(accessRequest(METER_TERMINAL, eap, begun?.state));
        assert.notEqual(decision?.decision, 'accept');
      }),
      { numRuns: Number(process.env['SALLYPORT_FUZZ'] ?? 200) },
    );
    assert.ok(refusals.every((code) => /^E_(EAP|CELLULAR)_/.test(code)));
    assert.deepEqual(network.sessions(), []);
  });

  it('reads a slice with and without its differentiator, and nothing else', () => {
    assert.equal(sliceText(Uint8Array.of(1)), '1');
    assert.equal(sliceText(Uint8Array.of(3, 0, 0, 1)), '3-000001');
    assert.equal(sliceText(Uint8Array.of(1, 2)), undefined);
  });

  it('lets nobody in whose session could not be written down', async () => {
    const { establish, record, refusals } = world();
    record.isBroken = true;
    const decision = await establish(METER_TERMINAL);
    assert.deepEqual([decision?.decision, decision?.eapMessage?.[0]], ['reject', 4]);
    assert.deepEqual(refusals, ['E_CELLULAR_SESSION']);
  });
});

describe('an SMF', () => {
  it('is asked to release a session by Acct-Session-Id, or else by IMSI and PDU session', async () => {
    for (const [change, types] of [
      [{ accountingSession: 'F0001' }, [44]],
      [{}, [26, 26]],
    ] as const) {
      const { establish, network, orders } = world();
      await establish({ ...METER_TERMINAL, ...change });
      await network.putOut(network.sessions()[0]?.id ?? '', 'by hand');
      assert.deepEqual(
        orders.map(({ kind, nas, request }) => [kind, nas, request.session.map(({ type }) => type)]),
        [['disconnect', 'smf-1', types]],
      );
    }
  });

  it('that knows the session no more has ended it; one that never will is not asked again', async () => {
    const nak = (errorCause: number) => ({ isDone: false, errorCause, reason: undefined, attributes: [] });
    for (const [cause, outcome, asked] of [
      [ERROR_CAUSES.SESSION_CONTEXT_NOT_FOUND, 'done', 1],
      [ERROR_CAUSES.UNSUPPORTED_EXTENSION, 'failed', 1],
    ] as const) {
      const { establish, network, orders, state, time } = world();
      await establish(METER_TERMINAL);
      await time.advance(MINUTE);
      state.answer = nak(cause);
      assert.equal((await network.putOut(network.sessions()[0]?.id ?? '', 'by hand')).outcome, outcome);
      assert.equal(orders.length, asked);
    }
    const { establish, network, orders, state, time } = world();
    await establish(METER_TERMINAL);
    state.answer = nak(ERROR_CAUSES.RESOURCES_UNAVAILABLE);
    const done = network.putOut(network.sessions()[0]?.id ?? '', 'by hand');
    await time.advance(SECOND / 2);
    state.answer = undefined;
    await time.advance(SECOND);
    assert.equal((await done).outcome, 'done');
    assert.equal(orders.length, 2);
  });

  it('that does not know a session which was let in just now is asked again', async () => {
    const { establish, network, orders, state, time } = world();
    await establish(METER_TERMINAL);
    state.answer = {
      isDone: false,
      errorCause: ERROR_CAUSES.SESSION_CONTEXT_NOT_FOUND,
      reason: undefined,
      attributes: [],
    };
    const done = network.putOut(network.sessions()[0]?.id ?? '', 'by hand');
    await time.advance(10 * SECOND);
    assert.equal((await done).outcome, 'done');
    assert.equal(orders.length, 3);
  });

  it('that takes no requests leaves it to a person', async () => {
    const { establish, network } = world(undefined, { findSmf: () => undefined });
    await establish(METER_TERMINAL);
    const mitigation = await network.putOut(network.sessions()[0]?.id ?? '', 'by hand');
    assert.equal(mitigation.outcome === 'failed' && mitigation.error.code, 'E_NETWORK_NOT_PUT_OUT');
  });

  it('is told of other terms by CoA-Request', async () => {
    let filter = 'day';
    const { establish, network, orders } = world({
      decide: async () => permit('fine', [], [{ type: 'filter', value: filter }]),
    });
    await establish(METER_TERMINAL);
    filter = 'night';
    network.trustChanged(CHANGE);
    await network.settled();
    const [order] = orders;
    assert.equal(order?.kind, 'change');
    assert.deepEqual(
      attributesIn({ decision: 'accept', attributes: order?.request.attributes ?? [] }).map(({ type }) => type),
      [11, 27],
    );
    assert.deepEqual(network.sessions()[0]?.obligations, [{ type: 'filter', value: 'night' }]);
  });

  it('says by accounting that a session is over, for its own sessions alone', async () => {
    const { establish, network } = world();
    await establish(METER_TERMINAL);
    const octets = Uint8Array.from(Buffer.from(network.sessions()[0]?.id ?? '', 'hex'));
    await network.account(accountingRequest(METER_TERMINAL, ACCT_STATUS_TYPES.START, ATTRIBUTES.Class.of(octets)));
    assert.equal(network.sessions().length, 1);
    await network.account(accountingRequest(CAMERA_TERMINAL, ACCT_STATUS_TYPES.STOP));
    assert.equal(network.sessions().length, 1);
    await network.account(accountingRequest(METER_TERMINAL, ACCT_STATUS_TYPES.STOP, ATTRIBUTES.Class.of(octets)));
    assert.deepEqual(network.sessions(), []);
    await establish(METER_TERMINAL);
    await network.account(accountingRequest(METER_TERMINAL, ACCT_STATUS_TYPES.STOP));
    assert.deepEqual(network.sessions(), []);
  });

  it('that restarted has no sessions left', async () => {
    const { establish, network } = world();
    await establish(METER_TERMINAL);
    await establish({ ...CAMERA_TERMINAL, smf: 'smf-2' });
    await network.account(accountingRequest(METER_TERMINAL, ACCT_STATUS_TYPES.ACCOUNTING_ON));
    assert.deepEqual(
      network.sessions().map(({ serialNumber }) => serialNumber),
      ['camera'],
    );
  });
});
