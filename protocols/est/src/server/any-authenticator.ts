import type { EstHttpAuthenticator } from './ports.ts';

/** Offers several ways to authenticate, best first; the first that knows the client decides. */
export function anyAuthenticator(...authenticators: readonly EstHttpAuthenticator[]): EstHttpAuthenticator {
  return {
    challenges: (request) => authenticators.flatMap((each) => each.challenges(request)),
    async authenticate(request) {
      for (const each of authenticators) {
        const device = await each.authenticate(request);
        if (device !== undefined) return device;
      }
      return undefined;
    },
  };
}
