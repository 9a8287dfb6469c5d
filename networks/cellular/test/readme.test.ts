import assert from 'node:assert/strict';
import { it } from 'node:test';
import { CellularNetwork } from '@sallyport/cellular';
import { Secret, systemRandom, VirtualTime } from '@sallyport/core';
import { RadiusServer } from '@sallyport/radius';
import { root, server } from './support/certificates.ts';
import { ALLOWING as authorizer, DONE, MemoryRecord } from './support/world.ts';

it('the example of the README works', async () => {
  const time = new VirtualTime();
  const ports = { clock: time, timer: time, random: systemRandom };
  const record = new MemoryRecord();
  const secret = Secret.of('nobody can guess this');
  const requests = { disconnect: async () => DONE, change: async () => DONE };
  const examiner = {
    anchors: () => [root.certificate],
    holderOf: async () => undefined,
    objectionTo: async () => undefined,
  };

  const network = new CellularNetwork(
    {
      dataNetworks: ['iot.owner'],
      authorizer,
      record,
      examiner,
      credentials: { key: server.key, chain: server.chain },
      requests,
      findSmf: ({ smf }) => ({ name: smf, endpoint: { address: '192.0.2.7', port: 3799 }, secret }),
    },
    ports,
  );
  const radius = new RadiusServer(
    {
      clients: [{ name: 'smf', addresses: ['192.0.2.7'], secret }],
      authenticate: network.authenticate,
      account: network.account,
    },
    ports,
  );

  assert.deepEqual(
    (await network.discover()).map(({ name }) => name),
    ['iot.owner'],
  );
  radius.close();
  await network.close();
});
