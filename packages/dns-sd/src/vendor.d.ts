// As much of two untyped libraries as this package touches.

declare module 'dns-packet' {
  export const decode: {
    (bytes: Uint8Array): unknown;
    /** How many bytes the last message took; NaN when a length in it made no sense. */
    readonly bytes: number;
  };
  export function encode(message: object): Buffer;
}

declare module 'multicast-dns' {
  import type { Socket } from 'node:dgram';
  import type { EventEmitter } from 'node:events';

  interface MulticastDns extends EventEmitter {
    update(): void;
    destroy(done?: () => void): void;
  }

  function multicastDns(options: {
    readonly port: number;
    readonly type: 'udp4' | 'udp6';
    readonly ip: string;
    readonly bind: string;
    readonly interface?: string;
    readonly ttl: number;
    readonly loopback: boolean;
    readonly socket: Socket;
  }): MulticastDns;

  export = multicastDns;
}
