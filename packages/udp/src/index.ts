/** A bounded UDP socket. */

export { UDP_ERRORS } from './errors.ts';
export { openUdpSocket, type UdpAddress, type UdpCounters, type UdpOptions, type UdpSocket } from './udp-socket.ts';
