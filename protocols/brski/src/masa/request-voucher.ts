/** POST requestvoucher at the MASA (RFC 8995 §5.5, §5.6; steps C.5 to C.7). */

import { toHex } from '@sallyport/core';
import { bytes, type HttpRequest, type HttpResponse } from '@sallyport/http';
import type { DeviceIdentity } from '@sallyport/onboarding';
import { spkiFingerprint } from '../domain-id.ts';
import { VOUCHER_CMS_JSON } from '../media-types.ts';
import { fingerprint, sessionOf } from '../server/fingerprint.ts';
import { refusal } from '../server/refusal.ts';
import { Trail } from '../server/trail.ts';
import { fail, masaError } from './errors.ts';
import { Deferral, type Grant, judgePetition, type Petition } from './policy.ts';
import { type IssuedVoucher, identityOnRecord } from './ports.ts';
import type { PriorRequest } from './prior-request.ts';
import type { RegistrarRequest, RequestDesk } from './request-desk.ts';
import { type SignedVoucher, signVoucher } from './voucher.ts';

interface Checked {
  readonly request: RegistrarRequest;
  readonly petition: Petition;
  readonly prior: PriorRequest | undefined;
}

export class VoucherDesk {
  readonly #desk: RequestDesk;

  constructor(desk: RequestDesk) {
    this.#desk = desk;
  }

  async handle(http: HttpRequest): Promise<HttpResponse> {
    const { ports } = this.#desk;
    const trail = new Trail(sessionOf(http.body), ports, masaError);
    const start = trail.start();
    let granted: { checked: Checked; grant: Grant };
    try {
      const checked = await this.#check(http, trail);
      const grant = await judgePetition(checked.petition, this.#desk.config, ports, trail);
      if (grant instanceof Deferral) {
        const deferred = fail('E_BRSKI_MASA_DEFERRED', 'the decision was put off');
        trail.failed('C.5', start, deferred);
        return refusal(deferred, { retryAfter: grant.retryAfter });
      }
      await this.#claimNonce(checked);
      granted = { checked, grant };
    } catch (thrown) {
      trail.failed('C.5', start, thrown);
      return refusal(masaError(thrown));
    }
    trail.done('C.5', start, 'the voucher-request is in order', granted.grant.facts);
    try {
      return await this.#issue(granted.checked, granted.grant, trail);
    } catch (thrown) {
      return refusal(masaError(thrown));
    }
  }

  async #check(http: HttpRequest, trail: Trail): Promise<Checked> {
    const { config, ports, priorRequests } = this.#desk;
    const request = await this.#desk.accept(http, VOUCHER_CMS_JSON);
    const { opened, claimant, device, digest } = request;
    if (opened.priorRequest !== undefined) trail.session = sessionOf(opened.priorRequest);
    const recorded = identityOnRecord(device, this.#desk.manufacturer);
    trail.device = recorded;
    // RFC 8995 §5.5.5: "The MASA MAY verify that the registrar voucher-request includes the prior-signed-voucher-request".
    if (opened.priorRequest === undefined && opened.nonce !== undefined && config.requirePriorRequest) {
      throw fail('E_BRSKI_MASA_PRIOR_MISSING', 'a nonce without the prior request it came from');
    }
    const prior =
      opened.priorRequest === undefined
        ? undefined
        : priorRequests.verify(opened.priorRequest, opened, device, claimant.keys);
    const identity = prior === undefined ? recorded : identityProved(recorded, prior, config.manufacturer);
    trail.device = identity;
    this.#desk.remember(digest, device, claimant);
    const history = await ports.auditLog.list(device);
    const petition = { device, identity, claimant, nonce: opened.nonce, proximity: prior !== undefined, history };
    return { request, petition, prior };
  }

  /** Last of the checks, so that a request which is refused for anything else uses up no nonce. */
  async #claimNonce({ petition: { nonce, device, claimant } }: Checked): Promise<void> {
    if (nonce === undefined) return;
    const use = `${device.key} ${claimant.keys.at(-1) ?? ''}`;
    if (await this.#desk.replayGuard.claim(nonce, use)) return;
    throw fail('E_BRSKI_MASA_NONCE_REPLAYED', 'the nonce was used for another device or domain');
  }

  async #issue(checked: Checked, grant: Grant, trail: Trail): Promise<HttpResponse> {
    const { config, ports } = this.#desk;
    const { request, petition, prior } = checked;
    const { device, claimant, nonce } = petition;
    const now = ports.clock.now();
    const voucher = await trail.step(
      'C.6',
      () =>
        signVoucher(
          {
            device,
            claimant,
            assertion: grant.assertion,
            nonce,
            crlsUntil: request.crlsUntil,
            now,
            contentType: config.contentType ?? prior?.contentType ?? request.opened.signed.contentType,
          },
          config,
        ),
      () => ({ message: `voucher signed, ${grant.assertion}` }),
    );
    return trail.step(
      'C.7',
      async () => {
        // RFC 8995 §5.6: "Whenever a voucher is issued, the MASA MUST update the audit-log", durably and before it goes.
        await ports.auditLog.append(device, entryOf(checked, grant, voucher, now, trail.session), claimant);
        return bytes(200, VOUCHER_CMS_JSON, voucher.cms);
      },
      () => ({ message: 'voucher logged and returned' }),
    );
  }
}

/** The device proved possession of its birth key: with the prior request, this very time (RFC 8995 §5.5.5). */
function identityProved(recorded: DeviceIdentity, prior: PriorRequest, manufacturer?: string): DeviceIdentity {
  return {
    ...recorded,
    manufacturer: manufacturer ?? toHex(spkiFingerprint(prior.anchor)),
    credential: prior.idevid.der,
    assurance: 'authenticated',
  };
}

function entryOf(checked: Checked, grant: Grant, voucher: SignedVoucher, date: Date, session: string): IssuedVoucher {
  const { request, petition } = checked;
  return {
    date,
    domainId: petition.claimant.domainId,
    pinnedKey: toHex(spkiFingerprint(petition.claimant.pinned)),
    // RFC 8995 §5.5.6: null for a voucher without a nonce.
    nonce: petition.nonce ?? null,
    assertion: grant.assertion,
    ...(voucher.expiresOn === undefined ? {} : { expiresOn: voucher.expiresOn }),
    request: request.digest,
    voucher: fingerprint(voucher.cms),
    renewal: grant.renewal,
    session,
  };
}
