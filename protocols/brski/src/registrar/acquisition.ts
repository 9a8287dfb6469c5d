/**
 * One pledge request on its way to a voucher (steps C.3 to C.9), in stages that are not repeated: when the pledge comes
 * back with the identical request after a 202, or because a response was lost, the work goes on where it stood.
 */

import { buildRequest, bytes, type HttpRequest, type HttpResponse, type TlsConnectionInfo } from '@sallyport/http';
import { deviceKey, type Facts } from '@sallyport/onboarding';
import type { SignedArtifact } from '../artifact/index.ts';
import { idevidIssuerOf } from '../idevid.ts';
import { VOUCHER_CMS_JSON } from '../media-types.ts';
import { sessionOf } from '../server/fingerprint.ts';
import { takes } from '../server/media.ts';
import { comeBackLater } from '../server/refusal.ts';
import { Trail } from '../server/trail.ts';
import { claimedPledge } from './claimed-identity.ts';
import { enforce } from './enforcement.ts';
import { fail, registrarError } from './errors.ts';
import { clientCertificate, type House } from './house.ts';
import { MasaWait, orderVoucher } from './masa-exchange.ts';
import { masaUrlFor } from './masa-url.ts';
import type { IdentifiedPledge } from './pledge-identity.ts';
import { checkPledgeRequest, openPledgeRequest, verifyPledgeSignature } from './pledge-request.ts';
import { signRegistrarRequest } from './registrar-request.ts';
import { type ExaminedVoucher, examineVoucher } from './voucher-check.ts';

/** A pledge whose request is in order. */
interface Applicant {
  readonly pledge: IdentifiedPledge;
  readonly signed: SignedArtifact;
  readonly nonce: string | undefined;
  readonly masaUrl: string;
}

interface HeldVoucher {
  readonly body: Uint8Array;
  readonly mediaType: string;
  readonly registrarRequest: Uint8Array;
  /** It came from the shelf, where vouchers have no nonce. */
  readonly isStored: boolean;
  isForwarded: boolean;
  examined?: ExaminedVoucher;
}

/** The work stopped before the last stage because nobody waits for it. */
export const NOBODY_WAITS = Symbol('nobody waits');

export class Acquisition {
  readonly #house: House;
  /** What the pledge sent, without the connection: this object outlives it. */
  readonly #sent: HttpRequest;
  /** Until the identity has been judged. */
  #tls: TlsConnectionInfo | undefined;
  /** Names the request and the peer that sent it. */
  readonly #key: string;
  readonly #trail: Trail;
  #applicant: Applicant | undefined;
  #isAdmitted = false;
  #registrarRequest: Uint8Array | undefined;
  #voucher: HeldVoucher | undefined;
  #isApproved = false;

  constructor(house: House, http: HttpRequest, key: string) {
    this.#house = house;
    const accept = http.headers.get('accept');
    this.#sent = buildRequest({ body: http.body, headers: accept === undefined ? {} : { accept } });
    this.#tls = http.connection.tls;
    this.#key = key;
    this.#trail = new Trail(sessionOf(http.body), house.ports, registrarError);
    this.#trail.from = http.connection.remoteAddress;
  }

