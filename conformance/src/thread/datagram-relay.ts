/** Passes datagrams between standard input and output and the port of the loopback interface that its argument names. */

import { createSocket } from 'node:dgram';
import { datagramsIn, framed } from './namespace-socket.ts';

const socket = createSocket('udp4');
socket.on('message', (datagram) => process.stdout.write(framed(datagram)));
// Nobody listens yet, or no longer: UDP loses such a datagram.
socket.on('error', () => undefined);
socket.connect(Number(process.argv[2]), '127.0.0.1', () => {
  process.stdin.on(
    'data',
    datagramsIn((datagram) => socket.send(datagram)),
  );
});
process.stdin.on('end', () => process.exit());
