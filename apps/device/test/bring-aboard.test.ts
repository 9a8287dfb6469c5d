import assert from 'node:assert/strict';
import { afterEach, before, describe, it } from 'node:test';
import { isSallyportError, type SallyportError } from '@sallyport/core';
import { empty, text } from '@sallyport/http';
import { deny, type OnboardingEvent, permit } from '@sallyport/onboarding';
import { validatePath } from '@sallyport/pki';
import {
  type BringAboardOptions,
  type BroughtAboard,
  bringAboardBrski,
  type Device,
  memoryStorage,
} from '../src/index.ts';
import { Domain, type DomainOptions, Maker } from './lab.ts';

let maker: Maker;
const domains: Domain[] = [];
let serial = 0;

before(async () => {
  maker = await Maker.open();
});

afterEach(async () => {
  for (const domain of domains.splice(0)) await domain.close();
});

async function open(options: DomainOptions = {}): Promise<Domain> {
  const domain = await Domain.open(maker, options);
  domains.push(domain);
  return domain;
}

function born(): Promise<Device> {
  return maker.device(`SN-${++serial}`);
}

function aboard(device: Device, domain: Domain, changes: Partial<BringAboardOptions> = {}): Promise<BroughtAboard> {
  return bringAboardBrski({ device, candidates: [domain.address], persistence: 'one-round', ...changes });
}

async function failure(promise: Promise<unknown>): Promise<SallyportError> {
  try {
    await promise;
  } catch (thrown) {
    if (isSallyportError(thrown)) return thrown;
    throw thrown;
  }
  assert.fail('nothing was thrown');
}

function causeOf(error: SallyportError): string {
  return isSallyportError(error.cause) ? error.cause.code : String(error.cause);
}

describe('a device comes aboard', () => {
  it('with a certificate of its owner’s CA for a key of its own, and the voucher to prove it', async () => {
    const device = await born();
    const domain = await open();
    const { ownership, voucher, registrar, isReported } = await aboard(device, domain, { clockIsTrusted: true });
    validatePath({
      leaf: ownership.ldevid,
      intermediates: ownership.chain,
      anchors: ownership.anchors,
      at: new Date(),
    });
    assert.ok(ownership.anchors.some((anchor) => anchor.equals(domain.ca.certificate)));
    assert.notDeepEqual(ownership.ldevid.spki, device.birth?.idevid.spki);
    assert.deepEqual(ownership.voucher, voucher);
    assert.ok(registrar.equals(domain.registrarParty.certificate));
    assert.equal(isReported, true);
    assert.equal(device.isConfigured, true);
  });

  it('in the order of RFC 8995, over one connection until its certificate is there', async () => {
    const domain = await open();
    await aboard(await born(), domain);
    assert.deepEqual(
      domain.requests.map(({ path }) => path),
      [
        '/.well-known/brski/requestvoucher',
        '/.well-known/brski/voucher_status',
        '/.well-known/est/cacerts',
        '/.well-known/est/csrattrs',
        '/.well-known/est/simpleenroll',
        '/.well-known/brski/enrollstatus',
      ],
    );
    const connections = domain.requests.map(({ connection }) => connection);
    assert.equal(new Set(connections.slice(0, 5)).size, 1);
    assert.notEqual(connections[5], connections[0]);
  });

  it('and reports the success with the new certificate', async () => {
    const domain = await open();
    await aboard(await born(), domain);
    const [report] = domain.recorded('enroll-status');
    assert.equal(report?.status.status, true);
    assert.equal(report?.matchingCertificate, true);
    assert.equal(domain.recorded('voucher-status')[0]?.status.status, true);
  });

  it('and tells each step of its own with its duration', async () => {
    const events: OnboardingEvent[] = [];
    await aboard(await born(), await open(), { onEvent: (event) => events.push(event), session: 'mine' });
    assert.deepEqual(
      events.map(({ step }) => step),
      ['B', 'C.0', 'C.1', 'C.2', 'C.10', 'D.0', 'D.1', 'D.2', 'D.3', 'D.7'],
    );
    assert.ok(events.every(({ ok, ms, session }) => ok && ms !== undefined && ms >= 0 && session === 'mine'));
  });

  for (const keyType of ['P-384', 'RSA-2048', 'P-521'] as const) {
    it(`with a birth key of type ${keyType}`, async () => {
      const device = await maker.device(`SN-${keyType}`, { keyType });
      const { ownership } = await aboard(device, await open());
      assert.ok(ownership.ldevid.subject.attribute('serialNumber')?.includes(keyType));
    });
  }

  it('over TLS 1.2 as over TLS 1.3', async () => {
    for (const version of ['TLSv1.2', 'TLSv1.3'] as const) {
      await aboard(await born(), await open(), { tls: { minVersion: version, maxVersion: version } });
    }
  });

  it('where the voucher pins the registrar itself', async () => {
    const { ownership } = await aboard(await born(), await open({ pin: 'end-entity' }));
    assert.equal(ownership.anchors.length, 1);
  });

  it('twenty at a time', async () => {
    const domain = await open();
    const devices = await Promise.all(Array.from({ length: 20 }, born));
    const all = await Promise.all(devices.map((device) => aboard(device, domain)));
    assert.equal(new Set(all.map(({ ownership }) => ownership.ldevid.fingerprint())).size, 20);
  });
});

