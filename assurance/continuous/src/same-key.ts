import { keyUriOf } from '@sallyport/assurance-claims';

/** Whether two names are of one key, however they spell it. */
export function sameKey(a: string, b: string): boolean {
  return a === b || (keyUriOf(a) ?? a) === (keyUriOf(b) ?? b);
}
