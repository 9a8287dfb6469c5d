/** Who answers at the enforcement points: the accept lists until a policy is adopted, and claims alone from then on. */

import { acceptListAuthorizer, judge } from '@sallyport/assurance-accept-lists';
import { type Authorizer, type Decision, deny, deviceKey } from '@sallyport/onboarding';
import type { AcceptRegister } from '../accept-register.ts';
import type { DeviceBook } from './device-book.ts';
import type { PolicyMode } from './policy-mode.ts';
import type { KnownDevice } from './register.ts';

export interface HouseAuthorizerOptions {
  readonly lists: AcceptRegister;
  readonly mode: PolicyMode;
  readonly devices: DeviceBook;
  /** Asked when claims decide, and not before: nothing of inference runs in a domain that has not adopted a policy. */
  readonly claims: (device: KnownDevice) => Promise<Authorizer>;
  /** What claims have decided already; undefined where nothing of inference runs. */
  readonly decided: () => Promise<Pick<Required<Authorizer>, 'deniedAlready'> | undefined>;
  /** Puts what a NAS understands in place of what a policy asks for. */
  readonly expand: (decision: Decision, device: KnownDevice) => Promise<Decision>;
}

/**
 * A device is entered into the book with its birth key whoever decides, so that a policy which is adopted later knows it.
 * What fails here is thrown, and whoever asked denies: lists never stand in for claims that could not be judged.
 */
export function houseAuthorizer({ lists, mode, devices, claims, decided, expand }: HouseAuthorizerOptions): Authorizer {
  const byLists = acceptListAuthorizer(() => lists.upToDate());
  return {
    async decide(request) {
      const { device } = request;
      const known = await devices.meet(device);
      if ((await mode.current()) === undefined) return byLists.decide(request);
      const current = await lists.upToDate();
      // Whatever claims say: the owner turned this device away.
      if (current.refused.has(deviceKey(device))) return judge(current, device);
      if (device.assurance === 'claimed') return deny('the device has not proved who it is');
      if (known === undefined) return deny(`device ${deviceKey(device)} is not known by its birth key`);
      return expand(await (await claims(known)).decide(request), known);
    },
    // Lists, names and MUD files can only turn a permission of claims into a denial, and a policy that was dropped has nothing denied.
    async deniedAlready(requests) {
      const deciding = (await mode.current()) === undefined ? undefined : await decided();
      return (await deciding?.deniedAlready(requests)) ?? requests.map(() => false);
    },
  };
}
