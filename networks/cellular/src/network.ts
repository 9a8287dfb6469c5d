/** 5G as a network of the house: the DN-AAA behind the interface that all networks share. */

import type { Milliseconds } from '@sallyport/core';
import {
  type Authorizer,
  type EventListener,
  type NetworkCandidate,
  type NetworkSessionRecord,
  NetworkSessions,
  SessionNetwork,
} from '@sallyport/onboarding';
import type { AccountingHandler, AuthenticationHandler } from '@sallyport/radius';
import { Accounting } from './accounting.ts';
import { type CellularPorts, DnAaa, type DnAaaOptions } from './dn-aaa.ts';
import { type DynamicAuthorization, type FindSmf, smfEnforcement } from './enforcement.ts';
import { OBLIGATIONS } from './obligations.ts';

export interface CellularNetworkOptions extends DnAaaOptions {
  readonly authorizer: Authorizer;
  readonly record: NetworkSessionRecord;
  readonly requests: DynamicAuthorization;
  readonly findSmf: FindSmf;
  readonly maxSessions?: number;
  readonly pauses?: readonly Milliseconds[];
  readonly events?: EventListener;
  readonly failed?: (thrown: unknown) => void;
}

const NETWORK = '5g';

export class CellularNetwork extends SessionNetwork {
  readonly network = NETWORK;
  /** The bearer’s credential is on the SIM, which is its operator’s; the device’s is its LDevID. */
  readonly provisioning = undefined;
  /** The authentication handler of a `RadiusServer`. */
  readonly authenticate: AuthenticationHandler;
  /** The accounting handler of a `RadiusServer`. */
  readonly account: AccountingHandler;
  readonly #dataNetworks: readonly string[];
  protected readonly members: NetworkSessions;
  readonly #dnAaa: DnAaa;

  /** @throws E_EAP_TLS_CREDENTIALS */
  constructor(options: CellularNetworkOptions, ports: CellularPorts) {
    super();
    const enforcement = smfEnforcement(options.requests, options.findSmf, ports.clock);
    const settings = { ...options, network: NETWORK, obligations: OBLIGATIONS, enforcement };
    this.#dataNetworks = options.dataNetworks;
    this.members = new NetworkSessions(settings, ports);
    this.#dnAaa = new DnAaa(options, this.members, ports);
    this.authenticate = (request) => this.#dnAaa.authenticate(request);
    const accounting = new Accounting(this.members);
    this.account = (request) => accounting.take(request);
  }

  async discover(): Promise<readonly NetworkCandidate[]> {
    return this.#dataNetworks.map((name, i) => ({
      name,
      preference: this.#dataNetworks.length - i,
      registrar: undefined,
      facts: { kind: 'DNN' },
    }));
  }

  override close(): Promise<void> {
    this.#dnAaa.close();
    return super.close();
  }
}
