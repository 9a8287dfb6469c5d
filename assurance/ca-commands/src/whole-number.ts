import { fail } from './errors.ts';

/** @throws E_CA_COMMANDS_ARGUMENT */
export function requireWhole(what: string, value: number, least: number, most: number): void {
  if (Number.isInteger(value) && value >= least && value <= most) return;
  throw fail('E_CA_COMMANDS_ARGUMENT', `${what} is a whole number from ${least} to ${most}`);
}
