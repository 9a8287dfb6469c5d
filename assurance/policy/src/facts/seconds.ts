/** Times as rules see them. */

/** Whole seconds since 1970 of a dateTimeStamp. */
export function secondsOf(time: string): number {
  return Math.floor(new Date(time).getTime() / 1000);
}
