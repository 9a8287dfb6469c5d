import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { DAY } from '@sallyport/core';
import { type AuthorizationRequest, deny, permit } from '@sallyport/onboarding';
import { basicConstraints, extendedKeyUsage, keyUsage, OID } from '@sallyport/pki';
import { attempt, type Credentials, lamp, lampKey, type Network, startNetwork } from './support/network.ts';
import { missing } from './support/programs.ts';

const VERSIONS = ['TLSv1.2', 'TLSv1.3'] as const;

/** The value of an attribute of the Access-Accept, as eapol_test prints it. */
function attribute(output: string, type: keyof typeof TYPES): string | undefined {
  const accept = output.slice(output.lastIndexOf('code=2 (Access-Accept)'));
  return new RegExp(`Attribute ${TYPES[type]} \\(.*\\) length=\\d+\\s+Value: (.*)`).exec(accept)?.[1];
}

const TYPES = {
  Class: 25,
  'Session-Timeout': 27,
  'Termination-Action': 29,
  'Tunnel-Type': 64,
  'Tunnel-Medium-Type': 65,
  'Tunnel-Private-Group-ID': 81,
} as const;

/** How it prints a value that is text. */
const hex = (text: string) => Buffer.from(text).toString('hex');

describe('eapol_test as a device with an LDevID', { skip: missing('eapol_test') }, () => {
  for (const version of VERSIONS) {
    it(`is let in with ${version}, on the owner's terms`, async () => {
      await using network = await startNetwork();
      const { output, isAccepted } = await attempt(network, await network.issue(), { version });
      assert.ok(isAccepted, output);
      assert.match(output, /MPPE keys OK: 1 {2}mismatch: 0/);
      assert.equal(attribute(output, 'Tunnel-Type'), '0000000d');
      assert.equal(attribute(output, 'Tunnel-Medium-Type'), '00000006');
      assert.equal(attribute(output, 'Tunnel-Private-Group-ID'), hex('42'));
      assert.equal(attribute(output, 'Session-Timeout'), '3600');
      assert.equal(attribute(output, 'Termination-Action'), '1');
      const [session, ...others] = network.domain.admission.live;
      assert.deepEqual(others, []);
      assert.equal(attribute(output, 'Class'), session?.id);
      assert.equal(session?.place.station, '02-00-00-00-00-01');
      const step = network.lastStep('E.2');
      assert.deepEqual([step?.ok, step?.device?.serialNumber, step?.facts['vlan']], [true, 'LAMP-1', '42']);
      assert.deepEqual(network.errors, []);
    });
  }

  it('is held to what policy obliges the network to, before the owner’s terms', async () => {
    const obligations = [
      { type: 'vlan', value: '7' },
      { type: 'filter', value: 'lamps' },
      { type: 'session-timeout', value: '120' },
    ];
    await using network = await startNetwork({ authorizer: { decide: async () => permit('fine', [], obligations) } });
    const { output, isAccepted } = await attempt(network, await network.issue());
    assert.ok(isAccepted, output);
    assert.equal(attribute(output, 'Tunnel-Private-Group-ID'), hex('7'));
    // It knows no name of Filter-Id, and prints the length alone.
    assert.match(output, /Attribute 11 \(.*\) length=7/);
    assert.equal(attribute(output, 'Session-Timeout'), '120');
  });

  it('must come back before its certificate ends', async () => {
    await using network = await startNetwork();
    const { output } = await attempt(network, await network.issue(lamp, { notAfter: new Date(Date.now() + 300_000) }));
    const timeout = Number(attribute(output, 'Session-Timeout'));
    assert.ok(timeout > 200 && timeout <= 300, `${timeout}`);
  });

  for (const version of VERSIONS) {
    it(`is judged anew when it resumes with ${version}`, async () => {
      const asked: AuthorizationRequest[] = [];
      const decide = async (request: AuthorizationRequest) => {
        asked.push(request);
        return asked.length === 1 ? permit('fine') : deny('not any more');
      };
      await using network = await startNetwork({ authorizer: { decide } });
      const { isAccepted } = await attempt(network, await network.issue(), { version, args: ['-r', '1'] });
      assert.equal(isAccepted, false);
      assert.deepEqual(
        asked.map(({ point, facts }) => [point, facts['resumed']]),
        [
          ['E.2', false],
          ['E.2', true],
        ],
      );
      assert.equal(network.lastStep('E.2')?.message, 'not any more');
    });
  }

  it('has one session however often it authenticates', async () => {
    await using network = await startNetwork();
    const { isAccepted, output } = await attempt(network, await network.issue(), { args: ['-r', '2'] });
    assert.ok(isAccepted, output);
    await network.domain.admission.settled();
    assert.equal(network.domain.admission.live.length, 1);
    assert.equal((await network.domain.admission.sessions({})).sessions.length, 1);
  });
});

