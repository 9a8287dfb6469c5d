import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { Secret, systemClock, systemRandom, systemTimer } from '@sallyport/core';
import { ATTRIBUTES, RadiusServer, VENDOR_ATTRIBUTES } from '@sallyport/radius';
import {
  openTlsClient,
  type RadsecIdentity,
  serveTls,
  serveUdp,
  type TlsServer,
  type UdpServer,
} from '@sallyport/radius/transport';
import { openUdpSocket } from '@sallyport/udp';
import { CertificateShop, withoutOpenssl } from '../support/certificates.ts';
import { freeTcpPort, freeUdpPort, run, start, without } from './support/programs.ts';

const ports = { clock: systemClock, timer: systemTimer, random: systemRandom };
const skip = without('radsecproxy') || without('radclient') || withoutOpenssl;
const PASSWORD = Secret.of('hello');

/** A proxy between UDP and TLS stands on either side of us: before our server, and before our client’s. */
describe('radsecproxy', { skip }, () => {
  const server = new RadiusServer(
    {
      clients: [{ name: 'proxy', addresses: ['127.0.0.1'], secret: Secret.of('behind123') }],
      authenticate: ({ password }) =>
        password?.equals(PASSWORD)
          ? {
              decision: 'accept',
              attributes: VENDOR_ATTRIBUTES['MS-MPPE-Send-Key'].of(Secret.of(new Uint8Array(32).fill(0xcd))),
            }
          : { decision: 'reject' },
      account: () => {},
    },
    ports,
  );
  let shop: CertificateShop;
  let root: Uint8Array;
  let [ours, theirs]: RadsecIdentity[] = [];
  let tls: TlsServer;
  let udp: UdpServer;
  let proxy: Awaited<ReturnType<typeof start>>;
  let [udpPort, tlsPort] = [0, 0];

  before(async () => {
    shop = new CertificateShop();
    root = shop.authority('root');
    ours = shop.issue('ours', 'root', 'IP:127.0.0.1');
    theirs = shop.issue('theirs', 'root', 'IP:127.0.0.1');
    assert.ok(ours && theirs);
    tls = await serveTls(server, {
      identity: ours,
      authorities: [root],
      host: '127.0.0.1',
      port: 0,
      identify: () => ({ name: 'radsecproxy' }),
    });
    udp = await serveUdp(server, {
      open: openUdpSocket,
      host: '127.0.0.1',
      authenticationPort: 0,
      accountingPort: undefined,
    });
    [udpPort, tlsPort] = [await freeUdpPort(), await freeTcpPort()];
    const file = join(shop.folder, 'radsecproxy.conf');
    writeFileSync(file, configuration(shop.folder, udpPort, tlsPort, tls.port, udp.authentication?.port ?? 0));
    proxy = await start('radsecproxy', ['-f', '-d', '5', '-c', file], /listening for tls/);
  });

  after(async () => {
    await proxy?.stop();
    await tls?.close();
    await udp?.close();
    shop?.close();
  });

  it('brings what radclient asks over TLS to our server, and our answer back, with its keys', async () => {
    const attributes = 'User-Name=bob@to-us,User-Password=hello,Message-Authenticator=0x00';
    const { status, output } = await run(
      'radclient',
      ['-x', '-t', '3', '-r', '1', `127.0.0.1:${udpPort}`, 'auth', 'before123'],
      attributes,
    );
    assert.equal(status, 0, `${output}\n${proxy.output()}`);
    assert.match(output, new RegExp(`MS-MPPE-Send-Key = 0x${'cd'.repeat(32)}`));
    assert.ok(server.counters.byParty['radsecproxy']?.['Access-Accept'] === 1);
  });

  it('takes what our client asks over TLS, and brings it to our server over UDP', async (t) => {
    assert.ok(theirs);
    const { client, close } = openTlsClient(
      {
        servers: [{ name: 'proxy', endpoint: { address: '127.0.0.1', port: tlsPort } }],
        identity: theirs,
        authorities: [root],
        retransmission: { maxDuration: 5000 },
      },
      ports,
    );
    t.after(() => close());
    const user = [...ATTRIBUTES['User-Name'].of('bob@behind'), ...ATTRIBUTES['User-Password'].of(PASSWORD)];
    const answer = await client.access(user);
    assert.equal(answer.outcome, 'accept', proxy.output());
    assert.ok(answer.reveal(VENDOR_ATTRIBUTES['MS-MPPE-Send-Key'])?.equals(Secret.of(new Uint8Array(32).fill(0xcd))));
    await client.status('proxy');
  });
});

const configuration = (folder: string, udpPort: number, tlsPort: number, ourTls: number, ourUdp: number) => `
ListenUDP 127.0.0.1:${udpPort}
ListenTLS 127.0.0.1:${tlsPort}
LogLevel 2
tls default {
  CACertificateFile ${folder}/root.pem
  CertificateFile ${folder}/theirs.pem
  CertificateKeyFile ${folder}/theirs.key
}
client radclient {
  host 127.0.0.1
  type udp
  secret before123
}
client ours {
  host 127.0.0.1
  type tls
  secret radsec
  certificateNameCheck off
}
server to-us {
  host 127.0.0.1
  port ${ourTls}
  type tls
  secret radsec
  certificateNameCheck off
}
server behind {
  host 127.0.0.1
  port ${ourUdp}
  type udp
  secret behind123
}
realm to-us {
  server to-us
}
realm behind {
  server behind
}
`;
