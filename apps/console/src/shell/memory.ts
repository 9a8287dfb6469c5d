/** What the browser remembers for a person: how the page looks. Nothing of the domain is ever kept here. */

const PREFIX = 'sallyport.';

/** A browser that keeps nothing is no error: the page then begins as if it were new. */
export function recall(name: string): string | undefined {
  try {
    return localStorage.getItem(PREFIX + name) ?? undefined;
  } catch {
    return undefined;
  }
}

export function remember(name: string, value: string): void {
  try {
    localStorage.setItem(PREFIX + name, value);
  } catch {
    // As above.
  }
}

/** Calls when another page of the same browser remembers something else under this name. */
export function whenRemembered(name: string, act: () => void): void {
  addEventListener('storage', ({ key }) => {
    if (key === PREFIX + name) act();
  });
}
