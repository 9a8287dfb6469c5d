import assert from 'node:assert/strict';
import { it } from 'node:test';
import { Secret, systemClock, systemRandom, systemTimer } from '@sallyport/core';
import { ATTRIBUTES, RadiusServer } from '@sallyport/radius';
import { openUdpClient, serveUdp } from '@sallyport/radius/transport';
import { openUdpSocket } from '@sallyport/udp';

it('the example of the README works', async (t) => {
  const ports = { clock: systemClock, timer: systemTimer, random: systemRandom };
  const secret = Secret.of('nobody can guess this');
  const server = new RadiusServer(
    {
      clients: [{ name: 'switch', addresses: ['127.0.0.0/8'], secret }],
      authenticate: (request) =>
        request.password?.equals(Secret.of('hello'))
          ? { decision: 'accept', attributes: ATTRIBUTES['Session-Timeout'].of(3600) }
          : { decision: 'reject' },
    },
    ports,
  );
  const sockets = await serveUdp(server, {
    open: openUdpSocket,
    host: '127.0.0.1',
    authenticationPort: 0,
    accountingPort: undefined,
  });
  t.after(() => sockets.close());
  assert.ok(sockets.authentication);

  const servers = [{ name: 'server', endpoint: sockets.authentication, secret }];
  const { client, close } = await openUdpClient({ servers }, { ...ports, open: openUdpSocket });
  t.after(() => close());
  const answer = await client.access([
    ...ATTRIBUTES['User-Name'].of('bob'),
    ...ATTRIBUTES['User-Password'].of(Secret.of('hello')),
  ]);
  assert.equal(answer.outcome, 'accept');
  assert.equal(ATTRIBUTES['Session-Timeout'].first(answer.attributes), 3600);
});
