/** What every other package stands on: errors, secrets, time, randomness, bytes, bounded JSON and news. */

export * from './bytes.ts';
export * from './clock.ts';
export * from './errors.ts';
export * from './ip-address.ts';
export * from './json.ts';
export * from './news.ts';
export * from './random.ts';
export * from './secret.ts';
export * from './some-at-a-time.ts';
export * from './timer.ts';
export * from './virtual-time.ts';
