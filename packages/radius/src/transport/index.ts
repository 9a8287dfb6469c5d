/** RADIUS on sockets: UDP through a socket port, TLS through node:tls. */

export { type DatagramSocket, type OpenDatagramSocket, PORTS } from './ports.ts';
export { openTlsClient, type RadsecServer, type TlsClientOptions, type TlsClientPorts } from './tls-client.ts';
export { RADSEC_SECRET, type RadsecCredentials, type RadsecIdentity } from './tls-context.ts';
export { type RadsecClient, type RadsecPeer, serveTls, type TlsServer, type TlsServerOptions } from './tls-server.ts';
export {
  type Opened,
  openDynamicAuthorizationClient,
  openUdpClient,
  type UdpClientPorts,
} from './udp-client.ts';
export { serveDynamicAuthorization, serveUdp, type UdpServer, type UdpServerOptions } from './udp-server.ts';
