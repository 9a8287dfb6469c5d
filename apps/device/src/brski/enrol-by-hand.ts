/**
 * Enrolment without a voucher, for when no manufacturer can be asked (RFC 8995 §7.2, items 3 and 4; §9): a person at
 * the device either confirms the registrar's fingerprint or allows one imprint without any check.
 */

import {
  AuthenticatedConnection,
  deviceIdentityOf,
  FingerprintConfirmation,
  type OneTimePermission,
  ProvisionalConnection,
} from '@sallyport/brski';
import { type Clock, systemClock, systemRandom, toHex } from '@sallyport/core';
import { PersistentConnection } from '@sallyport/http';
import type { EventListener } from '@sallyport/onboarding';
import type { KeyType } from '@sallyport/pki';
import type { Device } from '../device.ts';
import type { Ownership } from '../device-state.ts';
import { fail } from '../errors.ts';
import { enrol } from './enrolment.ts';
import { RegistrarLink } from './registrar-link.ts';
import { StepReporter } from './step-reporter.ts';

export interface EnrolByHandOptions {
  readonly device: Device;
  readonly host: string;
  readonly port: number;
  /** The SHA-256 of the registrar's certificate as a person read it, or a permission to skip all checks once. */
  readonly confirmation: string | OneTimePermission;
  readonly onEvent?: EventListener;
  readonly session?: string;
  readonly clock?: Clock;
  readonly clockIsTrusted?: boolean;
  readonly ldevidKeyType?: KeyType;
  readonly signal?: AbortSignal;
}

/** @throws E_BRSKI_PLEDGE_PERMISSION, E_BRSKI_PLEDGE_INPUT, E_BRSKI_PLEDGE_SERVER_CHAIN, E_DEVICE_…, E_EST_…, E_HTTP_… */
export function enrolByHand(options: EnrolByHandOptions): Promise<Ownership> {
  return options.device.whileOnboarding('by-hand', async () => {
    const { device, host, port, clock = systemClock, signal = new AbortController().signal } = options;
    const identity = await device.pledgeIdentity();
    const connection = await PersistentConnection.open({
      host,
      port,
      identity: await device.birthTlsIdentity(),
      signal,
    });
    try {
      const authenticated = authenticate(ProvisionalConnection.accept(connection.serverChain), options.confirmation);
      const session = options.session ?? toHex(systemRandom.bytes(8));
      await enrol({
        device,
        link: new RegistrarLink(connection, authenticated, signal),
        authenticated,
        voucher: undefined,
        subject: identity.certificate.subject,
        keyType: options.ldevidKeyType ?? 'P-256',
        clock,
        clockIsTrusted: options.clockIsTrusted ?? false,
        reporter: new StepReporter(session, deviceIdentityOf(identity), clock, options.onEvent),
        signal,
      });
    } finally {
      connection.close();
    }
    const { ownership } = device;
    if (ownership === undefined) throw fail('E_DEVICE_STATE', 'the enrolment left no owner');
    return ownership;
  });
}

function authenticate(
  connection: ProvisionalConnection,
  confirmation: EnrolByHandOptions['confirmation'],
): AuthenticatedConnection {
  return typeof confirmation === 'string'
    ? AuthenticatedConnection.byFingerprint(connection, new FingerprintConfirmation(confirmation))
    : AuthenticatedConnection.byPermission(connection, confirmation);
}
