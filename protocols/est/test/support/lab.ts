/** A domain, a manufacturer and devices in memory, and an EST server over them. */

import { type Clock, ManualClock, type Random, seededRandom, systemRandom } from '@sallyport/core';
import {
  certificateAuthenticator,
  createEstServer,
  type EstCertificationRequest,
  type EstIssuance,
  type EstServer,
  type EstServerConfig,
  type EstServerPorts,
  encodeBody,
  pathOf,
} from '@sallyport/est';
import { buildRequest, type ConnectionInfo, type HttpResponse, type TlsConnectionInfo } from '@sallyport/http';
import type { DeviceIdentity, OnboardingEvent } from '@sallyport/onboarding';
import {
  authorityKeyIdentifier,
  basicConstraints,
  buildCertificate,
  buildCertificateRequest,
  type Certificate,
  type CertificateRequest,
  type CertificateRequestOptions,
  type Extension,
  extendedKeyUsage,
  generateKeyPair,
  type KeyType,
  keyUsage,
  Name,
  OID,
  type Signer,
  serialNumber,
  softwareSigner,
  subjectAltName,
  subjectKeyIdentifier,
} from '@sallyport/pki';

export const NOW = new Date('2026-06-01T12:00:00Z');
const BEFORE = new Date('2026-01-01T00:00:00Z');
const AFTER = new Date('2036-01-01T00:00:00Z');

type Keys = ReturnType<typeof generateKeyPair>;

export interface Identity {
  readonly certificate: Certificate;
  readonly keys: Keys;
  readonly signer: Signer;
}

export interface IssueOptions {
  readonly subject: Name;
  readonly keyType?: KeyType;
  readonly keys?: Keys;
  readonly extensions?: readonly Extension[];
  readonly notBefore?: Date;
  readonly notAfter?: Date;
}

export async function makeAuthority(
  commonName: string,
  issuer?: Identity,
  keys = generateKeyPair('P-256'),
): Promise<Identity> {
  const subject = Name.of([['CN', commonName]]);
  const signer = softwareSigner(keys.privateKey);
  const certificate = await buildCertificate({
    subject,
    publicKey: keys.publicKey,
    issuer: issuer?.certificate.subject ?? subject,
    signer: issuer?.signer ?? signer,
    serialNumber: serialNumber(systemRandom),
    notBefore: BEFORE,
    notAfter: AFTER,
    extensions: [
      basicConstraints({ ca: true }),
      keyUsage('keyCertSign', 'cRLSign'),
      subjectKeyIdentifier(keys.publicKey),
      ...(issuer === undefined ? [] : [authorityKeyIdentifier(issuer.certificate)]),
    ],
  });
  return { certificate, keys, signer };
}

export async function issueFrom(authority: Identity, options: IssueOptions): Promise<Identity> {
  const keys = options.keys ?? generateKeyPair(options.keyType ?? 'P-256');
  const certificate = await certify(authority, { ...options, publicKey: keys.publicKey });
  return { certificate, keys, signer: softwareSigner(keys.privateKey) };
}

export function certify(
  authority: Identity,
  options: Omit<IssueOptions, 'keys' | 'keyType'> & { readonly publicKey: Keys['publicKey'] | Uint8Array },
): Promise<Certificate> {
  return buildCertificate({
    subject: options.subject,
    publicKey: options.publicKey,
    issuer: authority.certificate.subject,
    signer: authority.signer,
    serialNumber: serialNumber(systemRandom),
    notBefore: options.notBefore ?? BEFORE,
    notAfter: options.notAfter ?? AFTER,
    extensions: [authorityKeyIdentifier(authority.certificate), ...(options.extensions ?? [])],
  });
}

export interface Lab {
  readonly root: Identity;
  readonly manufacturer: Identity;
  readonly stranger: Identity;
  readonly device: Identity;
  readonly tls: Identity;
}

async function buildLab(): Promise<Lab> {
  const root = await makeAuthority('Example Domain Root');
  const manufacturer = await makeAuthority('Example Manufacturer');
  const stranger = await makeAuthority('Somebody Else');
  const device = await issueFrom(manufacturer, { subject: Name.of([['serialNumber', 'SN-0001']]) });
  const tls = await issueFrom(root, {
    subject: Name.of([['CN', 'registrar.example']]),
    extensions: [
      subjectAltName([
        { kind: 'dns', value: 'localhost' },
        { kind: 'ip', value: '127.0.0.1' },
      ]),
      extendedKeyUsage([OID.serverAuth, OID.cmcRa]),
    ],
  });
  return { root, manufacturer, stranger, device, tls };
}

let shared: Promise<Lab> | undefined;

/** The same lab for every test of a file: its keys are costly and nobody changes it. */
export function lab(): Promise<Lab> {
  shared ??= buildLab();
  return shared;
}

export interface TestServer extends EstServer {
  readonly clock: ManualClock;
  readonly issued: Certificate[];
  readonly requests: EstCertificationRequest[];
  readonly events: OnboardingEvent[];
  readonly errors: unknown[];
}

