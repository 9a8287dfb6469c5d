/**
 * The default policy of a domain: lists of what the owner accepts (RFC 8995 §5.3: "device type, vendor or
 * individual device"), and a list of what the owner turned away. Everything not accepted is refused.
 */

import {
  type AuthorizationRequest,
  type Authorizer,
  type ClaimReference,
  type Decision,
  type DeviceIdentity,
  deny,
  deviceKey,
  permit,
} from '@sallyport/onboarding';

/**
 * What the owner listed: what an entry matches (a manufacturer id, a model, or a device key
 * `manufacturer/serial`) to the reason why it stands there, in the owner's words. A map, so that the cost of a
 * decision does not grow with a purchasing list.
 */
export type AcceptList = ReadonlyMap<string, string | undefined>;

/**
 * - `manufacturers`: every device of these makers is accepted, subject to `models` and `devices`.
 * - `models`: when present, only these models. A device that names no model does not match.
 * - `devices`: when present, only these devices, as a purchasing list gives them.
 * - `refused`: these devices never, whatever else says yes.
 */
export interface AcceptLists {
  readonly manufacturers: AcceptList;
  readonly models?: AcceptList;
  readonly devices?: AcceptList;
  readonly refused: AcceptList;
}

export const NOBODY_ACCEPTED: AcceptLists = { manufacturers: new Map(), refused: new Map() };

/** Judges one device by the lists. Only authenticated identities can match. */
export function judge(lists: AcceptLists, device: DeviceIdentity): Decision {
  if (device.assurance !== 'authenticated' || device.manufacturer === undefined) {
    return deny('the device has not proved who it is');
  }
  const key = deviceKey(device);
  if (lists.refused.has(key)) {
    return deny(noted(`device ${key} is on the refused list`, lists.refused.get(key)), { fixable: true });
  }
  const questions: readonly [string, AcceptList | undefined, string | undefined][] = [
    ['manufacturer', lists.manufacturers, device.manufacturer],
    ['model', lists.models, device.model],
    ['device', lists.devices, key],
  ];
  const proof: ClaimReference[] = [];
  for (const [what, list, value] of questions) {
    if (list === undefined) continue;
    if (value === undefined || !list.has(value)) {
      return deny(`${what} ${value ?? '(none named)'} is not on the accept list`, { fixable: true, proof });
    }
    proof.push({ id: `accept-list:${what}`, statement: noted(`${what} ${value} is accepted`, list.get(value)) });
  }
  return permit(proof.map((claim) => claim.statement).join('; '), proof);
}

/**
 * An {@link Authorizer} that judges by the lists as they stand at the moment of the question.
 * At every enforcement point the same lists answer, so an entry removed between C.3 and C.8 still counts.
 */
export function acceptListAuthorizer(current: () => AcceptLists | Promise<AcceptLists>): Authorizer {
  return {
    decide: async (request: AuthorizationRequest) => judge(await current(), request.device),
  };
}

function noted(fact: string, note: string | undefined): string {
  return note === undefined ? fact : `${fact} (${note})`;
}
