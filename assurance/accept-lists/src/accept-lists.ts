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
 * - `codes`: these devices, one by one, whose printed code the owner gave; a device that proved its code is judged by this
 *   list alone. `*` stands for any device whose code the owner gave.
 * - `refused`: these devices never, whatever else says yes.
 */
export interface AcceptLists {
  readonly manufacturers: AcceptList;
  readonly models?: AcceptList;
  readonly devices?: AcceptList;
  readonly codes?: AcceptList;
  readonly refused: AcceptList;
}

export const NOBODY_ACCEPTED: AcceptLists = { manufacturers: new Map(), refused: new Map() };

/** On the list of codes: every device that proves a code which the owner gave. */
export const ANY_CODE = '*';

/** Judges one device by the lists. Only identities that were proved can match. */
export function judge(lists: AcceptLists, device: DeviceIdentity): Decision {
  const key = deviceKey(device);
  if (lists.refused.has(key)) {
    return deny(noted(`device ${key} is on the refused list`, lists.refused.get(key)), { fixable: true });
  }
  switch (device.assurance) {
    case 'claimed':
      return deny('the device has not proved who it is');
    case 'code':
      return judgeCode(lists.codes ?? new Map(), key);
    case 'authenticated':
      return device.manufacturer === undefined
        ? deny('the device has not proved who made it')
        : judgeBirth(lists, device, key);
  }
}

/** The code proves that the owner held the device in hand, so the owner's word for this one device is all it needs. */
function judgeCode(codes: AcceptList, key: string): Decision {
  const entry = codes.has(key) ? key : ANY_CODE;
  if (!codes.has(entry)) return deny(`the owner gave no code for device ${key}`, { fixable: true });
  const statement = noted(`the owner gave the code of device ${key}`, codes.get(entry));
  return permit(statement, [{ id: 'accept-list:code', statement }]);
}

function judgeBirth(lists: AcceptLists, device: DeviceIdentity, key: string): Decision {
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
