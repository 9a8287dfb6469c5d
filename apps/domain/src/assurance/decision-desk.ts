/** Why a device may do what it does, or may not, for people. */

import { judge } from '@sallyport/assurance-accept-lists';
import type { ProofNode } from '@sallyport/assurance-inference';
import { type Decision, type DeviceIdentity, deny, type EnforcementPoint } from '@sallyport/onboarding';
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
  /** Why a device may not enrol or join, whatever policy says (RFC 8995 §5.8.3). */
  readonly flagOf: (device: {
    readonly manufacturer: string;
    readonly serialNumber: string;
  }) => Promise<string | undefined>;
}

export class DecisionDesk {
  readonly #options: DecisionDeskOptions;

  constructor(options: DecisionDeskOptions) {
    this.#options = options;
  }

  /** What would be decided now, and why. @throws E_STORE_…, and what starting assurance throws */
  async explain(device: KnownDevice, point: EnforcementPoint): Promise<Explanation> {
    const { host, lists, mode, flagOf } = this.#options;
    const isClaims = (await mode.current()) !== undefined;
    const flag = await flagOf(device);
    if (flag !== undefined)
      return unproved(isClaims, deny(`the device's history was found wanting: ${flag}`, { fixable: true }));
    const current = await lists.upToDate();
    if (!isClaims || current.refused.has(device.key)) return unproved(isClaims, judge(current, identityOf(device)));
    const assurance = await host.assuranceAbout(device);
    const decision = await assurance.decisionOf(device.uri, point);
    const proof = await assurance.why(device.uri, point);
    const { renderProof } = await import('@sallyport/assurance-inference');
    return { mode: 'claims', decision, proof, text: `${headline(decision)}\n${renderProof(proof)}` };
  }
}

function unproved(isClaims: boolean, decision: Decision): Explanation {
  return { mode: isClaims ? 'claims' : 'lists', decision, proof: undefined, text: headline(decision) };
}

function headline({ outcome, reason }: Decision): string {
  const words = { permit: 'permitted', deny: 'denied', defer: 'put off' } as const;
  return `${words[outcome]}: ${reason}`;
}

function identityOf({ key, model, proved }: KnownDevice): DeviceIdentity {
  const { manufacturer, serialNumber } = deviceNamed(key);
  return {
    manufacturer: manufacturer === 'unknown' ? undefined : manufacturer,
    serialNumber,
    model: model ?? undefined,
    credential: undefined,
    assurance: proved === 'code' ? 'code' : 'authenticated',
  };
}
