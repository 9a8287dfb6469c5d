/** The messages of the protocol, as README.md defines them: JSON objects told apart by `type`. */

import { parseStrictJson } from '@sallyport/assurance-claims';
import { type SallyportError, utf8 } from '@sallyport/core';
import { z } from 'zod';
import { fail } from '../errors.ts';
import {
  MAX_CLAIM,
  MAX_FRAME,
  MAX_HEARTBEAT,
  MAX_PART_ENTRIES,
  MAX_REFUSED_NAMED,
  MAX_STATIONS,
  MIN_HEARTBEAT,
} from '../limits.ts';

const LIMITS = { maxBytes: MAX_FRAME, maxDepth: 6, maxMembers: 1024 };

const count = z.int().min(0);
/** A claim as text: a compact JWS, or a JSON document with its proofs. */
const claim = z.string().min(1).max(MAX_CLAIM);
const stations = z.array(z.string().max(17)).max(MAX_STATIONS);
const code = z.string().regex(/^E_[A-Z0-9_]{1,80}$/);
const problem = z.strictObject({ code, message: z.string().max(512) });
const entry = z.strictObject({ claim, stations });
const refused = z.strictObject({ type: z.literal('refused'), error: problem });

const fromRouter = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('hello'), version: count, sequence: count, claim: claim.optional() }),
  z.strictObject({ type: z.literal('next'), part: count }),
  z.strictObject({
    type: z.literal('synced'),
    sequence: count,
    devices: count,
    isEnforced: z.boolean(),
    refused: count,
    named: z.array(z.strictObject({ sequence: count.optional(), code })).max(MAX_REFUSED_NAMED),
  }),
  z.strictObject({
    type: z.literal('ack'),
    id: count,
    access: z.enum(['open', 'constrained', 'out']).optional(),
    error: problem.optional(),
  }),
  z.strictObject({ type: z.literal('alive'), sequence: count, isEnforced: z.boolean() }),
  refused,
]);

const fromRegistrar = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('welcome'),
    version: count,
    heartbeat: z.int().min(MIN_HEARTBEAT).max(MAX_HEARTBEAT),
    claim: claim.optional(),
  }),
  z.strictObject({
    type: z.literal('set'),
    sequence: count,
    part: count,
    isLast: z.boolean(),
    entries: z.array(entry).max(MAX_PART_ENTRIES),
  }),
  z.strictObject({ type: z.literal('command'), id: count, claim, stations }),
  z.strictObject({ type: z.literal('alive') }),
  refused,
]);

export type RouterMessage = z.infer<typeof fromRouter>;
export type RegistrarMessage = z.infer<typeof fromRegistrar>;
export type SetEntry = z.infer<typeof entry>;
export type Problem = z.infer<typeof problem>;

/** @throws E_CA_COMMANDS_MESSAGE */
export function readRouterMessage(bytes: Uint8Array): RouterMessage {
  return read(bytes, fromRouter);
}

/** @throws E_CA_COMMANDS_MESSAGE */
export function readRegistrarMessage(bytes: Uint8Array): RegistrarMessage {
  return read(bytes, fromRegistrar);
}

export function writeMessage(message: RouterMessage | RegistrarMessage): Uint8Array {
  return utf8(JSON.stringify(message));
}

/** An error as the other side is told it: what it can act upon, and no cause. */
export function problemOf({ code, message }: SallyportError): Problem {
  return { code, message: message.slice(0, 512) };
}

function read<Schema extends z.ZodType>(bytes: Uint8Array, schema: Schema): z.infer<Schema> {
  const result = schema.safeParse(parse(bytes));
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw fail('E_CA_COMMANDS_MESSAGE', 'a message is not as the protocol has it', {
    details: { where: String(issue?.path[0] ?? ''), problem: issue?.code ?? 'unknown' },
  });
}

function parse(bytes: Uint8Array): unknown {
  try {
    return parseStrictJson(bytes, LIMITS);
  } catch (cause) {
    throw fail('E_CA_COMMANDS_MESSAGE', 'a message is no well-formed JSON', { cause });
  }
}
