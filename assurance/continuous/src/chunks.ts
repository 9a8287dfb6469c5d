/** Work on many things a part at a time, so that nobody else has to wait for all of it. */

/** Claims, facts or questions that are taken at once. */
const CHUNK = 512;

export function* chunks<T>(all: Iterable<T>, size = CHUNK): Generator<readonly T[], void, undefined> {
  let chunk: T[] = [];
  for (const one of all) {
    chunk.push(one);
    if (chunk.length < size) continue;
    yield chunk;
    chunk = [];
  }
  if (chunk.length > 0) yield chunk;
}

/** Lets the event loop do what came meanwhile. */
export function breath(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
