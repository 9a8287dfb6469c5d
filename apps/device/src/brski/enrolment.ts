/** From an authenticated registrar to a domain certificate on disk (RFC 8995 §5.9, RFC 7030; CAHN D.1–D.7). */

import { type AuthenticatedConnection, enrollStatusRequest, type PledgeRequest } from '@sallyport/brski';
import { type Clock, HOUR, isSallyportError, type Milliseconds, SECOND } from '@sallyport/core';
import {
  type CaCertificates,
  type CsrAttributes,
  EstClient,
  type EstHttpRequest,
  type EstHttpResponse,
  pathOf,
  requirementsOf,
  suitableKeyTypes,
} from '@sallyport/est';
import type { KeyType, Name } from '@sallyport/pki';
import type { Device } from '../device.ts';
import type { Ownership } from '../device-state.ts';
import { sleep } from '../sleep.ts';
import type { RegistrarLink } from './registrar-link.ts';
import type { StepReporter } from './step-reporter.ts';

export interface EnrolmentOptions {
  readonly device: Device;
  readonly link: RegistrarLink;
  readonly authenticated: AuthenticatedConnection;
  /** CMS DER of the voucher, to be kept. */
  readonly voucher: Uint8Array | undefined;
  readonly subject: Name;
  /** The type of the LDevID key, unless the registrar's CSR attributes ask for another. */
  readonly keyType: KeyType;
  readonly clock: Clock;
  readonly clockIsTrusted: boolean;
  readonly reporter: StepReporter;
  readonly signal: AbortSignal;
}

const SIMPLE_ENROLL = pathOf('simpleenroll');
const STATUS_TIMEOUT: Milliseconds = 5 * SECOND;
const STATUS_ATTEMPTS = 3;
/** A registrar that is no stranger any more may take its time, within reason. */
const MAX_WAIT: Milliseconds = HOUR;
const MAX_ATTEMPTS = 100;

/**
 * Enrols and reports the outcome: a success over a new connection with the new certificate, a failure over the
 * connection on which it happened (RFC 8995 §5.9.4).
 * @throws E_EST_…, E_HTTP_…, E_DEVICE_…
 */
export async function enrol(options: EnrolmentOptions): Promise<{ readonly isReported: boolean }> {
  const { device, link, clock, clockIsTrusted } = options;
  let ownership: Ownership;
  try {
    ownership = await obtainCertificate(options);
  } catch (thrown) {
    options.reporter.fail(thrown);
    await device.forgetUnusedKeys();
    await reportOver(link, enrollStatusRequest({ ok: false, reason: publicReason(thrown) }));
    throw thrown;
  }
  const identity = await device.domainTlsIdentity();
  const at = clockIsTrusted ? clock.now() : 'ignore-validity';
  for (let attempt = 1; attempt <= STATUS_ATTEMPTS && !options.signal.aborted; attempt++) {
    try {
      if (identity !== undefined) await link.reopenAs(identity, ownership.anchors, at);
      if (await reportOver(link, enrollStatusRequest({ ok: true }))) return { isReported: true };
    } catch (thrown) {
      // The certificate is on disk; that the report does not get through takes nothing away from it.
      if (!isSallyportError(thrown)) throw thrown;
    }
    await sleep(attempt * SECOND, options.signal);
  }
  return { isReported: false };
}

async function obtainCertificate(options: EnrolmentOptions): Promise<Ownership> {
  const { device, authenticated, voucher, subject, keyType, clock, reporter } = options;
  const client = estClient(options);
  const caTrust =
    authenticated.pinnedDomainCert === undefined
      ? ({ basis: 'connection' } as const)
      : ({ basis: 'pinned', certificate: authenticated.pinnedDomainCert } as const);
  const authorities: CaCertificates = await client.getCaCerts(caTrust);
  const csrAttributes = await client.getCsrAttrs();
  const key = await reporter.step('D.1', () => device.makeDomainKey(fittingType(csrAttributes, keyType)));
  reporter.begin('D.2');
  const { certificate, path } = await client.enroll({ subject, signer: key, csrAttributes, trust: authorities });
  reporter.succeed();
  const ownership: Ownership = {
    keyName: key.name,
    ldevid: certificate,
    chain: path.chain.slice(1, -1),
    anchors: authorities.anchors,
    voucher,
    since: clock.now(),
  };
  await reporter.step('D.7', () => device.installOwnership(ownership));
  return ownership;
}

function estClient({ link, clock, clockIsTrusted, reporter, signal }: EnrolmentOptions): EstClient {
  const send = (request: EstHttpRequest): Promise<EstHttpResponse> => {
    // The request is made and signed when it is sent for the first time: D.2 ends and D.3 begins.
    if (request.path === SIMPLE_ENROLL) {
      reporter.succeed();
      reporter.begin('D.3');
    }
    return link.send(request);
  };
  return new EstClient({
    send,
    clock,
    channelBinding: () => link.channelBinding(),
    wait: (span) => sleep(span, signal),
    maxWait: MAX_WAIT,
    maxAttempts: MAX_ATTEMPTS,
    ignoreValidity: !clockIsTrusted,
  });
}

/** The wanted type if it will do, else the first that does. */
function fittingType(csrAttributes: CsrAttributes, wanted: KeyType): KeyType {
  const suitable = suitableKeyTypes(requirementsOf(csrAttributes));
  return suitable.includes(wanted) ? wanted : (suitable[0] ?? wanted);
}

/** True when the registrar took the report: 200, or 404 from one that does not (RFC 8995 §5.9.4). */
async function reportOver(link: RegistrarLink, request: PledgeRequest): Promise<boolean> {
  try {
    const { status } = await link.send(request, { timeout: STATUS_TIMEOUT, maxBodyBytes: 4096 });
    return status === 200 || status === 404;
  } catch (thrown) {
    if (!isSallyportError(thrown)) throw thrown;
    return false;
  }
}

/** The registrar is the owner's by now: it may know what went wrong, by code and sentence. */
function publicReason(thrown: unknown): string {
  return isSallyportError(thrown) ? `${thrown.code}: ${thrown.message}`.slice(0, 500) : 'internal error';
}
