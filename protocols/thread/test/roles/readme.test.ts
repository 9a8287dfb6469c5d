/** The README's example of the roles, as it stands there. */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { it } from 'node:test';
import {
  type AcceptedJoiner,
  BorderAgentLink,
  Commissioner,
  type CommissionerEvent,
  type OperationalDataset,
} from '@sallyport/thread';
import { EUI64, joiner, joinerRouter, PERMIT, PSKD } from '../support/joining.ts';
import { Network, PSKC } from '../support/network.ts';

const flat = (text: string): string => text.replace(/\/\/.*$/gm, '').replace(/[\s,;]+/g, '');

it('the example of the roles works as the README shows it', async () => {
  const network = new Network();
  const router = joinerRouter(network);
  const { clock, timer, random } = network.ports;
  const events: CommissionerEvent[] = [];
  const records: AcceptedJoiner[] = [];
  const listener = (event: CommissionerEvent) => events.push(event);
  const journal = { accepted: async (record: AcceptedJoiner) => void records.push(record) };
  const sendToBorderAgent = (datagram: Uint8Array) => network.toBorder(datagram, 'phone');
  const [authorizer, pskc, eui64, pskd] = [PERMIT, PSKC, EUI64, PSKD];
  const device = joiner(network, [router.node]);
  let readme: OperationalDataset | undefined;

  const example = async (): Promise<void> => {
    const link = new BorderAgentLink({ pskc }, { clock, timer, random, transmit: sendToBorderAgent });
    network.fromBorder('phone', (datagram) => link.receive(datagram));
    const commissioner = new Commissioner(
      { id: 'phone', link, authorizer, journal, listener },
      { clock, timer, random },
    );
    await commissioner.connect();
    await commissioner.petition();
    await commissioner.enableJoiner({ by: 'eui64', eui64 }, pskd, { note: 'lamp in the hall' });
    const dataset = await commissioner.network.getActiveDataset();
    readme = dataset;
    await device.joiner.join();
    await commissioner.resign();
  };
  await network.run(example());

  assert.equal(readme?.values.networkName, 'Sallyport');
  assert.equal(records.length, 1);
  assert.ok(events.some(({ type }) => type === 'joiner-accepted'));
  const text = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
  const shown = [...text.matchAll(/```ts\n(.*?)```/gs)]
    .map(([, code]) => flat(code ?? ''))
    .find((code) => code.includes('BorderAgentLink'));
  const own = flat(readFileSync(new URL(import.meta.url), 'utf8'));
  // What the test needs between the lines that the README shows.
  const between = [
    "network.fromBorder('phone', (datagram) => link.receive(datagram));",
    'readme = dataset;',
    'await device.joiner.join();',
  ];
  const run = between.reduce((code, line) => code.replace(flat(line), ''), own);
  assert.ok(shown !== undefined && run.includes(shown), 'the example is not what is run');
});
