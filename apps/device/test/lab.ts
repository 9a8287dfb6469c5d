/** A manufacturer and an owner's domain around the real engines, on loopback; everything else in memory. */

import {
  createMasa,
  createRegistrar,
  type IssuedVoucher,
  type MadeDevice,
  type Masa,
  type MasaPost,
  masaUrlExtension,
  type Registrar,
  type RegistrarRecord,
  serialNumberOf,
  spkiFingerprint,
  trustOnFirstUse,
} from '@sallyport/brski';
import { DAY, systemClock, systemRandom, systemTimer, toHex } from '@sallyport/core';
import { type CsrAttributes, certificateAuthenticator, createEstServer } from '@sallyport/est';
import {
  buildRequest,
  type HttpHandler,
  type HttpRequest,
  type HttpResponse,
  type RunningTlsServer,
  startTlsServer,
} from '@sallyport/http';
import { permit } from '@sallyport/onboarding';
import {
  authorityKeyIdentifier,
  basicConstraints,
  buildCertificate,
  Certificate,
  type CertificateRequest,
  type Extension,
  extendedKeyUsage,
  generateKeyPair,
  keyUsage,
  Name,
  OID,
  serialNumber,
  softwareSigner,
  subjectKeyIdentifier,
} from '@sallyport/pki';
import { type BirthOptions, bearDevice, Device, type DeviceOptions, type FactoryLine } from '../src/index.ts';

export interface Party {
  readonly certificate: Certificate;
  readonly privateKey: ReturnType<typeof generateKeyPair>['privateKey'];
  readonly signer: ReturnType<typeof softwareSigner>;
}

interface PartyOptions {
  readonly issuer?: Party;
  readonly isCa?: boolean;
  readonly extensions?: readonly Extension[];
  readonly notAfter?: Date;
}

export async function party(name: string, options: PartyOptions = {}): Promise<Party> {
  const { publicKey, privateKey } = generateKeyPair('P-256');
  const signer = softwareSigner(privateKey);
  const subject = Name.of([['CN', name]]);
  const { issuer } = options;
  const certificate = await buildCertificate({
    subject,
    publicKey,
    issuer: issuer?.certificate.subject ?? subject,
    signer: issuer?.signer ?? signer,
    serialNumber: serialNumber(systemRandom),
    notBefore: new Date(Date.now() - DAY),
    notAfter: options.notAfter ?? new Date(Date.now() + DAY),
    extensions: [
      ...(options.isCa === true ? [basicConstraints({ ca: true }), keyUsage('keyCertSign', 'cRLSign')] : []),
      subjectKeyIdentifier(publicKey),
      authorityKeyIdentifier(issuer?.certificate ?? publicKey),
      ...(options.extensions ?? []),
    ],
  });
  return { certificate, privateKey, signer };
}

async function certify(
  request: CertificateRequest,
  issuer: Party,
  extensions: readonly Extension[],
  subject = request.subject,
) {
  return buildCertificate({
    subject,
    publicKey: request.spki,
    issuer: issuer.certificate.subject,
    signer: issuer.signer,
    serialNumber: serialNumber(systemRandom),
    notBefore: new Date(Date.now() - DAY),
    notAfter: new Date(Date.now() + DAY),
    extensions: [subjectKeyIdentifier(request.spki), authorityKeyIdentifier(issuer.certificate), ...extensions],
  });
}

/** The maker: an IDevID CA, a MASA, and a factory line. */
export class Maker {
  readonly idevidCa: Party;
  readonly voucherCa: Party;
  readonly masa: Masa;
  readonly line: FactoryLine;
  readonly made = new Map<string, MadeDevice>();

  private constructor(idevidCa: Party, voucherCa: Party, signer: Party) {
    this.idevidCa = idevidCa;
    this.voucherCa = voucherCa;
    const log = new Map<string, IssuedVoucher[]>();
    this.masa = createMasa(
      { signer, idevidAnchors: [idevidCa.certificate] },
      {
        devices: { find: async (number) => this.made.get(number) },
        ownership: trustOnFirstUse,
        auditLog: {
          append: async (device, entry) => void log.set(device.key, [...(log.get(device.key) ?? []), entry]),
          list: async (device) => log.get(device.key) ?? [],
        },
        authorizer: { decide: async () => permit('test') },
        clock: systemClock,
        random: systemRandom,
        events: () => undefined,
      },
    );
    this.line = {
      voucherAnchors: async () => [voucherCa.certificate],
      certify: async (request) => {
        const idevid = await certify(request, idevidCa, [masaUrlExtension('masa.example.com')]);
        const number = serialNumberOf(idevid);
        const idevidKey = toHex(spkiFingerprint(idevid));
        this.made.set(number, { serialNumber: number, key: number, idevidKey, idevid: idevid.der });
        return { idevid };
      },
    };
  }

  static async open(): Promise<Maker> {
    const voucherCa = await party('Voucher CA', { isCa: true });
    return new Maker(await party('IDevID CA', { isCa: true }), voucherCa, await party('MASA', { issuer: voucherCa }));
  }

  async device(
    serial = 'SN-1',
    changes: Partial<BirthOptions> = {},
    storage: DeviceOptions['storage'] = 'memory',
  ): Promise<Device> {
    const device = await Device.open({ storage });
    await bearDevice({ device, line: this.line, serialNumber: serial, session: 'birth', ...changes });
    return device;
  }
}

