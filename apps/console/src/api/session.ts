/** Who is signed in, as far as the page knows. */

import { effect, signal } from '@preact/signals';

/** What a page needs to know of the person who looks at it. */
export interface Person {
  readonly id: string;
  readonly name: string;
  readonly role: string;
}

/** `unknown` until the domain has been asked. `wasEnded`: somebody was here, and did not leave by themselves. */
export type Session =
  | { readonly state: 'unknown' }
  | { readonly state: 'none'; readonly wasEnded: boolean }
  | { readonly state: 'here'; readonly person: Person };

export const session = signal<Session>({ state: 'unknown' });

export function signedIn(person: Person): void {
  const before = session.peek();
  // Another person in the same page: what the first one was shown is forgotten.
  if (before.state === 'here' && before.person.id !== person.id) signedOut();
  session.value = { state: 'here', person };
}

export function signedOut(): void {
  if (session.peek().state !== 'none') session.value = { state: 'none', wasEnded: false };
}

/** The domain knows of no session any more. */
export function sessionEnded(): void {
  const { state } = session.peek();
  if (state !== 'none') session.value = { state: 'none', wasEnded: state === 'here' };
}

/** Runs when somebody who was signed in no longer is: what was asked under that name must be forgotten. */
export function onSignedOut(forget: () => void): void {
  effect(() => {
    if (session.value.state === 'none') forget();
  });
}
