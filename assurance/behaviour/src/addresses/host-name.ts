/** Names of hosts, as RFC 6991 §4 has them: letters, digits, hyphens, and the underscore of service names. */

const LABEL = /^[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?$/;
const MAX_NAME = 253;

/** Lower case, without the dot at the end; undefined for what is no name of a host, or is an IPv4 address. */
export function hostName(text: string): string | undefined {
  if (text.length > MAX_NAME + 1) return undefined;
  const name = text.toLowerCase().replace(/\.$/, '');
  const labels = name.split('.');
  if (name.length > MAX_NAME || !labels.every((label) => LABEL.test(label))) return undefined;
  return /^\d+$/.test(labels.at(-1) ?? '') ? undefined : name;
}
