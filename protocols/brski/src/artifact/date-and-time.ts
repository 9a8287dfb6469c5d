/** The YANG type date-and-time (RFC 6991 §3): RFC 3339 with any offset and any number of fractional digits. */

const FORM = /^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2}:\d{2})(?:\.(\d{1,32}))?(Z|[+-]\d{2}:\d{2})$/i;

/**
 * Reads a date-and-time; digits beyond the millisecond are cut off. A leap second (`:60`) counts as the last
 * millisecond before it, since the clock here has no room for it. Gives undefined for anything else.
 */
export function parseDateAndTime(text: string): Date | undefined {
  const match = FORM.exec(text);
  if (match === null) return undefined;
  const [, day = '', wall = '', fraction = '', zone = ''] = match;
  const leap = wall.endsWith(':60');
  const clock = leap ? `${wall.slice(0, -2)}59.999` : `${wall}.${fraction.slice(0, 3).padEnd(3, '0')}`;
  const offset = offsetMinutes(zone.toUpperCase());
  if (offset === undefined) return undefined;
  const local = new Date(`${day}T${clock}Z`);
  // Date accepts 31 February and 24:00:00 and moves them on: a value that does not print as it was read is not one.
  if (Number.isNaN(local.getTime()) || local.toISOString() !== `${day}T${clock}Z`) return undefined;
  return new Date(local.getTime() - offset * 60_000);
}

/** Writes UTC with `Z`; the fraction is left out when it is zero. */
export function formatDateAndTime(date: Date): string {
  return date.toISOString().replace('.000Z', 'Z');
}

function offsetMinutes(zone: string): number | undefined {
  if (zone === 'Z') return 0;
  const hours = Number(zone.slice(1, 3));
  const minutes = Number(zone.slice(4, 6));
  if (hours > 23 || minutes > 59) return undefined;
  return (zone.startsWith('-') ? -1 : 1) * (hours * 60 + minutes);
}
