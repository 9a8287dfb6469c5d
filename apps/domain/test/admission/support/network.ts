/** A domain that listens for RADIUS, devices with LDevIDs of it, and wpa_supplicant's eapol_test as one of them on a NAS. */

import type { KeyObject } from 'node:crypto';
import type { CertificateContent, CertificateProfile } from '@sallyport/ca';
import { DAY, MINUTE, type Milliseconds, Secret, systemRandom } from '@sallyport/core';
import { openHandOver, sealHandOver } from '@sallyport/hand-over';
import { type DeviceIdentity, deviceKey, type OnboardingEvent, type StepId } from '@sallyport/onboarding';
import { basicConstraints, buildCertificate, type Certificate, generateKeyPair, Name } from '@sallyport/pki';
import { type Domain, type DomainOptions, ldevidProfile } from '../../../src/index.ts';
import type { LdevidFacts } from '../../../src/profiles.ts';
import { type Authority, authority, handOver, startDomain } from '../../support.ts';
import { type Folder, folder, run } from './programs.ts';

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
  /** An LDevID; `changes` makes one that the domain's own profile would not. */
  issue(device?: DeviceIdentity, changes?: Partial<CertificateContent>): Promise<Credentials>;
  /** One like an LDevID that the ledger does not know a device of. */
  issueToNobody(): Promise<Credentials>;
  /** An IDevID, of a maker that the owner introduced and accepted, or of a stranger. */
  bear(serialNumber: string, maker?: 'stranger'): Promise<Credentials>;
  /** Puts the domain's clock forward. */
  letPass(span: Milliseconds): void;
  /** The newest step of this kind. */
  lastStep(step: StepId): OnboardingEvent | undefined;
}

/** `dynamicAuthorization`: the port on which the NAS takes Disconnect-Requests; `as before` for a domain that was started before. */
export async function startNetwork(
  changes: Partial<DomainOptions> = {},
  dynamicAuthorization: { readonly port: number } | 'none' | 'as before' = 'none',
): Promise<Network> {
  const steps: OnboardingEvent[] = [];
  const errors: unknown[] = [];
  let ahead = 0;
  const domain = await startDomain({
    clock: { now: () => new Date(Date.now() + ahead), monotonic: () => performance.now() },
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
  if (dynamicAuthorization !== 'as before') await register(domain, dynamicAuthorization);
  return {
    domain,
    steps,
    errors,
    lastStep: (step) => steps.findLast((event) => event.step === step),
    issue: (device = lamp, changes = {}) => {
      const usual = ldevidProfile(DAY);
      return certify(domain, device, {
        ...usual,
        describe: (request) => ({ ...usual.describe(request), ...changes }),
      });
    },
    issueToNobody: () => {
      const usual = ldevidProfile(DAY);
      return certify(domain, lamp, {
        ...usual,
        describe(request) {
          const { device: _, ...content } = usual.describe(request);
          return content;
        },
      });
    },
    async bear(serialNumber, maker) {
      const manufacturer = await authority('Maker');
      if (maker !== 'stranger') {
        await domain.acceptHandOver(openHandOver(await sealHandOver(handOver(manufacturer), manufacturer)), false);
      }
      return birthCertificate(manufacturer, serialNumber);
    },
    letPass: (span) => {
      ahead += span;
    },
    [Symbol.asyncDispose]: () => domain.close(),
  };
}

/** Accepts the lamp's maker, and makes a NAS known. */
async function register(domain: Domain, dynamicAuthorization: { readonly port: number } | 'none'): Promise<void> {
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
}

function withoutAdmission({ admission: _, ...rest }: Partial<DomainOptions>): Partial<DomainOptions> {
  return rest;
}

async function certify(
  { authority: ca }: Domain,
  device: DeviceIdentity,
  profile: CertificateProfile<LdevidFacts>,
): Promise<Credentials> {
  const pair = generateKeyPair('P-256');
  const facts = { device, network: 'home-network' };
  return { key: pair.privateKey, certificate: await ca.issue({ profile, facts, publicKey: pair.publicKey }) };
}

async function birthCertificate(maker: Authority, serialNumber: string): Promise<Credentials> {
  const pair = generateKeyPair('P-256');
  const certificate = await buildCertificate({
    subject: Name.of([
      ['CN', serialNumber],
      ['serialNumber', serialNumber],
    ]),
    issuer: maker.certificate.subject,
    serialNumber: systemRandom.bytes(8),
    notBefore: new Date(Date.now() - MINUTE),
    notAfter: new Date(Date.now() + DAY / 2),
    publicKey: pair.publicKey,
    extensions: [basicConstraints({ ca: false })],
    signer: maker.signer,
  });
  return { key: pair.privateKey, certificate };
}

export interface Attempt {
  readonly isAccepted: boolean;
  readonly output: string;
}

export interface AttemptOptions {
  readonly version?: 'TLSv1.2' | 'TLSv1.3';
  /** Default: the domain's. */
  readonly port?: number;
  /** More arguments of eapol_test. */
  readonly args?: readonly string[];
}

/** What a program needs to be a device of this network. */
export async function writeCredentials(
  files: Folder,
  { domain }: Pick<Network, 'domain'>,
  { key, certificate }: Credentials,
) {
  return {
    caFile: await files.write('ca.pem', domain.authority.certificate.toPem()),
    certificateFile: await files.write('device.pem', certificate.toPem()),
    keyFile: await files.write('device.key', key.export({ type: 'pkcs8', format: 'pem' }).toString()),
  };
}

/** Asks to be let in, as a device behind a NAS would. */
export async function attempt(
  { domain }: Network,
  credentials: Credentials,
  { version = 'TLSv1.3', args = [], port = domain.admission.listening?.authenticationPort ?? 0 }: AttemptOptions = {},
): Promise<Attempt> {
  await using files = await folder();
  const { caFile, certificateFile, keyFile } = await writeCredentials(files, { domain }, credentials);
  const config = await files.write(
    'eapol_test.conf',
    [
      'network={',
      '  key_mgmt=IEEE8021X',
      '  eap=TLS',
      '  identity="@home.example"',
      `  ca_cert="${caFile}"`,
      `  client_cert="${certificateFile}"`,
      `  private_key="${keyFile}"`,
      '  domain_match="radius.home.example"',
      `  phase1="tls_disable_tlsv1_3=${version === 'TLSv1.3' ? 0 : 1} tls_disable_session_ticket=0"`,
      '}',
    ].join('\n'),
  );
  const fixed = ['-c', config, '-a', '127.0.0.1', '-p', `${port}`, '-s', SECRET, '-t', '10'];
  const { output } = await run('eapol_test', [...fixed, ...args]);
  return { output, isAccepted: output.trimEnd().endsWith('SUCCESS') };
}