describe('a device is patient', () => {
  it('and sends the very same request until the registrar has decided', async () => {
    const bodies: string[] = [];
    const feedback: string[] = [];
    const domain = await open({
      intercept: ({ path, body }) => {
        if (!path.endsWith('requestvoucher')) return undefined;
        bodies.push(Buffer.from(body).toString('hex'));
        return bodies.length < 3 ? { ...empty(202), headers: { 'retry-after': '1' } } : undefined;
      },
    });
    await aboard(await born(), domain, { onFeedback: (each) => feedback.push(each) });
    assert.equal(bodies.length, 3);
    assert.equal(new Set(bodies).size, 1);
    assert.ok(feedback.includes('waiting'));
  });

  it('where the registrar closes the connection after each answer', async () => {
    let asked = 0;
    const domain = await open({
      intercept: ({ path }) =>
        path.endsWith('requestvoucher') && asked++ < 1
          ? { ...empty(202), headers: { 'retry-after': '1' }, close: true }
          : undefined,
    });
    await aboard(await born(), domain);
    assert.equal(new Set(domain.requests.slice(0, 2).map(({ connection }) => connection)).size, 2);
  });
});

describe('a device passes over', () => {
  it('a candidate where nobody listens', async () => {
    const gone = await Domain.open(maker);
    const dead = gone.address;
    await gone.close();
    const domain = await open();
    const { registrar } = await bringAboardBrski({
      device: await born(),
      candidates: [dead, domain.address],
      scheduling: { startInterval: { min: 10, max: 20 } },
    });
    assert.ok(registrar.equals(domain.registrarParty.certificate));
  });

  it('a registrar that refuses it, and comes aboard elsewhere', async () => {
    const closed = await open({
      intercept: ({ path }) => (path.endsWith('requestvoucher') ? text(404, 'not ours') : undefined),
    });
    const domain = await open();
    const { registrar } = await bringAboardBrski({
      device: await born(),
      candidates: [closed.address, domain.address],
      scheduling: { startInterval: { min: 10, max: 20 } },
    });
    assert.ok(registrar.equals(domain.registrarParty.certificate));
  });

  it('a registrar that says nothing, without losing its connection to the one that answers', async () => {
    const silent = await open({ intercept: () => new Promise((resolve) => setTimeout(resolve, 1500, undefined)) });
    const domain = await open();
    const { registrar } = await bringAboardBrski({
      device: await born(),
      candidates: [silent.address, domain.address],
      scheduling: { startInterval: { min: 10, max: 20 } },
    });
    assert.ok(registrar.equals(domain.registrarParty.certificate));
  });

  it('a registrar whose enrolment fails, tells it so over the same connection, and returns to it', async () => {
    let refused = 0;
    const domain = await open({
      intercept: ({ path }) => (path.endsWith('simpleenroll') && refused++ === 0 ? text(503, 'CA is down') : undefined),
    });
    await bringAboardBrski({
      device: await born(),
      candidates: [domain.address],
      scheduling: { startInterval: { min: 10, max: 20 }, backOff: { initial: 20, max: 1000, jitter: 0 } },
    });
    const [first, second] = domain.recorded('enroll-status');
    assert.equal(first?.status.status, false);
    assert.match(first?.status.reason ?? '', /E_EST_STATUS/);
    assert.equal(second?.status.status, true);
    const failing = domain.requests.findIndex(({ path }) => path.endsWith('enrollstatus'));
    assert.equal(domain.requests[failing]?.connection, domain.requests[failing - 1]?.connection);
  });
});

describe('a device whose link changes', () => {
  it('tries again at once, and so do its ways of looking', async () => {
    let refused = 0;
    let heard = 0;
    let plug: () => void = () => undefined;
    const domain = await open({
      intercept: ({ path }) => {
        if (!path.endsWith('requestvoucher') || refused++ > 0) return undefined;
        setTimeout(() => plug(), 50);
        return text(403, 'not yet');
      },
    });
    await bringAboardBrski({
      device: await born(),
      discovery: [
        async (sink) => {
          sink.found({ source: 'grasp', ...domain.address });
          return { linkChanged: () => heard++, close: async () => undefined };
        },
      ],
      onLinkChange: (listener) => {
        plug = listener;
        return () => undefined;
      },
      scheduling: { startInterval: { min: 10, max: 20 }, backOff: { initial: 3_600_000, max: 3_600_000, jitter: 0 } },
    });
    assert.equal(refused, 2);
    assert.equal(heard, 1);
  });
});

