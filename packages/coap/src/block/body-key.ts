/** Which blocks belong to one body: those of one endpoint whose requests differ in nothing but the block (RFC 7959 §2.3, §2.4; RFC 9175 §3.3). */

import { toHex } from '@sallyport/core';
import type { CoapOption } from '../message/message.ts';
import { isNoCacheKey, OPTIONS } from '../message/options.ts';

const LEFT_OUT: ReadonlySet<number> = new Set([OPTIONS.BLOCK1, OPTIONS.BLOCK2, OPTIONS.OBSERVE, OPTIONS.NO_RESPONSE]);

export function bodyKey(code: number, options: readonly CoapOption[]): string {
  const parts = options
    .filter(({ number }) => !LEFT_OUT.has(number) && !isNoCacheKey(number))
    .map(({ number, value }) => `${number}=${toHex(value)}`);
  return [code, ...parts].join('&');
}
