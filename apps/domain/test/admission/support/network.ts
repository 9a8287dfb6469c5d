/** A domain that listens for RADIUS, devices with LDevIDs of it, and wpa_supplicant's eapol_test as one of them on a NAS. */

import type { KeyObject } from 'node:crypto';
import { DAY, type Milliseconds, Secret } from '@sallyport/core';
import { type DeviceIdentity, deviceKey, type OnboardingEvent } from '@sallyport/onboarding';
import { type Certificate, generateKeyPair } from '@sallyport/pki';
import { type Domain, type DomainOptions, ldevidProfile } from '../../../src/index.ts';
import { startDomain } from '../../support.ts';
import { folder, run } from './programs.ts';

export const SECRET = 'a secret of the NAS and the server';

export const lamp: DeviceIdentity = {
  manufacturer: 'aa',
  serialNumber: 'LAMP-1',
  model: 'lamp',
  credential: undefined,
  assurance: 'authenticated',
};
export const lampKey = deviceKey(lamp);

export interface Credentials {
  readonly key: KeyObject;
  readonly certificate: Certificate;
}

export interface Network extends AsyncDisposable {
  readonly domain: Domain;
  readonly steps: OnboardingEvent[];
  readonly errors: unknown[];
  issue(device?: DeviceIdentity, lifetime?: Milliseconds): Promise<Credentials>;
}

/** `dynamicAuthorization`: the port on which the NAS takes Disconnect-Requests. */
export async function startNetwork(
  changes: Partial<DomainOptions> = {},
  dynamicAuthorization: { readonly port: number } | 'none' = 'none',
): Promise<Network> {
  const steps: OnboardingEvent[] = [];
  const errors: unknown[] = [];
  const domain = await startDomain({
    listen: undefined,
    admission: {
      listen: { host: '127.0.0.1', authenticationPort: 0, accountingPort: 0 },
      hosts: ['radius.home.example'],
      terms: [{ type: 'vlan', value: '42' }],
      pauses: [],
      ...changes.admission,
    },
    events: (event) => steps.push(event),
    onError: (error) => errors.push(error),
    ...withoutAdmission(changes),
  });
  await domain.lists.add('manufacturers', lamp.manufacturer ?? '', 'a friend');
  await domain.admission.clients.add(
    {
      name: 'ap-1',
      addresses: ['127.0.0.1'],
      dynamicAuthorization:
        dynamicAuthorization === 'none' ? null : { address: '127.0.0.1', port: dynamicAuthorization.port },
      requireMessageAuthenticator: true,
    },
    Secret.of(SECRET),
  );
  return {
    domain,
    steps,
    errors,
    async issue(device = lamp, lifetime = DAY) {
      const pair = generateKeyPair('P-256');
      const certificate = await domain.authority.issue({
        profile: ldevidProfile(lifetime),
        facts: { device, network: 'home-network' },
        publicKey: pair.publicKey,
      });
      return { key: pair.privateKey, certificate };
    },
    [Symbol.asyncDispose]: () => domain.close(),
  };
}

function withoutAdmission({ admission: _, ...rest }: Partial<DomainOptions>): Partial<DomainOptions> {
  return rest;
}

export interface Attempt {
  readonly isAccepted: boolean;
  readonly output: string;
}

export interface AttemptOptions {
  readonly version?: 'TLSv1.2' | 'TLSv1.3';
  /** More arguments of eapol_test. */
  readonly args?: readonly string[];
  readonly intermediates?: readonly Certificate[];
}

/** Asks to be let in, as a device behind a NAS would. */
export async function attempt(
  { domain }: Network,
  { key, certificate }: Credentials,
  { version = 'TLSv1.3', args = [], intermediates = [] }: AttemptOptions = {},
): Promise<Attempt> {
  await using files = await folder();
  const ca = await files.write('ca.pem', domain.authority.certificate.toPem());
  const own = await files.write('device.pem', [certificate, ...intermediates].map((each) => each.toPem()).join(''));
  const privateKey = await files.write('device.key', key.export({ type: 'pkcs8', format: 'pem' }).toString());
  const config = await files.write(
    'eapol_test.conf',
    [
      'network={',
      '  key_mgmt=IEEE8021X',
      '  eap=TLS',
      '  identity="@home.example"',
      `  ca_cert="${ca}"`,
      `  client_cert="${own}"`,
      `  private_key="${privateKey}"`,
      '  domain_match="radius.home.example"',
      `  phase1="tls_disable_tlsv1_3=${version === 'TLSv1.3' ? 0 : 1} tls_disable_session_ticket=0"`,
      '}',
    ].join('\n'),
  );
  const port = domain.admission.listening?.authenticationPort ?? 0;
  const fixed = ['-c', config, '-a', '127.0.0.1', '-p', `${port}`, '-s', SECRET, '-t', '10'];
  const { output } = await run('eapol_test', [...fixed, ...args]);
  return { output, isAccepted: output.trimEnd().endsWith('SUCCESS') };
}
