/** Work on many devices is done a stretch at a time: events of the process are let through between. */

export function breath(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