interface Refusal {
  readonly who: string;
  readonly code: string;
  readonly reason: RegExp;
  readonly isNamed?: boolean;
  readonly arrange: (network: Network) => Promise<Credentials>;
}

const REFUSALS: readonly Refusal[] = [
  {
    who: 'with a certificate of another domain',
    code: 'E_PKI_PATH_NO_ISSUER',
    reason: /./,
    async arrange() {
      await using other = await startNetwork({ owner: 'Neighbours' });
      return other.issue();
    },
  },
  {
    who: 'with a certificate of another domain of the same name',
    code: 'E_PKI_PATH_SIGNATURE',
    reason: /./,
    async arrange() {
      await using other = await startNetwork();
      return other.issue();
    },
  },
  {
    who: 'whose certificate has expired',
    code: 'E_PKI_PATH_EXPIRED',
    reason: /./,
    async arrange(network) {
      const credentials = await network.issue();
      network.letPass(2 * DAY);
      return credentials;
    },
  },
  {
    who: 'whose certificate is not valid yet',
    code: 'E_PKI_PATH_NOT_YET_VALID',
    reason: /./,
    arrange: (network) => network.issue(lamp, { notBefore: new Date(Date.now() + DAY / 2) }),
  },
  {
    who: 'whose certificate is for servers',
    code: 'E_PKI_PATH_EXTENDED_KEY_USAGE',
    reason: /./,
    arrange: (network) =>
      network.issue(lamp, {
        extensions: [basicConstraints({ ca: false }), keyUsage('digitalSignature'), extendedKeyUsage([OID.serverAuth])],
      }),
  },
  {
    who: 'whose certificate does not say that it is for clients',
    code: 'E_ADMISSION_CERTIFICATE',
    reason: /not for clients/,
    arrange: (network) =>
      network.issue(lamp, { extensions: [basicConstraints({ ca: false }), keyUsage('digitalSignature')] }),
  },
  {
    who: 'whose key may not sign',
    code: 'E_PKI_PATH_KEY_USAGE',
    reason: /./,
    arrange: (network) =>
      network.issue(lamp, {
        extensions: [basicConstraints({ ca: false }), keyUsage('keyAgreement'), extendedKeyUsage([OID.clientAuth])],
      }),
  },
  {
    who: 'whose certificate was revoked',
    code: 'E_ADMISSION_DENIED',
    reason: /revoked: keyCompromise/,
    isNamed: true,
    async arrange(network) {
      const credentials = await network.issue();
      await network.domain.authority.revoke(credentials.certificate.serialNumber, 'keyCompromise');
      return credentials;
    },
  },
  {
    who: 'that is on the refused list',
    code: 'E_ADMISSION_DENIED',
    reason: /refused list \(it smokes\)/,
    isNamed: true,
    async arrange(network) {
      await network.domain.lists.add('refused', lampKey, 'it smokes');
      return network.issue();
    },
  },
  {
    who: 'that was offboarded',
    code: 'E_ADMISSION_DENIED',
    reason: /revoked: cessationOfOperation/,
    isNamed: true,
    async arrange(network) {
      const credentials = await network.issue();
      const device = { manufacturer: lamp.manufacturer ?? '', serialNumber: lamp.serialNumber };
      await network.domain.revokeDevice(device, { reason: 'cessationOfOperation', refuse: true, note: 'sold' });
      return credentials;
    },
  },
  {
    who: 'whose manufacturer is not accepted any more',
    code: 'E_ADMISSION_DENIED',
    reason: /manufacturer aa is not on the accept list/,
    isNamed: true,
    async arrange(network) {
      await network.domain.lists.remove('manufacturers', 'aa');
      return network.issue();
    },
  },
  {
    who: 'with a certificate that was not issued to a device',
    code: 'E_ADMISSION_CERTIFICATE',
    reason: /no such certificate to a device/,
    arrange: (network) => network.issueToNobody(),
  },
];

