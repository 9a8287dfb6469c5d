/** Who is signed in, as far as the page knows. */

import { effect, signal } from '@preact/signals';

/** What a page needs to know of the person who looks at it. */
export interface Person {
  readonly id: string;
  readonly name: string;
  readonly role: string;
}

/** `unknown` until the domain has been asked. */
export type Session = { readonly state: 'unknown' | 'none' } | { readonly state: 'here'; readonly person: Person };

export const session = signal<Session>({ state: 'unknown' });

export function signedIn(person: Person): void {
  const before = session.peek();
  // Another person in the same page: what the first one was shown is forgotten.
  if (before.state === 'here' && before.person.id !== person.id) signedOut();
  session.value = { state: 'here', person };
}

export function signedOut(): void {
  if (session.peek().state !== 'none') session.value = { state: 'none' };
}

/** Runs when somebody who was signed in no longer is: what was asked under that name must be forgotten. */
export function onSignedOut(forget: () => void): void {
  effect(() => {
    if (session.value.state === 'none') forget();
  });
}
