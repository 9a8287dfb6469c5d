/** The Answer TLV's value: which part of an answer in several messages this is. */

import { readUint, requireUint, writeUint } from '../network/numbers.ts';
import type { ValueCodec } from '../tlv/definition.ts';

export interface AnswerPart {
  /** From 0. */
  readonly index: number;
  readonly isLast: boolean;
}

const LAST = 0x8000;
const MAX_INDEX = 0x7fff;

export const ANSWER_CODEC: ValueCodec<AnswerPart> = {
  minLength: 2,
  maxLength: 2,
  decode(bytes) {
    const bits = readUint(bytes);
    return { index: bits & MAX_INDEX, isLast: (bits & LAST) !== 0 };
  },
  encode: ({ index, isLast }) =>
    writeUint('answer', requireUint('index of an answer', index, MAX_INDEX) + (isLast ? LAST : 0), 2),
};
