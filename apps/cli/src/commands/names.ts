/**
 * What people call manufacturers and devices, resolved to how the registers name them. An entry that names nothing would
 * refuse or accept nobody without a word, so what cannot be resolved is an error.
 */

import { isJsonObject } from '@sallyport/core';
import { fail } from '../errors.ts';
import type { DomainAsk } from '../services/ask.ts';
import { manufacturerNames } from '../view/domain-view.ts';

/** A manufacturer's whole identifier: the SHA-256 of its first anchor's key, or the OUI of its devices' EUI-64s. */
const WHOLE_ID = /^(?:[0-9a-f]{64}|oui:[0-9a-f]{6})$/;
const BEGINNING = /^[0-9a-f]{6,63}$/;
/** A Thread device bears its EUI-64 as its serial number, and the OUI in it as its manufacturer. */
const EUI64 = /^[0-9a-f]{16}$/;
const OUI_DIGITS = 6;

/**
 * A manufacturer by identifier, by the beginning of one (6 digits or more, with or without the `…` of a table), or by
 * name where only one bears it.
 * @throws E_CLI_USAGE
 */
export async function manufacturerNamed(text: string, ask: DomainAsk): Promise<string> {
  const known = [...manufacturerNames(await ask('manufacturers.list', {}))];
  const wanted = text.replace(/…$/, '');
  const fitting = known.filter(([id, name]) => id === wanted || name === text || isBeginning(wanted, id));
  const [only] = fitting;
  if (fitting.length === 1 && only !== undefined) return only[0];
  if (fitting.length > 1) {
    throw fail('E_CLI_USAGE', `${text} may be any of ${fitting.length} manufacturers: name it by its identifier`);
  }
  // May be accepted or refused before it is introduced.
  if (WHOLE_ID.test(wanted)) return wanted;
  throw fail('E_CLI_USAGE', `no manufacturer ${text} was introduced: see \`sallyport registrar manufacturers\``);
}

function isBeginning(wanted: string, id: string): boolean {
  return BEGINNING.test(wanted) && id.startsWith(wanted);
}

export interface NamedDevice {
  readonly manufacturer: string;
  readonly serialNumber: string;
}

/**
 * A device by MANUFACTURER/SERIAL, or by its serial number where one manufacturer only has come by a device of that
 * number, or where there is one manufacturer only.
 * @throws E_CLI_USAGE
 */
export async function deviceNamed(text: string, ask: DomainAsk): Promise<NamedDevice> {
  const known = [...manufacturerNames(await ask('manufacturers.list', {})).keys()];
  const slash = text.indexOf('/');
  if (slash > 0) {
    try {
      return { manufacturer: await manufacturerNamed(text.slice(0, slash), ask), serialNumber: text.slice(slash + 1) };
    } catch (thrown) {
      // A serial number may hold a slash itself; but a mistyped manufacturer must not become part of one.
      if ((await manufacturersOf(text, known, ask)).length !== 1) throw thrown;
    }
  }
  const makers = EUI64.test(text) ? [...known, `oui:${text.slice(0, OUI_DIGITS)}`] : known;
  const found = makers.length === 1 ? makers : await manufacturersOf(text, makers, ask);
  const candidates = found.length === 0 && known.length === 1 ? known : found;
  const [only] = candidates;
  if (candidates.length === 1 && only !== undefined) return { manufacturer: only, serialNumber: text };
  throw fail('E_CLI_USAGE', `it is not clear which device ${text} is: name it MANUFACTURER/SERIAL`);
}

/** The manufacturers of whom a device with this number is in the register. */
async function manufacturersOf(
  serialNumber: string,
  known: readonly string[],
  ask: DomainAsk,
): Promise<readonly string[]> {
  const found: string[] = [];
  for (const manufacturer of known) {
    const answer = await ask('devices.show', { manufacturer, serialNumber }).catch(() => undefined);
    if (isJsonObject(answer)) found.push(manufacturer);
  }
  return found;
}