  /**
   * Goes on as far as it can.
   * @param isAwaited tells whether a pledge is there to take the voucher: it is recorded as forwarded only then
   * @throws every E_BRSKI_REGISTRAR_ code that has a status
   */
  async proceed(isAwaited: () => boolean): Promise<HttpResponse | typeof NOBODY_WAITS> {
    if (!this.#isAdmitted) {
      const wait = await enforce('C.3', this.#house.ports, this.#trail, async () => {
        this.#applicant ??= await this.#receive();
        return { device: this.#applicant.pledge.device, facts: requestFacts(this.#applicant) };
      });
      if (wait !== undefined) return comeBackLater(wait);
      this.#isAdmitted = true;
    }
    const applicant = this.#applicant;
    if (applicant === undefined) throw fail('E_BRSKI_REGISTRAR_UNAVAILABLE', 'a request was admitted unread');
    this.#voucher ??= await this.#fromShelf(applicant);
    if (this.#voucher === undefined) {
      const got = await this.#fromMasa(applicant);
      if (got instanceof MasaWait) return comeBackLater(got.retryAfter);
      this.#voucher = got;
    }
    const voucher = this.#voucher;
    if (!this.#isApproved) {
      const wait = await enforce('C.8', this.#house.ports, this.#trail, async () => ({
        device: applicant.pledge.device,
        facts: await this.#examine(applicant, voucher),
      }));
      if (wait !== undefined) return comeBackLater(wait);
      this.#isApproved = true;
    }
    if (!isAwaited()) return NOBODY_WAITS;
    // Approval is for one delivery: a pledge that asks again is judged again, for policy may have changed.
    this.#isApproved = false;
    return this.#forward(applicant, voucher);
  }

  async #receive(): Promise<Applicant> {
    const { config, own, ports, replayGuard } = this.#house;
    const modes = config.reducedSecurity;
    const isClaimed = modes.claimedIdentities === true && clientCertificate(this.#tls) === undefined;
    // The certificate is judged before anything the peer wrote is looked at.
    const known = isClaimed ? undefined : this.#identify();
    const signed = openPledgeRequest(this.#sent.body);
    const request = verifyPledgeSignature(signed, known?.idevid);
    const pledge = known ?? claimedPledge(request.artifact.attributes, this.#house.identities.manufacturers);
    this.#trail.device = pledge.device;
    const acceptNonceless = modes.nonceless === true;
    const rules = { own, now: ports.clock.now(), maxAge: config.maxRequestAge, acceptNonceless };
    checkPledgeRequest(request, pledge, rules);
    const masaUrl = masaUrlFor(pledge);
    const { nonce } = request.artifact.attributes;
    // Last of the checks, so that a request which is refused for anything else uses up no nonce.
    if (nonce !== undefined && !(await replayGuard.claim(nonce, this.#key))) {
      throw fail(
        'E_BRSKI_REGISTRAR_NONCE_REPLAYED',
        'the nonce came before, in another request or from another device',
      );
    }
    this.#tls = undefined;
    return { pledge, signed, nonce, masaUrl };
  }

  /** Whoever is turned away for its certificate is on record by what that says, which nothing proves. */
  #identify(): IdentifiedPledge {
    const { identities } = this.#house;
    this.#trail.device = identities.claimedIn(this.#tls);
    const known = identities.identify(this.#tls);
    this.#trail.device = known.device;
    return known;
  }

  /**
   * A voucher got beforehand (RFC 8995 §7.3.3); §5.6: "that cached response can be used according to local policy".
   * One that does not serve any more is passed over, since the MASA may be reached after all.
   */
  async #fromShelf(applicant: Applicant): Promise<HeldVoucher | undefined> {
    if (this.#house.config.reducedSecurity.nonceless !== true) return undefined;
    const stored = await this.#house.shelf.take(deviceKey(applicant.pledge.device));
    if (stored === undefined) return undefined;
    const { voucher: body, registrarRequest } = stored;
    const held: HeldVoucher = {
      body,
      mediaType: VOUCHER_CMS_JSON,
      registrarRequest,
      isStored: true,
      isForwarded: false,
    };
    const start = this.#trail.start();
    try {
      this.#read(applicant, held);
      return held;
    } catch (thrown) {
      this.#trail.failed('C.8', start, thrown, { stored: true });
      return undefined;
    }
  }

  async #fromMasa(applicant: Applicant): Promise<HeldVoucher | MasaWait> {
    const { ports, config } = this.#house;
    const { pledge, masaUrl } = applicant;
    const delivery = await this.#trail.step(
      'C.4',
      async () => {
        this.#registrarRequest ??= await this.#signRequest(applicant);
        return orderVoucher(ports.masa, {
          masaUrl,
          manufacturer: pledge.trust,
          accept: this.#sent.headers.get('accept') ?? VOUCHER_CMS_JSON,
          request: this.#registrarRequest,
          maxBytes: config.maxVoucherBytes,
          now: ports.clock.now(),
        });
      },
      (got) => ({ message: got instanceof MasaWait ? 'the MASA asks for patience' : 'the MASA gave a voucher' }),
    );
    const registrarRequest = this.#registrarRequest;
    if (delivery instanceof MasaWait || registrarRequest === undefined) {
      return delivery instanceof MasaWait ? delivery : new MasaWait(config.retryAfter);
    }
    const { body, mediaType } = delivery;
    return { body, mediaType, registrarRequest, isStored: false, isForwarded: false };
  }

  #signRequest({ pledge, nonce, signed }: Applicant): Promise<Uint8Array> {
    const { config, own, ports } = this.#house;
    return signRegistrarRequest(
      {
        serialNumber: pledge.serialNumber,
        idevidIssuer:
          pledge.idevid === undefined ? signed.claimed.attributes.idevidIssuer : idevidIssuerOf(pledge.idevid),
        nonce,
        pledgeRequest: signed.cms,
        createdOn: ports.clock.now(),
        contentType: signed.contentType,
      },
      { ...config, certificate: own.certificate },
    );
  }

  #read({ pledge, nonce }: Applicant, { body, mediaType, isStored }: HeldVoucher): ExaminedVoucher {
    const { config, own, ports } = this.#house;
    return examineVoucher(body, mediaType, {
      serialNumber: pledge.serialNumber,
      nonce,
      trust: pledge.trust,
      own,
      memory: this.#house.voucherMemory,
      now: ports.clock.now(),
      // Only a kind that the pledge itself asked for is worth passing on unread.
      acceptOpaque: config.reducedSecurity.opaqueVouchers === true && takes(this.#sent, mediaType) === 'yes',
      acceptNonceless: isStored,
    });
  }

  /** What voucher and, where it is to be known beforehand, history tell. @throws E_BRSKI_REGISTRAR_VOUCHER_…, …_AUDIT_… */
  async #examine(applicant: Applicant, voucher: HeldVoucher): Promise<Facts> {
    voucher.examined = this.#read(applicant, voucher);
    const facts = { ...voucher.examined.facts, cached: voucher.isStored || voucher.isForwarded };
    if (this.#house.config.audit.when !== 'before-voucher') return facts;
    const { device, trust } = applicant.pledge;
    const { masaUrl } = applicant;
    const { registrarRequest } = voucher;
    const history = await this.#house.histories.judge({ device, trust, masaUrl, registrarRequest });
    if (!history.acceptable) throw fail(history.code, history.reason);
    return { ...facts, ...history.facts };
  }

  async #forward({ pledge, masaUrl, nonce }: Applicant, voucher: HeldVoucher): Promise<HttpResponse> {
    const { ports, bootstraps } = this.#house;
    const { session } = this.#trail;
    const { device, trust } = pledge;
    const { registrarRequest } = voucher;
    const cached = voucher.isStored || voucher.isForwarded;
    await this.#trail.step(
      'C.9',
      async () => {
        await ports.journal.record([
          {
            kind: 'voucher-forwarded',
            at: ports.clock.now(),
            session,
            device,
            masaUrl,
            pledgeRequest: this.#sent.body,
            registrarRequest,
            voucher: voucher.body,
            assertion: voucher.examined?.assertion,
            nonce,
            cached,
          },
        ]);
      },
      () => ({ message: 'voucher forwarded', facts: { cached } }),
    );
    const key = deviceKey(device);
    const forwardedAt = ports.clock.monotonic();
    bootstraps.set(key, { key, session, device, trust, masaUrl, registrarRequest, forwardedAt, reviewed: false });
    voucher.isForwarded = true;
    // RFC 8995 §5.6: "forwarded without changes to the pledge".
    return bytes(200, voucher.mediaType, voucher.body);
  }
}

function requestFacts({ pledge, nonce, masaUrl }: Applicant): Facts {
  return { manufacturerName: pledge.trust.name, nonceless: nonce === undefined, masa: new URL(masaUrl).host };
}
