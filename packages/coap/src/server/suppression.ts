/** Which responses are not sent: errors to a group (RFC 7252 §8.2), and classes that the client is not interested in (RFC 7967 §2). */

import { classOf } from '../message/codes.ts';
import type { CoapOption } from '../message/message.ts';
import { findUint } from '../message/option-values.ts';
import { OPTIONS } from '../message/options.ts';

export function isSuppressed(code: number, options: readonly CoapOption[], multicast: boolean): boolean {
  const wish = findUint(options, OPTIONS.NO_RESPONSE);
  const codeClass = classOf(code);
  // RFC 7967 §2.1 table 1: bit 1 for class 2, bit 3 for class 4, bit 4 for class 5.
  if (wish !== undefined) return (wish & (1 << (codeClass - 1))) !== 0;
  return multicast && codeClass !== 2;
}
