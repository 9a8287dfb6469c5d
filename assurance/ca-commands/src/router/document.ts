/** What the router keeps, as one JSON document. */

import { parseStrictJson } from '@sallyport/assurance-claims';
import { utf8 } from '@sallyport/core';
import { z } from 'zod';
import { fail } from '../errors.ts';
import { MAX_STATIONS } from '../limits.ts';
import { isStationAddress } from '../stations.ts';
import { type HeldDevice, RegistrarBook } from './book.ts';
import type { DeviceAccess } from './ports.ts';

const FORMAT = 1;
/** Registrars whose numbers are remembered. */
export const MAX_REGISTRARS = 8;
/** 65536 devices of 350 octets, for each registrar. */
const LIMITS = { maxBytes: MAX_REGISTRARS * 65_536 * 350, maxDepth: 8, maxMembers: 16 * 65_536 * MAX_REGISTRARS };

const keyName = z.string().regex(/^ni:\/\/\/sha-256;[A-Za-z0-9_-]{43}$/);
const count = z.int().min(0);

const schema = z.strictObject({
  format: z.literal(FORMAT),
  current: keyName.nullable(),
  heardAt: z.iso.datetime().nullable(),
  registrars: z
    .array(
      z.strictObject({
        registrar: keyName,
        sequence: count,
        devices: z.array(
          z.strictObject({
            device: keyName,
            access: z.enum(['open', 'constrained']),
            sequence: count,
            digest: z.string().length(43),
            stations: z.array(z.string().refine(isStationAddress)).max(MAX_STATIONS),
          }),
        ),
      }),
    )
    .max(MAX_REGISTRARS),
});

export interface RouterMemory {
  readonly books: readonly RegistrarBook[];
  /** The registrar whose devices are let through. */
  readonly current: string | undefined;
  /** When that registrar was heard last, while the router had its whole set. */
  readonly heardAt: Date | undefined;
}

export const NOTHING_HEARD: RouterMemory = { books: [], current: undefined, heardAt: undefined };

/** @throws E_CA_COMMANDS_STATE: a router that does not know what it has heard must not guess */
export function readMemory(document: Uint8Array): RouterMemory {
  let value: unknown;
  try {
    value = parseStrictJson(document, LIMITS);
  } catch (cause) {
    throw fail('E_CA_COMMANDS_STATE', 'what the router kept cannot be read', { cause });
  }
  const result = schema.safeParse(value);
  if (!result.success) throw fail('E_CA_COMMANDS_STATE', 'what the router kept is not in a form that it knows');
  const { current, heardAt, registrars } = result.data;
  return {
    books: registrars.map(({ registrar, sequence, devices }) => new RegistrarBook(registrar, sequence, devices)),
    current: current ?? undefined,
    heardAt: heardAt === null ? undefined : new Date(heardAt),
  };
}

export function writeMemory({ books, current, heardAt }: RouterMemory): Uint8Array {
  const registrars = books.map(({ registrar, sequence, devices }) => ({ registrar, sequence, devices: [...devices] }));
  const document = { format: FORMAT, current: current ?? null, heardAt: heardAt?.toISOString() ?? null, registrars };
  return utf8(`${JSON.stringify(document)}\n`);
}

/** What a router keeps of the registrar in use, to be shown. */
export interface KeptState {
  readonly registrar: string | undefined;
  readonly sequence: number;
  readonly heardAt: Date | undefined;
  readonly devices: readonly DeviceAccess[];
}

/** @throws E_CA_COMMANDS_STATE */
export function readKeptState(document: Uint8Array): KeptState {
  const { books, current, heardAt } = readMemory(document);
  const book = books.find(({ registrar }) => registrar === current);
  return { registrar: current, sequence: book?.sequence ?? 0, heardAt, devices: [...(book?.devices ?? [])].map(shown) };
}

function shown({ device, access, stations }: HeldDevice): DeviceAccess {
  return { device, access, stations };
}
