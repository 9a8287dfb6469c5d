/**
 * A joining on the simulated mesh as Wireshark reads it: frames, their encryption by the network's keys, 6LoWPAN, MLE, CoAP,
 * DTLS and MeshCoP, by dissectors that nobody here wrote. Skipped where `tshark` is missing.
 */

import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { SECOND, Secret, seededRandom, toHex, VirtualTime } from '@sallyport/core';
import { permit } from '@sallyport/onboarding';
import { Commissioner, createDataset, Joiner, requireActive } from '@sallyport/thread';
import { type AirRecord, pcapOf, Topology } from '@sallyport/thread/simulation';

const version = spawnSync('tshark', ['--version'], { encoding: 'utf8' }).stdout?.split('\n', 1)[0];
const skip = version === undefined ? { skip: 'PEER MISSING: tshark (Wireshark)' } : {};
const CHANNEL = 15;
const PSKD = Secret.of('J01NME42');
const NAME = 'Wire';

describe(`a joining in the eyes of ${version ?? 'Wireshark'}`, skip, () => {
  const directory = mkdtempSync(join(tmpdir(), 'sallyport-wireshark-'));
  const file = join(directory, 'joining.pcap');
  const time = new VirtualTime();
  const random = seededRandom('wireshark');
  const ports = { clock: time, timer: time, random };
  const dataset = createDataset({ networkName: NAME, channel: { page: 0, number: CHANNEL } }, random);
  const records: AirRecord[] = [];

  async function run<T>(work: Promise<T>): Promise<T> {
    let isSettled = false;
    const settle = () => {
      isSettled = true;
    };
    work.then(settle, settle);
    await time.until(() => isSettled, 60 * SECOND);
    return work;
  }

  before(async () => {
    const topology = new Topology(1, { dataset }, ports);
    topology.mesh.air.tap((record) => records.push(record));
    const link = topology.commissionerLink();
    const commissioner = new Commissioner({ id: 'x', link, authorizer: { decide: async () => permit('yes') } }, ports);
    await run(commissioner.connect());
    await run(commissioner.petition());
    await run(commissioner.enableJoiner({ by: 'any' }, PSKD));
    await time.advance(5 * SECOND);
    const eui64 = random.bytes(8);
    const radio = topology.joinerRadio({ name: 'joiner', channels: [CHANNEL] });
    const vendor = {
      vendorName: 'Acme',
      vendorModel: 'Lamp',
      vendorSwVersion: '1',
      vendorStackVersion: { oui: '000000', build: 0, revision: 0, minor: 0, major: 1 },
    };
    const joined = await run(new Joiner({ identity: { by: 'eui64', eui64 }, pskd: PSKD, vendor, radio }, ports).join());
    radio.close();
    const device = topology.mesh.addDevice('device', eui64);
    topology.mesh.links.link('device', topology.joinerRouter.name);
    device.configure(requireActive(joined.dataset), joined.keySequence);
    await run(device.startAsChild());
    topology.close();
    writeFileSync(file, pcapOf(records));
  });
  after(() => rmSync(directory, { recursive: true, force: true }));

  /** One line for each frame that fits `filter`, with these fields; without the key, Wireshark can decrypt nothing. */
  function read(
    filter: string,
    fields: readonly string[],
    key = toHex(dataset.networkKey.expose()),
  ): readonly string[] {
    const argv = ['-r', file, '-o', `uat:ieee802154_keys:"${key}","0","Thread hash"`, '-d', 'udp.port==61631,coap'];
    const output = execFileSync(
      'tshark',
      [...argv, '-Y', filter, '-T', 'fields', ...fields.flatMap((each) => ['-e', each])],
      {
        encoding: 'utf8',
        env: { ...process.env, HOME: directory },
        stdio: ['ignore', 'pipe', 'ignore'],
      },
    );
    return output.split('\n').filter((line) => line !== '');
  }

  it('holds no frame that is malformed', () => {
    assert.deepEqual(read('_ws.malformed || _ws.expert.severity == error', ['frame.number']), []);
    assert.equal(read('wpan', ['frame.number']).length, records.length);
  });

  it('is a joining: discovery, relayed handshake, entrusting, and an attached child', () => {
    const commands = new Set(read('mle', ['mle.cmd']));
    // Discovery Request and Response, Parent Request and Response, Child ID Request and Response, Data Response.
    for (const command of ['16', '17', '9', '10', '11', '12', '8']) assert.ok(commands.has(command), command);
    const paths = new Set(read('coap', ['coap.opt.uri_path_recon']));
    for (const path of ['/c/rx', '/c/tx']) assert.ok(paths.has(path), path);
    assert.ok(read('dtls.handshake', ['frame.number']).length >= 5);
  });

  it('is protected by the network key: with it the datasets can be read, with another nothing', () => {
    const datasets = read('thread_meshcop.tlv.master_key', [
      'thread_meshcop.tlv.net_name',
      'thread_meshcop.tlv.master_key',
    ]);
    assert.ok(datasets.length > 0);
    assert.deepEqual(new Set(datasets), new Set([`${NAME}\t${toHex(dataset.networkKey.expose())}`]));
    assert.deepEqual(read('thread_meshcop.tlv.master_key || coap', ['frame.number'], '00'.repeat(16)), []);
  });

  it('shows nobody the credentials that were entrusted: the KEK is not the network key', () => {
    const hidden = read('_ws.expert.message contains "No encryption key"', [
      'frame.number',
      'wpan.aux_sec.key_id_mode',
    ]);
    assert.ok(hidden.length >= 2, 'JOIN_ENT and its answer');
    for (const line of hidden) assert.match(line, /\t0x0*0$/);
    assert.deepEqual(read('coap.opt.uri_path_recon == "/c/je"', ['frame.number']), []);
  });
});
