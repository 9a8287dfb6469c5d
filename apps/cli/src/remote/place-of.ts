/** Host and port in the URL of an API, as sockets take them. */

const HTTPS = 443;

export function placeOf(api: string): { readonly host: string; readonly port: number } {
  const { hostname, port } = new URL(api);
  return { host: hostname.replace(/^\[(.*)\]$/, '$1'), port: port === '' ? HTTPS : Number(port) };
}