describe('a device that is to give up after one round', () => {
  it('says what the last candidate said', async () => {
    const domain = await open({
      intercept: ({ path }) => (path.endsWith('requestvoucher') ? text(403, 'ask an administrator') : undefined),
    });
    const error = await failure(aboard(await born(), domain));
    assert.equal(error.code, 'E_DEVICE_NO_OWNER');
    assert.equal(causeOf(error), 'E_BRSKI_PLEDGE_REFUSED');
  });

  it('says why enrolment failed', async () => {
    const domain = await open({ intercept: ({ path }) => (path.endsWith('cacerts') ? text(500, 'no') : undefined) });
    const error = await failure(aboard(await born(), domain));
    assert.equal(causeOf(error), 'E_EST_STATUS');
    assert.equal(domain.recorded('enroll-status')[0]?.status.status, false);
  });

  it('leaves nothing behind', async () => {
    const storage = memoryStorage();
    const device = await maker.device(`SN-${++serial}`, {}, storage);
    const domain = await open({
      intercept: ({ path }) => (path.endsWith('simpleenroll') ? text(500, 'no') : undefined),
    });
    await failure(aboard(device, domain));
    assert.equal(device.isConfigured, false);
    assert.deepEqual(await storage.keys.list(), ['birth']);
  });
});

describe('a device obeys its own policy', () => {
  it('and sends nothing signed to a registrar it may not talk to', async () => {
    const domain = await open();
    const authorizer = { decide: async () => deny('not this one') };
    const error = await failure(aboard(await born(), domain, { authorizer }));
    assert.equal(causeOf(error), 'E_BRSKI_PLEDGE_POLICY');
    assert.deepEqual(domain.requests, []);
  });

  it('and asks it where CAHN says', async () => {
    const points: string[] = [];
    const authorizer = {
      decide: async ({ point }: { readonly point: string }) => {
        points.push(point);
        return permit('yes');
      },
    };
    await aboard(await born(), await open(), { authorizer });
    assert.deepEqual(points, ['C.1', 'C.10']);
  });
});

describe('a device does not start', () => {
  it('by itself when it has an owner (RFC 8995 §5)', async () => {
    const device = await born();
    const domain = await open();
    const { ownership } = await aboard(device, domain);
    assert.equal((await failure(aboard(device, domain))).code, 'E_DEVICE_CONFIGURED');
    const again = await aboard(device, domain, { start: 'by-hand' });
    assert.notEqual(again.ownership.ldevid.fingerprint(), ownership.ldevid.fingerprint());
    await device.reset();
    await aboard(device, domain);
  });

  it('twice at a time', async () => {
    const device = await born();
    const domain = await open();
    const first = aboard(device, domain);
    assert.equal((await failure(aboard(device, domain))).code, 'E_DEVICE_BUSY');
    await first;
  });

  it('with nowhere to look', async () => {
    assert.equal((await failure(bringAboardBrski({ device: await born() }))).code, 'E_DEVICE_OPTIONS');
  });
});

describe('an onboarding can be stopped', () => {
  it('while it waits for a registrar', async () => {
    const controller = new AbortController();
    const domain = await open({
      intercept: ({ path }) =>
        path.endsWith('requestvoucher') ? { ...empty(202), headers: { 'retry-after': '60' } } : undefined,
    });
    const device = await born();
    const running = aboard(device, domain, {
      signal: controller.signal,
      onFeedback: (each) => each === 'waiting' && controller.abort(),
    });
    assert.equal((await failure(running)).code, 'E_DEVICE_ABORTED');
    assert.equal(device.isConfigured, false);
  });

  it('before it began', async () => {
    const domain = await open();
    const signal = AbortSignal.abort();
    assert.equal((await failure(aboard(await born(), domain, { signal }))).code, 'E_DEVICE_ABORTED');
    assert.deepEqual(domain.requests, []);
  });
});

describe('discovery', () => {
  it('goes on where one way of looking does not work', async () => {
    const domain = await open();
    const errors: unknown[] = [];
    await bringAboardBrski({
      device: await born(),
      discovery: [
        () => Promise.reject(new Error('no multicast here')),
        async (sink) => {
          sink.found({ source: 'mdns', ...domain.address });
          return { close: async () => undefined };
        },
      ],
      onDiscoveryError: (error) => errors.push(error),
    });
    assert.equal(errors.length, 1);
  });

  it('that does not work at all ends the onboarding', async () => {
    const discovery = [() => Promise.reject(new Error('no multicast here'))];
    assert.equal((await failure(bringAboardBrski({ device: await born(), discovery }))).code, 'E_DEVICE_NO_OWNER');
  });

  it('is closed when the device is aboard', async () => {
    const domain = await open();
    let closed = false;
    await bringAboardBrski({
      device: await born(),
      discovery: [
        async (sink) => {
          setTimeout(() => sink.found({ source: 'grasp', ...domain.address }), 10);
          return {
            close: async () => {
              closed = true;
            },
          };
        },
      ],
    });
    assert.ok(closed);
  });
});
