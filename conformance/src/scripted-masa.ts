/** A maker whose MASA says whatever a test wants, on a real TLS listener. */

import type { FactoryLine } from '@sallyport/app-device';
import { artifact, masaUrlExtension, SignedArtifact, signArtifact } from '@sallyport/brski';
import { DAY, systemRandom } from '@sallyport/core';
import { bytes, type HttpHandler, type HttpResponse, type RunningTlsServer, startTlsServer } from '@sallyport/http';
import {
  authorityKeyIdentifier,
  buildCertificate,
  extendedKeyUsage,
  OID,
  serialNumber,
  subjectAltName,
  subjectKeyIdentifier,
} from '@sallyport/pki';
import { handMadeDevice, type Party, party } from './party.ts';
import { attributesOf, type Changes, type Hand, VOUCHER_TYPE } from './raw-pledge.ts';

/** Answers one exchange; `request` is what the registrar sent, opened. */
export type Script = (request: SignedArtifact, masa: ScriptedMasa) => Promise<HttpResponse> | HttpResponse;

export class ScriptedMasa {
  readonly idevidCa: Party;
  readonly masaCa: Party;
  readonly voucherSigner: Party;
  /** What the MASA says next. */
  script: Script = (request) => this.voucherFor(request);
  /** Bodies of the voucher-requests that came. */
  readonly requests: Uint8Array[] = [];
  readonly #tls: Party;
  #server: RunningTlsServer | undefined;

  private constructor(idevidCa: Party, masaCa: Party, voucherSigner: Party, tls: Party) {
    this.idevidCa = idevidCa;
    this.masaCa = masaCa;
    this.voucherSigner = voucherSigner;
    this.#tls = tls;
  }

  /** @param tlsIssuer who certified the listener; default: the CA that owners are told of */
  static async start(name: string, tlsIssuer?: Party): Promise<ScriptedMasa> {
    const masaCa = await party({ name: `${name} MASA CA`, isCa: true });
    const tls = await party({
      name: 'masa',
      issuer: tlsIssuer ?? masaCa,
      extensions: [extendedKeyUsage([OID.serverAuth]), subjectAltName([{ kind: 'dns', value: 'localhost' }])],
    });
    const masa = new ScriptedMasa(
      await party({ name: `${name} IDevID CA`, isCa: true }),
      masaCa,
      await party({ name: `${name} vouchers`, issuer: masaCa }),
      tls,
    );
    await masa.#listen();
    return masa;
  }

  get url(): string {
    return `https://localhost:${this.#server?.port ?? 0}/.well-known/brski`;
  }

  device(serialNumber: string): Promise<Hand> {
    return handMadeDevice(serialNumber, { issuer: this.idevidCa, masa: new URL(this.url).host });
  }

  /** Where the simulated devices of `@sallyport/app-device` are born as this maker's. */
  get line(): FactoryLine {
    return {
      voucherAnchors: async () => [this.masaCa.certificate],
      certify: async (request) => {
        const idevid = await buildCertificate({
          subject: request.subject,
          publicKey: request.spki,
          issuer: this.idevidCa.certificate.subject,
          signer: this.idevidCa.signer,
          serialNumber: serialNumber(systemRandom),
          notBefore: new Date(Date.now() - DAY),
          notAfter: 'never',
          extensions: [
            subjectKeyIdentifier(request.spki),
            authorityKeyIdentifier(this.idevidCa.certificate),
            masaUrlExtension(new URL(this.url).host),
          ],
        });
        return { idevid };
      },
    };
  }

  /** What an owner is told of this maker. */
  get introduction() {
    return {
      manufacturer: this.idevidCa.certificate.subject.toString(),
      idevidAnchors: [this.idevidCa.certificate],
      masaUrl: this.url,
      masaTlsAnchors: [this.masaCa.certificate],
      voucherAnchors: [this.masaCa.certificate],
    };
  }

  /** The voucher that an honest MASA would give, with what the test changes. */
  async voucherFor(
    request: SignedArtifact,
    changes: Changes = {},
    by: Party = this.voucherSigner,
  ): Promise<HttpResponse> {
    const { serialNumber, nonce } = request.claimed.attributes;
    const model: Changes = {
      createdOn: new Date(),
      assertion: 'proximity',
      serialNumber,
      nonce,
      pinnedDomainCert: request.signedData.certificates.at(-1)?.der,
    };
    const cms = await signArtifact(artifact('voucher', attributesOf({ ...model, ...changes })), {
      certificate: by.certificate,
      signer: by.signer,
      certificates: by.issuers,
    });
    return bytes(200, VOUCHER_TYPE, cms);
  }

  /** Goes down; {@link url} stays what it was. */
  close(): Promise<void> {
    return this.#server?.close() ?? Promise.resolve();
  }

  readonly #handle: HttpHandler = async ({ path, body }) => {
    const request = SignedArtifact.parse(body, 'voucher-request');
    if (path.endsWith('/requestvoucher')) this.requests.push(body);
    return this.script(request, this);
  };

  async #listen(): Promise<void> {
    const { key, certificate, issuers } = this.#tls;
    this.#server = await startTlsServer({
      host: '127.0.0.1',
      port: 0,
      key,
      certificateChain: [certificate, ...issuers].map(({ der }) => der),
      requestClientCertificate: true,
      limits: { closeTimeout: 100 },
      handler: this.#handle,
    });
  }
}
