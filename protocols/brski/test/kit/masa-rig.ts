/** A MASA with its records in memory. */

import { ManualClock, seededRandom, toHex } from '@sallyport/core';
import type { HttpRequest, HttpResponse } from '@sallyport/http';
import { type AuthorizationRequest, type Decision, type OnboardingEvent, permit } from '@sallyport/onboarding';
import { spkiFingerprint } from '../../src/domain-id.ts';
import {
  createMasa,
  type IssuedVoucher,
  type MadeDevice,
  type Masa,
  type MasaConfig,
  type MasaPorts,
  trustOnFirstUse,
} from '../../src/masa/index.ts';
import { PATHS } from '../../src/paths.ts';
import { device, maker, masaSigner, NOW, otherDevice, registrar, SERIAL } from './cast.ts';
import type { Party } from './party.ts';
import { connection, postVoucherRequest } from './wire.ts';

export function recordOf(made: Party, serialNumber: string): MadeDevice {
  return {
    serialNumber,
    key: `maker/${serialNumber}`,
    model: 'Lamp',
    idevidKey: toHex(spkiFingerprint(made.certificate)),
    idevid: made.certificate.der,
  };
}

export class MasaRig {
  readonly clock: ManualClock;
  readonly events: OnboardingEvent[] = [];
  readonly asked: AuthorizationRequest[] = [];
  readonly devices = new Map<string, MadeDevice>([
    [SERIAL, recordOf(device, SERIAL)],
    ['SN-0002', recordOf(otherDevice, 'SN-0002')],
  ]);
  readonly log = new Map<string, IssuedVoucher[]>();
  /** What policy says next. */
  decision: Decision = permit('test');
  readonly masa: Masa;

  constructor(config: Partial<MasaConfig> = {}, ports: Partial<MasaPorts> = {}, clock = new ManualClock(NOW)) {
    this.clock = clock;
    this.masa = createMasa(
      { signer: masaSigner, idevidAnchors: [maker.certificate], ...config },
      {
        devices: { find: async (serialNumber) => this.devices.get(serialNumber) },
        ownership: trustOnFirstUse,
        auditLog: {
          append: async (made, entry) => {
            this.log.set(made.key, [...(this.log.get(made.key) ?? []), entry]);
          },
          list: async (made) => this.log.get(made.key) ?? [],
        },
        authorizer: {
          decide: async (request) => {
            this.asked.push(request);
            return this.decision;
          },
        },
        clock: this.clock,
        random: seededRandom('masa'),
        events: (event) => this.events.push(event),
        ...ports,
      },
    );
  }

  handle(request: HttpRequest): Promise<HttpResponse> {
    return this.masa.handle(request);
  }

  requestVoucher(body: Uint8Array, headers: Readonly<Record<string, string>> = {}): Promise<HttpResponse> {
    return this.handle(postVoucherRequest(PATHS.requestVoucher, body, connection(masaSigner, registrar), headers));
  }

  requestAuditLog(body: Uint8Array, headers: Readonly<Record<string, string>> = {}): Promise<HttpResponse> {
    const accept = { accept: 'application/json', ...headers };
    return this.handle(postVoucherRequest(PATHS.requestAuditLog, body, connection(masaSigner, registrar), accept));
  }

  /** Entries about all devices. */
  get entries(): readonly IssuedVoucher[] {
    return [...this.log.values()].flat();
  }

  get steps(): readonly string[] {
    return this.events.map(({ step, ok, code }) => (ok ? step : `${step} ${code}`));
  }
}
