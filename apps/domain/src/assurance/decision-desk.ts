/** Why a device may do what it does, or may not, for people. */

import { judge } from '@sallyport/assurance-accept-lists';
import type { ProofNode } from '@sallyport/assurance-inference';
import type { Clock } from '@sallyport/core';
import {
  type Authorizer,
  type Decision,
  type DeviceIdentity,
  deny,
  type EnforcementPoint,
} from '@sallyport/onboarding';
import type { AcceptRegister } from '../accept-register.ts';
import { deviceNamed } from '../register.ts';
import type { AssuranceHost } from './assurance-host.ts';
import type { PolicyMode } from './policy-mode.ts';
import type { KnownDevice } from './register.ts';

export interface Explanation {
  readonly mode: 'lists' | 'claims';
  readonly decision: Decision;
  /** Undefined where no rule was asked. */
  readonly proof: ProofNode | undefined;
  /** For people, in lines. */
  readonly text: string;
}

export interface DecisionDeskOptions {
  readonly host: AssuranceHost;
  readonly lists: AcceptRegister;
  readonly mode: PolicyMode;
  readonly authorizer: Authorizer;
  /** Puts what a NAS understands in place of what a policy asks for. */
  readonly expand: (decision: Decision, device: KnownDevice) => Promise<Decision>;
  readonly clock: Pick<Clock, 'now'>;
  /** Why a device may not enrol or join, whatever policy says (RFC 8995 §5.8.3). */
  readonly flagOf: (device: {
    readonly manufacturer: string;
    readonly serialNumber: string;
  }) => Promise<string | undefined>;
  /** Whether a Thread network's key was given to the device. */
  readonly isEntrusted: (deviceKey: string) => Promise<boolean>;
}

export class DecisionDesk {
  readonly #options: DecisionDeskOptions;

  constructor(options: DecisionDeskOptions) {
    this.#options = options;
  }

  /** What is decided of a device on the network, and told of when it turns; for those that no network asks about. @throws E_STORE_… */
  async watch(known: KnownDevice, point: 'E.2' | 'M.4' = 'E.2'): Promise<Decision> {
    const { authorizer, clock } = this.#options;
    const flag = await this.#options.flagOf(known);
    if (flag !== undefined) return foundWanting(flag);
    const asked =
      point === 'M.4'
        ? { protocol: 'thread', facts: {} }
        : { protocol: 'ca', facts: { credential: 'ldevid', network: 'operational' } };
    return authorizer.decide({ point, ...asked, session: '', device: identityOf(known), at: clock.now() });
  }

  /** What would be decided now. @throws E_STORE_…, and what starting assurance throws */
  async decide(device: KnownDevice, point: EnforcementPoint): Promise<Decision> {
    const { host, lists, mode, flagOf } = this.#options;
    const flag = await flagOf(device);
    if (flag !== undefined) return foundWanting(flag);
    const current = await lists.upToDate();
    const isByLists = (await mode.current()) === undefined || current.refused.has(device.key);
    if (isByLists) {
      // Its code counted when it joined, though the permission to join by it ended: see HouseObservations.
      const isIn = device.proved === 'code' && (await this.#options.isEntrusted(device.key));
      return judge(isIn ? { ...current, codes: new Map([[device.key, undefined]]) } : current, identityOf(device));
    }
    return this.#options.expand(await (await host.assuranceAbout(device)).decisionOf(device.uri, point), device);
  }

  /** What would be decided now, and why. @throws E_STORE_…, and what starting assurance throws */
  async explain(device: KnownDevice, point: EnforcementPoint): Promise<Explanation> {
    const { host, lists, mode, flagOf } = this.#options;
    const isClaims = (await mode.current()) !== undefined;
    const decision = await this.decide(device, point);
    const isRefused = (await lists.upToDate()).refused.has(device.key) || (await flagOf(device)) !== undefined;
    // No rule was asked.
    if (!isClaims || isRefused)
      return { mode: isClaims ? 'claims' : 'lists', decision, proof: undefined, text: headline(decision) };
    const proof = await (await host.assuranceAbout(device)).why(device.uri, point);
    const { renderProof } = await import('@sallyport/assurance-inference');
    return { mode: 'claims', decision, proof, text: `${headline(decision)}\n${renderProof(proof)}` };
  }
}

function foundWanting(flag: string): Decision {
  return deny(`the device's history was found wanting: ${flag}`, { fixable: true });
}

function headline({ outcome, reason }: Decision): string {
  const words = { permit: 'permitted', deny: 'denied', defer: 'put off' } as const;
  return `${words[outcome]}: ${reason}`;
}

/** As it is judged where it does not stand at the door itself. */
export function identityOf({ key, model, proved }: KnownDevice): DeviceIdentity {
  const { manufacturer, serialNumber } = deviceNamed(key);
  return {
    manufacturer: manufacturer === 'unknown' ? undefined : manufacturer,
    serialNumber,
    model: model ?? undefined,
    credential: undefined,
    assurance: proved === 'code' ? 'code' : 'authenticated',
  };
}