describe('eapol_test as a device that must stay out', { skip: missing('eapol_test') }, () => {
  for (const { who, code, reason, isNamed = false, arrange } of REFUSALS) {
    it(`is refused ${who}: the log says why, and the device is not told`, async () => {
      await using network = await startNetwork();
      const { isAccepted, output } = await attempt(network, await arrange(network));
      assert.equal(isAccepted, false, output);
      assert.match(output, /code=3 \(Access-Reject\)/);
      assert.doesNotMatch(output, /Reply-Message/);
      const step = network.lastStep('E.2');
      assert.equal(step?.ok, false);
      assert.equal(step.code, code);
      assert.match(step.message ?? '', reason);
      assert.equal(step.device?.serialNumber, isNamed ? 'LAMP-1' : undefined);
      assert.equal(network.domain.admission.live.length, 0);
    });
  }

  it('is refused when policy cannot be asked', async () => {
    const authorizer = { decide: () => Promise.reject(new Error('the policy is out')) };
    await using network = await startNetwork({ authorizer });
    const { isAccepted } = await attempt(network, await network.issue());
    assert.equal(isAccepted, false);
    assert.equal(network.errors.length, 1);
  });

  it('is refused when policy obliges the network to what it cannot do', async () => {
    const decide = async () => permit('fine', [], [{ type: 'bandwidth', value: 'little' }]);
    await using network = await startNetwork({ authorizer: { decide } });
    const { isAccepted } = await attempt(network, await network.issue());
    assert.equal(isAccepted, false);
  });

  it('gets no answer for a NAS with another secret, or one that was removed', async () => {
    await using network = await startNetwork();
    const credentials = await network.issue();
    const wrong = await attempt(network, credentials, { args: ['-s', 'another secret altogether', '-t', '2'] });
    assert.equal(wrong.isAccepted, false);
    assert.equal(network.lastStep('E.1'), undefined);
    assert.equal(await network.domain.admission.clients.remove('ap-1'), true);
    const removed = await attempt(network, credentials, { args: ['-t', '2'] });
    assert.equal(removed.isAccepted, false);
    assert.equal(network.lastStep('E.1'), undefined);
  });
});

describe('a birth certificate', { skip: missing('eapol_test') }, () => {
  const onboarding = { networks: ['onboard'], obligations: [{ type: 'vlan', value: '99' }] };
  const listen = { host: '127.0.0.1', authenticationPort: 0, accountingPort: 0 };
  const at = (ssid: string) => ({ args: ['-N', `30:s:02-00-00-00-00-AA:${ssid}`] });

  it('opens the onboarding network, to its quarantine, when the owner wants that', async () => {
    await using network = await startNetwork({ admission: { listen, onboarding } });
    const { isAccepted, output } = await attempt(network, await network.bear('NEW-1'), at('onboard'));
    assert.ok(isAccepted, output);
    assert.equal(attribute(output, 'Tunnel-Private-Group-ID'), hex('99'));
    const [session] = network.domain.admission.live;
    assert.deepEqual([session?.credential, session?.serialNumber], ['idevid', 'NEW-1']);
  });

  it('opens no other network', async () => {
    await using network = await startNetwork({ admission: { listen, onboarding } });
    const { isAccepted } = await attempt(network, await network.bear('NEW-1'), at('home'));
    assert.equal(isAccepted, false);
    assert.equal(network.lastStep('E.2')?.code, 'E_PKI_PATH_NO_ISSUER');
  });

  it('opens nothing while the owner does not want that', async () => {
    await using network = await startNetwork();
    const { isAccepted } = await attempt(network, await network.bear('NEW-1'), at('onboard'));
    assert.equal(isAccepted, false);
  });

  it('opens nothing to a device whose manufacturer is not accepted, or is not known', async () => {
    await using network = await startNetwork({ admission: { listen, onboarding } });
    const unknown = await attempt(network, await network.bear('NEW-1', 'stranger'), at('onboard'));
    assert.equal(unknown.isAccepted, false);
    const known = await network.bear('NEW-1');
    for (const manufacturer of network.domain.lists.current().manufacturers.keys()) {
      await network.domain.lists.remove('manufacturers', manufacturer);
    }
    assert.equal((await attempt(network, known, at('onboard'))).isAccepted, false);
    assert.match(network.lastStep('E.2')?.message ?? '', /is not on the accept list/);
  });
});
