/** The value of Block1 and Block2 (RFC 7959 §2.2): number of the block, whether more follow, and its size as an exponent. */

import { fail } from '../errors.ts';
import type { CoapOption } from '../message/message.ts';
import { findUint, uintOption } from '../message/option-values.ts';
import type { OPTIONS } from '../message/options.ts';

export interface Block {
  /** 20 bits. */
  readonly number: number;
  readonly more: boolean;
  /** SZX, 0 to 6: a block has 2^(SZX+4) bytes. */
  readonly exponent: number;
}

export type BlockOptionNumber = typeof OPTIONS.BLOCK1 | typeof OPTIONS.BLOCK2;

export const MAX_BLOCK_NUMBER = 0xf_ffff;
const RESERVED_EXPONENT = 7;

/** Bytes of a block. */
export function blockSize(exponent: number): number {
  return 2 ** (exponent + 4);
}

/** Of a size from 16 to 1024. */
export function exponentOf(bytes: number): number {
  return Math.log2(bytes) - 4;
}

/** @throws E_COAP_BLOCK for the reserved exponent 7, which is answered with 4.00 (§2.2) */
export function findBlock(options: readonly CoapOption[], number: BlockOptionNumber): Block | undefined {
  const value = findUint(options, number);
  if (value === undefined) return undefined;
  const exponent = value & 7;
  if (exponent === RESERVED_EXPONENT) throw fail('E_COAP_BLOCK', 'the block size exponent 7 is reserved');
  return { number: value >>> 4, more: (value & 8) !== 0, exponent };
}

export function blockOption(number: BlockOptionNumber, block: Block): CoapOption {
  return uintOption(number, (block.number << 4) | (block.more ? 8 : 0) | block.exponent);
}

/** Where its first byte stands in the body. */
export function offsetOf(block: Block): number {
  return block.number * blockSize(block.exponent);
}
