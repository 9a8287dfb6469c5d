/** One renewal: simplereenroll with a new key, over TLS with the certificate that is held (RFC 7030 §4.2.2). */

import type { Clock, Milliseconds } from '@sallyport/core';
import {
  EstClient,
  type EstHttpRequest,
  overConnection,
  pathOf,
  requirementsOf,
  suitableKeyTypes,
} from '@sallyport/est';
import { PersistentConnection, type TlsTuning } from '@sallyport/http';
import type { KeyType } from '@sallyport/pki';
import type { Device } from '../device.ts';
import type { Ownership } from '../device-state.ts';
import { fail } from '../errors.ts';
import { checkRegistrar } from './registrar-link.ts';
import type { StepReporter } from './step-reporter.ts';

export interface RenewOptions {
  readonly device: Device;
  readonly registrar: { readonly host: string; readonly port: number };
  readonly keyType: KeyType;
  readonly clock: Clock;
  readonly reporter: StepReporter;
  readonly connectTimeout: Milliseconds;
  readonly tls: TlsTuning;
  readonly signal: AbortSignal;
}

const SIMPLE_REENROLL = pathOf('simplereenroll');
const LIMITS = { timeout: 30_000, maxBodyBytes: 1 << 20 };

/**
 * Renews. The new certificate is on disk, and the old key gone, when this resolves; when it rejects everything is as it was.
 * @throws E_DEVICE_REGISTRAR_CHANGED when no registrar of the domain answers; E_EST_…, E_HTTP_…, E_DEVICE_…
 */
export async function renewCertificate(options: RenewOptions): Promise<Ownership> {
  const { device, registrar, connectTimeout, tls, signal, clock } = options;
  const { ownership } = device;
  const identity = await device.domainTlsIdentity();
  if (ownership === undefined || identity === undefined) throw fail('E_DEVICE_STATE', 'there is nothing to renew');
  // Whoever answers is judged by the anchors of the domain below: behind a join proxy its name says nothing.
  const connection = await PersistentConnection.open({ ...tls, ...registrar, identity, connectTimeout, signal });
  try {
    checkRegistrar(connection.serverChain, ownership.anchors, clock.now());
    return await renewOver(connection, ownership, options);
  } catch (thrown) {
    options.reporter.fail(thrown);
    await device.forgetUnusedKeys();
    throw thrown;
  } finally {
    connection.close();
  }
}

async function renewOver(
  connection: PersistentConnection,
  ownership: Ownership,
  { device, keyType, clock, reporter, signal }: RenewOptions,
): Promise<Ownership> {
  const { send, channelBinding } = overConnection(connection, { ...LIMITS, signal });
  const reporting = (request: EstHttpRequest) => {
    if (request.path === SIMPLE_REENROLL) {
      reporter.succeed();
      reporter.begin('D.3');
    }
    return send(request);
  };
  const client = new EstClient({ send: reporting, channelBinding, clock });
  // RFC 7030 §4.1.3: a renewal is when a device learns of the CA's next certificate.
  const { anchors, intermediates } = await client.getCaCerts({ basis: 'rollover', anchors: ownership.anchors });
  const csrAttributes = await client.getCsrAttrs();
  const suitable = suitableKeyTypes(requirementsOf(csrAttributes));
  const type = suitable.includes(keyType) ? keyType : (suitable[0] ?? keyType);
  const key = await reporter.step('D.1', () => device.makeDomainKey(type));
  reporter.begin('D.2');
  const trust = { anchors, intermediates };
  const { certificate, path } = await client.reenroll({ current: ownership.ldevid, signer: key, csrAttributes, trust });
  reporter.succeed();
  const renewed: Ownership = {
    ...ownership,
    keyName: key.name,
    ldevid: certificate,
    chain: path.chain.slice(1, -1),
    anchors,
    since: clock.now(),
  };
  await reporter.step('D.7', () => device.installOwnership(renewed));
  return renewed;
}
