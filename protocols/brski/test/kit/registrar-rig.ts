/** A registrar with its journal in memory, and a MASA to talk to. */

import { ManualClock, seededRandom } from '@sallyport/core';
import { buildRequest, type ConnectionInfo, type HttpResponse } from '@sallyport/http';
import { type AuthorizationRequest, type Decision, type OnboardingEvent, permit } from '@sallyport/onboarding';
import { PATHS } from '../../src/paths.ts';
import {
  createRegistrar,
  type ManufacturerTrust,
  type MasaClient,
  type MasaPost,
  type Registrar,
  type RegistrarConfig,
  type RegistrarPorts,
  type RegistrarRecord,
} from '../../src/registrar/index.ts';
import { device, domainCa, maker, masaSigner, NOW, registrar, voucherCa } from './cast.ts';
import { ManualTimer } from './manual-timer.ts';
import { MasaRig } from './masa-rig.ts';
import { connection, postJson, postVoucherRequest } from './wire.ts';

export const TRUST: ManufacturerTrust = {
  name: 'Maker',
  anchors: [maker.certificate],
  voucherAnchors: [voucherCa.certificate],
};

/** A client that hands every call to a MASA engine, as the wire would. */
export function clientOf(rig: MasaRig, calls: MasaPost[] = []): MasaClient {
  const post = (call: MasaPost): Promise<HttpResponse> => {
    calls.push(call);
    const path = new URL(call.url).pathname;
    const headers = { accept: call.accept, 'content-type': call.contentType };
    return rig.handle(postVoucherRequest(path, call.body, connection(masaSigner, registrar), headers));
  };
  return {
    requestVoucher: post,
    requestAuditLog: post,
    fetchAuditLog: ({ url }) => rig.handle(buildRequest({ target: new URL(url).pathname })),
  };
}

export class RegistrarRig {
  readonly clock: ManualClock;
  readonly timer = new ManualTimer();
  readonly masa: MasaRig;
  /** Calls that reached the MASA. */
  readonly calls: MasaPost[] = [];
  readonly records: RegistrarRecord[] = [];
  readonly events: OnboardingEvent[] = [];
  readonly asked: AuthorizationRequest[] = [];
  /** What policy says next, by enforcement point. */
  readonly decisions: { 'C.3': Decision; 'C.8': Decision } = { 'C.3': permit('test'), 'C.8': permit('test') };
  /** The manufacturers as they stand. */
  manufacturers: readonly ManufacturerTrust[] = [TRUST];
  readonly registrar: Registrar;

  constructor(
    config: Partial<RegistrarConfig> = {},
    ports: Partial<RegistrarPorts> = {},
    clock = new ManualClock(NOW),
  ) {
    this.clock = clock;
    this.masa = new MasaRig({}, {}, clock);
    this.registrar = createRegistrar(
      {
        certificate: registrar.certificate,
        signer: registrar.signer,
        chain: [domainCa.certificate],
        manufacturers: () => this.manufacturers,
        ...config,
      },
      {
        authorizer: {
          decide: async (request) => {
            this.asked.push(request);
            return request.point === 'C.8' ? this.decisions['C.8'] : this.decisions['C.3'];
          },
        },
        masa: clientOf(this.masa, this.calls),
        journal: {
          record: async (records) => {
            this.records.push(...records);
          },
        },
        events: (event) => this.events.push(event),
        clock: this.clock,
        random: seededRandom('registrar'),
        timer: this.timer,
        ...ports,
      },
    );
  }

  requestVoucher(
    body: Uint8Array,
    on: ConnectionInfo = connection(registrar, device),
    headers: Readonly<Record<string, string>> = {},
  ): Promise<HttpResponse> {
    return this.registrar.handle(postVoucherRequest(PATHS.requestVoucher, body, on, headers));
  }

  status(path: string, body: Uint8Array, on: ConnectionInfo = connection(registrar, device)): Promise<HttpResponse> {
    return this.registrar.handle(postJson(path, body, on));
  }

  get steps(): readonly string[] {
    return this.events.map(({ step, ok, code }) => (ok ? step : `${step} ${code}`));
  }

  get failure(): OnboardingEvent | undefined {
    return this.events.find(({ ok }) => !ok);
  }
}