export interface ServerOverrides extends Partial<Omit<EstServerPorts, 'issuer' | 'clock' | 'random'>> {
  readonly issue?: (request: EstCertificationRequest, device: DeviceIdentity) => Promise<EstIssuance>;
  readonly realClock?: Clock;
  readonly random?: Random;
}

/** A server of the lab that issues whatever passed its checks, and remembers all. */
export async function makeServer(config: EstServerConfig = {}, overrides: ServerOverrides = {}): Promise<TestServer> {
  const { root, manufacturer } = await lab();
  const clock = new ManualClock(NOW);
  const issued: Certificate[] = [];
  const requests: EstCertificationRequest[] = [];
  const events: OnboardingEvent[] = [];
  const errors: unknown[] = [];
  const { issue = (request) => issueAsAsked(root, request), realClock, random, ...ports } = overrides;
  const server = createEstServer(config, {
    clock: realClock ?? clock,
    random: random ?? seededRandom('est'),
    authenticator: certificateAuthenticator(
      [
        { anchors: () => [root.certificate], renewable: true },
        { anchors: () => [manufacturer.certificate], renewable: false, ignoreValidity: false },
      ],
      realClock ?? clock,
    ),
    gate: { mayEnrol: async () => ({ allowed: true }) },
    issuer: {
      async issue(request, device) {
        requests.push(request);
        const issuance = await issue(request, device);
        if (issuance.outcome === 'issued') issued.push(issuance.certificate);
        return issuance;
      },
    },
    caCertificates: async () => [root.certificate],
    onEvent: (event) => events.push(event),
    onError: (error) => errors.push(error),
    ...ports,
  });
  return { ...server, clock, issued, requests, events, errors };
}

export async function issueAsAsked(authority: Identity, request: EstCertificationRequest): Promise<EstIssuance> {
  const certificate = await certify(authority, {
    subject: request.csr.subject,
    publicKey: request.publicKey,
    // Some clients repeat all extensions of the certificate they renew.
    extensions: request.csr.requestedExtensions.filter(({ oid }) => oid !== OID.authorityKeyIdentifier),
  });
  return { outcome: 'issued', certificate };
}

export interface ConnectionOptions {
  readonly chain?: readonly Certificate[];
  readonly protocol?: TlsConnectionInfo['protocol'];
  /** What the channel binding of the connection is. */
  readonly binding?: Uint8Array;
}

/** A connection that a client with these certificates made. */
export function connection(options: ConnectionOptions = {}): ConnectionInfo {
  const { chain = [], protocol = 'TLSv1.3', binding = Uint8Array.of(1, 2, 3) } = options;
  const [first] = chain;
  return {
    id: 'c1',
    remoteAddress: '192.0.2.1',
    tls: {
      protocol,
      localCertificate: new Uint8Array(0),
      ...(first === undefined ? {} : { peerCertificate: first.der }),
      peerChain: chain.map((certificate) => certificate.der),
      peerAuthorized: false,
      ...(protocol === 'TLSv1.2' ? { tlsUnique: binding } : {}),
      exporter: () => binding,
    },
  };
}

export interface PostOptions extends ConnectionOptions {
  readonly body?: Uint8Array;
  readonly type?: string | undefined;
  readonly label?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Posts a request to an operation of a server, by default as the lab's device. */
export async function post(
  server: EstServer,
  operation: 'simpleenroll' | 'simplereenroll' | 'serverkeygen' | 'fullcmc',
  csr: CertificateRequest | undefined,
  options: PostOptions = {},
): Promise<HttpResponse> {
  const { device } = await lab();
  const type = 'type' in options ? options.type : 'application/pkcs10';
  return server.handle(
    buildRequest({
      method: 'POST',
      target: pathOf(operation, options.label),
      headers: { ...(type === undefined ? {} : { 'content-type': type }), ...options.headers },
      body: options.body ?? (csr === undefined ? new Uint8Array(0) : encodeBody(csr.der)),
      connection: connection({ chain: [device.certificate], ...options }),
    }),
  );
}

export function get(server: EstServer, target: string, options: ConnectionOptions & { readonly method?: string } = {}) {
  const { method = 'GET' } = options;
  return server.handle(buildRequest({ method, target, connection: connection(options) }));
}

/** A fresh request, by default for SN-0001 with a new P-256 key. */
export function makeRequest(
  options: Partial<CertificateRequestOptions> & { readonly keyType?: KeyType } = {},
): Promise<CertificateRequest> {
  const { keyType = 'P-256', ...rest } = options;
  return buildCertificateRequest({
    subject: Name.of([['CN', 'SN-0001']]),
    signer: softwareSigner(generateKeyPair(keyType).privateKey),
    ...rest,
  });
}

export function bodyText(response: Pick<HttpResponse, 'body'>): string {
  return Buffer.from(response.body).toString('utf8');
}

/** The code at the beginning of a refusal's text. */
export function codeOf(response: Pick<HttpResponse, 'body'>): string | undefined {
  return /^(E_[A-Z_0-9]+):/.exec(bodyText(response))?.[1];
}
