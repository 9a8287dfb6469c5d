/** Which of a row of things the arrow keys, Home and End go to. */

const KEYS = {
  horizontal: { back: 'ArrowLeft', on: 'ArrowRight' },
  vertical: { back: 'ArrowUp', on: 'ArrowDown' },
} as const;

/** Goes round at both ends. Undefined for keys that lead nowhere. */
export function neighbourOf<T>(
  things: readonly T[],
  current: T,
  key: string,
  direction: keyof typeof KEYS,
): T | undefined {
  const place = things.indexOf(current);
  const { back, on } = KEYS[direction];
  if (key === back) return things.at(place - 1);
  if (key === on) return things[(place + 1) % things.length];
  if (key === 'Home') return things[0];
  if (key === 'End') return things.at(-1);
  return undefined;
}
