import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Secret, systemClock, systemRandom, systemTimer } from '@sallyport/core';
import {
  type AccessRequest,
  ATTRIBUTES,
  DynamicAuthorizationServer,
  RadiusServer,
  type ServerSettings,
} from '@sallyport/radius';
import {
  openDynamicAuthorizationClient,
  openUdpClient,
  serveDynamicAuthorization,
  serveUdp,
} from '@sallyport/radius/transport';
import { withCode } from '@sallyport/testing';
import { openUdpSocket } from '@sallyport/udp';

const SECRET = Secret.of('0123456789abcdef');
const ports = { clock: systemClock, timer: systemTimer, random: systemRandom };
const clientPorts = { ...ports, open: openUdpSocket, host: '127.0.0.1' };

describe('over UDP', () => {
  const records: string[] = [];
  const server = new RadiusServer(
    {
      clients: [{ name: 'local', addresses: ['127.0.0.1'], secret: SECRET }],
      authenticate: ({ userName, password }: AccessRequest) =>
        userName === 'bob' && password?.equals(Secret.of('pass'))
          ? { decision: 'accept', attributes: ATTRIBUTES['Session-Timeout'].of(60) }
          : { decision: 'reject' },
      account: ({ sessionId }) => {
        records.push(sessionId ?? '');
      },
    },
    ports,
  );
  let settings: ServerSettings;
  let close = async () => {};

  before(async () => {
    const sockets = await serveUdp(server, {
      open: openUdpSocket,
      host: '127.0.0.1',
      authenticationPort: 0,
      accountingPort: 0,
    });
    assert.ok(sockets.authentication && sockets.accounting);
    settings = { name: 'server', endpoint: sockets.authentication, accounting: sockets.accounting, secret: SECRET };
    close = sockets.close;
  });

  after(() => close());

  it('a client is let in and turned away, reports, and finds the server there', async (t) => {
    const { client, close: end } = await openUdpClient({ servers: [settings] }, clientPorts);
    t.after(() => end());
    const attributes = (password: string) => [
      ...ATTRIBUTES['User-Name'].of('bob'),
      ...ATTRIBUTES['User-Password'].of(Secret.of(password)),
    ];
    const answer = await client.access(attributes('pass'));
    assert.equal(answer.outcome, 'accept');
    assert.equal(ATTRIBUTES['Session-Timeout'].first(answer.attributes), 60);
    assert.equal((await client.access(attributes('wrong'))).outcome, 'reject');
    await client.account(ATTRIBUTES['Acct-Session-Id'].of('s1'));
    assert.deepEqual(records, ['s1']);
    await client.status('server');
    await client.status('server', 'accounting');
  });

  it('more requests than one socket has identifiers for are all answered', async (t) => {
    const { client, close: end } = await openUdpClient(
      // So many at once are more than the system keeps for one socket: some are sent again.
      { servers: [settings], maxSockets: 3, retransmission: { initialTime: 100 } },
      clientPorts,
    );
    t.after(() => end());
    const user = [...ATTRIBUTES['User-Name'].of('bob'), ...ATTRIBUTES['User-Password'].of(Secret.of('pass'))];
    const answers = await Promise.all(Array.from({ length: 600 }, () => client.access(user)));
    assert.ok(answers.every(({ outcome }) => outcome === 'accept'));
  });

  it('a client that does not know the secret gets no answer', async (t) => {
    const wrong = { ...settings, secret: Secret.of('x') };
    const retransmission = { initialTime: 20, maxDuration: 60 };
    const { client, close: end } = await openUdpClient({ servers: [wrong], retransmission }, clientPorts);
    t.after(() => end());
    await assert.rejects(client.access(ATTRIBUTES['User-Name'].of('bob')), withCode('E_RADIUS_NO_RESPONSE'));
    assert.ok(server.counters.of('E_RADIUS_MESSAGE_AUTHENTICATOR') > 0);
  });

  it('a port that is taken is said to be', async () => {
    const taken = { open: openUdpSocket, host: '127.0.0.1', authenticationPort: settings.endpoint.port };
    await assert.rejects(serveUdp(server, taken), /in use|port/i);
  });

  it('a session is put out', async (t) => {
    const nas = await serveDynamicAuthorization(
      (transmit) =>
        new DynamicAuthorizationServer(
          {
            clients: [{ name: 'local', addresses: ['127.0.0.1'], secret: SECRET }],
            identification: [],
            handle: () => ({ isDone: true }),
          },
          { ...ports, transmit },
        ),
      { open: openUdpSocket, host: '127.0.0.1', port: 0 },
    );
    t.after(() => nas.close());
    const { client, close: end } = await openDynamicAuthorizationClient({}, clientPorts);
    t.after(() => end());
    const target = { name: 'nas', endpoint: nas, secret: SECRET, identification: [] };
    const answer = await client.disconnect(target, { session: ATTRIBUTES['User-Name'].of('bob') });
    assert.equal(answer.isDone, true);
  });
});
