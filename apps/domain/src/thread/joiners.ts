/** How the owner tells joiners apart, and what lists and people call them. Never by their code. */

import { ANY_CODE } from '@sallyport/assurance-accept-lists';
import { toHex } from '@sallyport/core';
import { deviceKey } from '@sallyport/onboarding';
import { deviceOf, type JoinerSelector, joinerIdOf } from '@sallyport/thread';

/** One device by its EUI-64 or Joiner ID, or whoever knows the code. */
export type Joiner = Exclude<JoinerSelector, { readonly by: 'discerner' }>;

/** As the list of codes and the enforcement port name a joiner; undefined for a discerner, which stands for several. */
export function listedAs(joiner: Joiner): string;
export function listedAs(joiner: JoinerSelector): string | undefined;
export function listedAs(joiner: JoinerSelector): string | undefined {
  switch (joiner.by) {
    case 'any':
      return ANY_CODE;
    case 'eui64':
      return keyOf(joinerIdOf(joiner.eui64), joiner.eui64);
    case 'joiner-id':
      return keyOf(joiner.joinerId, undefined);
    case 'discerner':
      return undefined;
  }
}

/** Whether two selectors mean the same joiner, whatever each names it by. */
export function isSameJoiner(one: JoinerSelector, other: JoinerSelector): boolean {
  return identifierOf(one) === identifierOf(other);
}

/** For logs, lists and people. */
export function joinerName(joiner: JoinerSelector): string {
  switch (joiner.by) {
    case 'any':
      return 'any';
    case 'eui64':
      return toHex(joiner.eui64);
    case 'joiner-id':
      return `joiner-id:${toHex(joiner.joinerId)}`;
    case 'discerner':
      return `discerner:${joiner.discerner.value.toString(16)}/${joiner.discerner.bits}`;
  }
}

function identifierOf(joiner: JoinerSelector): string {
  return joiner.by === 'eui64' ? `joiner-id:${toHex(joinerIdOf(joiner.eui64))}` : joinerName(joiner);
}

function keyOf(joinerId: Uint8Array, eui64: Uint8Array | undefined): string {
  return deviceKey(deviceOf({ joinerId, eui64 }, undefined, 'code'));
}