export interface DomainOptions {
  /** Sees each request first; gives a response, or undefined to let it through. */
  readonly intercept?: (request: HttpRequest) => Promise<HttpResponse | undefined> | HttpResponse | undefined;
  readonly csrAttributes?: CsrAttributes;
  readonly port?: number;
  /** Whether vouchers pin the CA or the registrar itself. */
  readonly pin?: 'chain' | 'end-entity';
  readonly name?: string;
}

/** The owner: a CA, a registrar and EST on one listener. */
export class Domain {
  readonly ca: Party;
  readonly registrarParty: Party;
  readonly registrar: Registrar;
  readonly records: RegistrarRecord[] = [];
  /** Paths asked for, in order, with the id of the connection. */
  readonly requests: { readonly path: string; readonly connection: string }[] = [];
  readonly #options: DomainOptions;
  readonly #est: HttpHandler;
  #server: RunningTlsServer | undefined;

  private constructor(maker: Maker, ca: Party, registrar: Party, options: DomainOptions) {
    this.ca = ca;
    this.registrarParty = registrar;
    this.#options = options;
    const post = (call: MasaPost) =>
      maker.masa.handle(
        buildRequest({
          method: 'POST',
          target: new URL(call.url).pathname,
          headers: { accept: call.accept, 'content-type': call.contentType },
          body: call.body,
        }),
      );
    this.registrar = createRegistrar(
      {
        certificate: registrar.certificate,
        signer: registrar.signer,
        chain: [ca.certificate],
        manufacturers: () => [
          { name: 'Maker', anchors: [maker.idevidCa.certificate], voucherAnchors: [maker.voucherCa.certificate] },
        ],
        pin: options.pin ?? 'chain',
      },
      {
        authorizer: { decide: async () => permit('test') },
        masa: {
          requestVoucher: post,
          requestAuditLog: post,
          fetchAuditLog: async () => ({ status: 404, headers: {}, body: new Uint8Array() }),
        },
        journal: { record: async (records) => void this.records.push(...records) },
        events: () => undefined,
        clock: systemClock,
        random: systemRandom,
        timer: systemTimer,
        issued: {
          issuedTo: async (der) => {
            const certificate = Certificate.parse(der);
            if (!certificate.issuer.equals(ca.certificate.subject)) return undefined;
            return {
              serialNumber: serialNumberOf(certificate),
              manufacturer: toHex(spkiFingerprint(maker.idevidCa.certificate)),
              model: undefined,
              credential: der,
              assurance: 'authenticated',
            };
          },
        },
      },
    );
    this.#est = createEstServer(
      { protocol: 'brski' },
      {
        clock: systemClock,
        random: systemRandom,
        authenticator: certificateAuthenticator(
          [
            { anchors: () => [maker.idevidCa.certificate], renewable: false },
            { anchors: () => [ca.certificate], renewable: true },
          ],
          systemClock,
        ),
        gate: {
          mayEnrol: async (device) => {
            const { allowed, reason = 'its history' } = await this.registrar.isEnrolmentAllowed(device);
            return allowed ? { allowed } : { allowed, reason };
          },
        },
        issuer: {
          issue: async ({ csr }) => ({ outcome: 'issued', certificate: await certify(csr, ca, []) }),
        },
        caCertificates: async () => [ca.certificate],
        csrAttributes: async () => options.csrAttributes,
      },
    ).handle;
  }

  static async open(maker: Maker, options: DomainOptions = {}): Promise<Domain> {
    const ca = await party(`${options.name ?? 'Domain'} CA`, { isCa: true });
    const registrar = await party(`${options.name ?? 'Domain'} registrar`, {
      issuer: ca,
      extensions: [extendedKeyUsage([OID.cmcRa])],
    });
    const domain = new Domain(maker, ca, registrar, options);
    await domain.listen();
    return domain;
  }

  get port(): number {
    return this.#server?.port ?? 0;
  }

  get address(): { readonly host: string; readonly port: number } {
    return { host: '127.0.0.1', port: this.port };
  }

  async listen(): Promise<void> {
    this.#server = await startTlsServer({
      host: '127.0.0.1',
      port: this.#options.port ?? 0,
      key: this.registrarParty.privateKey,
      certificateChain: [this.registrarParty.certificate.der, this.ca.certificate.der],
      requestClientCertificate: true,
      handler: async (request) => {
        this.requests.push({ path: request.path, connection: request.connection.id });
        const intercepted = await this.#options.intercept?.(request);
        if (intercepted !== undefined) return intercepted;
        return request.path.startsWith('/.well-known/est') ? this.#est(request) : this.registrar.handle(request);
      },
    });
  }

  async close(): Promise<void> {
    await this.#server?.close();
    await this.registrar.settled();
  }

  /** What the registrar wrote down of a kind. */
  recorded<Kind extends RegistrarRecord['kind']>(
    kind: Kind,
  ): readonly Extract<RegistrarRecord, { readonly kind: Kind }>[] {
    return this.records.filter(
      (record): record is Extract<RegistrarRecord, { readonly kind: Kind }> => record.kind === kind,
    );
  }
}
