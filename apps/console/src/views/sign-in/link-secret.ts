/** The secret of a one-time link: behind the `#` of the address, so that no server and no log is told it. */

/** Takes it, and takes it out of the address, the history, and what is seen over a shoulder. */
export function takeLinkSecret(): string | undefined {
  const secret = secretIn(location.hash);
  if (secret !== undefined) history.replaceState(history.state, '', location.pathname);
  return secret;
}

const SECRET = /^#([A-Za-z0-9_-]{20,128})$/;

export function secretIn(hash: string): string | undefined {
  return SECRET.exec(hash)?.[1];
}
