/** Thread commands against a network that `thread simulate` runs: whoever is Commissioner of it, and for how long. */

import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it, type TestContext } from 'node:test';
import { fromHex, isJsonObject, type JsonObject, Secret, toHex } from '@sallyport/core';
import { datasetFromHex, derivePskc, requireActive } from '@sallyport/thread';
import { jsonLines, program, startProgram } from '../../support/program.ts';

const root = mkdtempSync(join(tmpdir(), 'thread-session-'));
after(() => rmSync(root, { recursive: true, force: true }));

const HOUSE = { SALLYPORT_PASSPHRASE: 'correct horse battery staple' };
const PASSPHRASE = 'open sesame';
const EUI64 = '18b4300000000001';
const CODE = 'J01NME42';
let houses = 0;

/** A network, and an owner who has the PSKc of it in a file. */
async function startNetwork(t: TestContext, ...argv: string[]) {
  const simulate = startProgram(
    t,
    ['thread', 'simulate', '--json', '--name', 'Hall', '--port', '0', '--air-port', '0', ...argv],
    { SALLYPORT_THREAD_PASSPHRASE: PASSPHRASE },
  );
  await simulate.wrote('\n');
  const [said] = jsonLines(simulate.written.out);
  assert.ok(said);
  const [borderAgent, air] = [String(said['borderAgent']), String(said['air'])];
  const pskcFile = join(root, `pskc-${houses}`);
  writeFileSync(pskcFile, `${said['pskc']}\n`);
  return { simulate, said, borderAgent, air, pskcFile, how: ['--border-agent', borderAgent, '--pskc-file', pskcFile] };
}

/** Commands of one owner. */
function newOwner(t: TestContext) {
  const dataDir = join(root, `house-${houses++}`);
  const full = (argv: readonly string[]) => [...argv, '--data-dir', dataDir];
  return {
    dataDir,
    run: (argv: readonly string[], environment = {}) => program(t, full(argv), { ...HOUSE, ...environment }),
    start: (argv: readonly string[], environment = {}) => startProgram(t, full(argv), { ...HOUSE, ...environment }),
    json: async (...argv: string[]) => {
      const { status, out, note } = await program(t, full([...argv, '--json']), HOUSE);
      assert.deepEqual([status, note], [0, ''], out);
      return JSON.parse(out);
    },
  };
}

/** A device in reach of the network, whose label is read. */
async function switchOn(t: TestContext, air: string, ...argv: string[]) {
  const { start } = newOwner(t);
  const device = start(['device', 'thread', '--air', air, '--json', ...argv]);
  await device.wrote('label');
  const [first] = jsonLines(device.written.out);
  return { device, label: String(first?.['label']) };
}

describe('thread simulate', () => {
  it('says how to reach the network, and its passphrase', async (t) => {
    const { said } = await startNetwork(t);
    const extendedPanId = fromHex(String(said['extendedPanId']));
    const pskc = derivePskc(Secret.of(PASSPHRASE), { networkName: 'Hall', extendedPanId });
    assert.deepEqual(
      [said['networkName'], said['pskc'], said['passphrase']],
      ['Hall', toHex(pskc.expose()), PASSPHRASE],
    );
  });

  it('runs the network of a dataset that was made before', async (t) => {
    const file = join(root, 'dataset.hex');
    await program(t, ['thread', 'create', '--name', 'Attic', '--random-pskc', '--out', file]);
    const { said } = await startNetwork(t, '--dataset', file);
    const { extendedPanId, pskc } = requireActive(datasetFromHex(readFileSync(file, 'utf8')));
    assert.deepEqual(
      [said['networkName'], said['extendedPanId'], said['pskc'], said['passphrase']],
      ['Attic', toHex(extendedPanId), toHex(pskc.expose()), undefined],
    );
  });

  it('records what is on the air in a form that Wireshark opens', async (t) => {
    const file = join(root, 'air.pcap');
    const { simulate } = await startNetwork(t, '--pcap', file);
    while (readFileSync(file).length < 100) await new Promise((resolve) => setTimeout(resolve, 50));
    assert.equal((await simulate.stop()).status, 0);
    const capture = readFileSync(file);
    assert.equal(capture.readUInt32BE(0), 0xa1b2c3d4, 'libpcap, microseconds');
    // LINKTYPE_IEEE802_15_4_WITHFCS or _NOFCS.
    assert.ok([195, 230].includes(capture.readUInt32BE(20)));
    for (let at = 24; at < capture.length; ) {
      const length = capture.readUInt32BE(at + 8);
      assert.ok(length > 0 && length <= 127);
      at += 16 + length;
      assert.ok(at <= capture.length, 'whole records');
    }
  });

  it('says so where it cannot record, or where its port is in use', async (t) => {
    const { borderAgent } = await startNetwork(t);
    const port = borderAgent.split(':')[1] ?? '';
    const busy = await program(t, ['thread', 'simulate', '--port', port, '--air-port', '0']);
    assert.equal(busy.status, 1);
    assert.match(busy.note, /E_UDP_PORT_IN_USE/);
    const nowhere = ['thread', 'simulate', '--port', '0', '--air-port', '0', '--pcap', join(root, 'none', 'air.pcap')];
    const lost = await program(t, nowhere);
    assert.equal(lost.status, 1);
    assert.match(lost.note, /E_CLI_FILE/);
  });
});

describe('a network that announces itself', () => {
  it('is found by thread border-agents, and joined by name with nothing but its passphrase', async (t) => {
    const mdns = ['--mdns', '127.0.0.1', '--mdns-port', String(20_000 + (process.pid % 20_000))];
    const { borderAgent } = await startNetwork(t, '--announce', ...mdns);
    const found = await program(t, ['thread', 'border-agents', '--json', '--seconds', '2', ...mdns]);
    const rows: readonly JsonObject[] = JSON.parse(found.out);
    const row = rows.find(({ networkName }) => networkName === 'Hall');
    assert.equal(row?.['port'], Number(borderAgent.split(':')[1]));
    const people = await program(t, ['thread', 'border-agents', '--seconds', '2', ...mdns]);
    assert.match(people.out, /Hall/);
    const owner = newOwner(t);
    const connect = owner.start(['thread', 'connect', '--network', 'Hall', ...mdns], {
      SALLYPORT_THREAD_PASSPHRASE: PASSPHRASE,
    });
    await connect.wrote('Ctrl-C resigns');
    assert.match(connect.written.out, /active/);
    assert.doesNotMatch(`${connect.written.out}${connect.written.note}`, /open sesame/);
    assert.equal((await connect.stop()).status, 0);
    const none = await owner.run(['thread', 'connect', '--network', 'Attic', ...mdns], {
      SALLYPORT_THREAD_PASSPHRASE: PASSPHRASE,
    });
    assert.match(none.note, /E_CLI_NO_BORDER_AGENT/);
  });
});

describe('thread connect', () => {
  it('holds the role until Ctrl-C, and then another gets it at once', async (t) => {
    const { how } = await startNetwork(t);
    const [first, second] = [newOwner(t), newOwner(t)];
    const connect = first.start(['thread', 'connect', ...how]);
    await connect.wrote('Ctrl-C resigns');
    const refused = await second.run(['thread', 'connect', ...how]);
    assert.equal(refused.status, 1);
    assert.match(refused.note, /E_THREAD_PETITION_REJECTED/);
    const { status, note } = await connect.stop();
    assert.equal(status, 0);
    assert.doesNotMatch(note, /E_/);
    const next = second.start(['thread', 'connect', ...how]);
    await next.wrote('Ctrl-C resigns');
    assert.equal((await next.stop()).status, 0);
  });

  it('takes the PSKc from the environment too, and says when it is the wrong one', async (t) => {
    const { borderAgent, said } = await startNetwork(t);
    const owner = newOwner(t);
    const argv = ['thread', 'connect', '--border-agent', borderAgent];
    const connect = owner.start(argv, { SALLYPORT_THREAD_PSKC: String(said['pskc']) });
    await connect.wrote('Ctrl-C resigns');
    await connect.stop();
    const wrong = await owner.run(argv, { SALLYPORT_THREAD_PSKC: '00'.repeat(16) });
    assert.equal(wrong.status, 1);
    assert.match(wrong.note, /E_DTLS_/);
    const none = await owner.run(argv, { SALLYPORT_THREAD_PSKC: 'zz' });
    assert.equal(none.status === 0, false);
    assert.doesNotMatch(none.note, /should not have happened/);
  });

  for (const [option, value] of [
    ['--passphrase', 'open sesame'],
    ['--pskc', '00'.repeat(16)],
    ['--passcode=123456789', ''],
  ]) {
    it(`has no option ${option?.split('=')[0]} that other processes could see a secret in`, async (t) => {
      const { status } = await newOwner(t).run([
        'thread',
        'connect',
        option ?? '',
        ...(value === '' ? [] : [value ?? '']),
      ]);
      assert.equal(status, 2);
    });
  }

  it('asks nobody where there is nobody to ask', async (t) => {
    const owner = newOwner(t);
    const where = ['--border-agent', '127.0.0.1:9', '--network', 'Hall', '--extended-pan-id', '1122334455667788'];
    const { status, note } = await owner.run(['thread', 'connect', ...where]);
    assert.equal(status, 2);
    assert.match(note, /--passphrase-file.*SALLYPORT_THREAD_PASSPHRASE/s);
  });

  it('lets other commands work on the network while it runs', async (t) => {
    const { how, simulate } = await startNetwork(t);
    const { start, json, run } = newOwner(t);
    const connect = start(['thread', 'connect', ...how]);
    await connect.wrote('Ctrl-C resigns');
    const [network] = await json('thread', 'networks');
    assert.deepEqual([network.networkName, network.state], ['Hall', 'active']);
    assert.match((await run(['thread', 'joiners'])).out, /no device may join/);
    const device = ['--eui64', EUI64];
    const enabled = await json('thread', 'commission', ...device, '--pskd', CODE, '--no-wait', '--note', 'hall lamp');
    assert.deepEqual(enabled, { joiner: EUI64, state: 'enabled' });
    const shown = await run(['thread', 'joiners']);
    assert.match(shown.out, /hall lamp/);
    assert.doesNotMatch(shown.out, new RegExp(CODE));
    assert.deepEqual(await json('thread', 'disable', ...device), { disabled: EUI64 });
    const { dataset } = await json('thread', 'dataset', 'get', 'active');
    assert.deepEqual([dataset.networkName, dataset.networkKey], ['Hall', '[secret]']);
    const keys = await run(['thread', 'dataset', 'get', 'active', '--keys']);
    assert.equal(requireActive(datasetFromHex(keys.out)).networkName, 'Hall');
    assert.match((await run(['thread', 'dataset', 'get', 'pending'])).out, /there is none/);
    const renamed = await json('thread', 'dataset', 'set', 'active', '--name', 'Attic');
    assert.equal(renamed.dataset.networkName, 'Attic');
    // The network chose its channel by chance.
    const another = renamed.dataset.channel === 20 ? '21' : '20';
    const refused = await run(['thread', 'dataset', 'set', 'active', '--channel', another]);
    assert.equal(refused.status, 1);
    assert.match(refused.note, /E_THREAD_MANAGEMENT_REJECTED/);
    const later = await json('thread', 'dataset', 'set', 'pending', '--new-network-key', '--delay', '600');
    assert.equal(later.dataset.delayTimer, 600_000);
    const nothing = await run(['thread', 'dataset', 'set', 'active']);
    assert.equal(nothing.status, 2);
    const resigned = await run(['thread', 'resign', '--network', 'Attic']);
    assert.match(resigned.out, /No longer Commissioner of Attic/);
    assert.equal((await connect.ended).status, 0, 'there is nothing left to hold');
    await simulate.stop();
  });
});

describe('thread commission', () => {
  it('lets the device of a QR code join, and ends when it has', async (t) => {
    const { how, air } = await startNetwork(t);
    const { device, label } = await switchOn(t, air);
    const { json } = newOwner(t);
    const { joiner, state } = await json('thread', 'commission', '--qr', label, '--seconds', '60', ...how);
    assert.equal(state, 'joined');
    const { status, out } = await device.ended;
    assert.equal(status, 0);
    const outcome = jsonLines(out).at(-1);
    assert.ok(outcome && isJsonObject(outcome['network'] ?? null) && isJsonObject(outcome['device'] ?? null));
    assert.deepEqual(outcome['device'], { eui64: joiner });
    assert.equal(outcome['ok'], true);
  });

  it('shows its steps to people', async (t) => {
    const { how, air } = await startNetwork(t);
    const { device, label } = await switchOn(t, air);
    const { status, out, note } = await newOwner(t).run(['thread', 'commission', '--qr', label, ...how]);
    assert.equal(status, 0);
    for (const step of ['M.2', 'M.3', 'M.4', 'M.5']) assert.match(out, new RegExp(`✔ ${step} `));
    assert.match(out, /Device [0-9a-f]{16} has joined\n$/);
    assert.match(note, /Waiting for device/);
    await device.ended;
  });

  it('says that the code was wrong as soon as the device tried it, wherever the Commissioner runs', async (t) => {
    const { how, air } = await startNetwork(t);
    const { device, label } = await switchOn(t, air);
    const eui64 = /eui=([0-9a-f]{16})/.exec(label)?.[1] ?? '';
    const owner = newOwner(t);
    const connect = owner.start(['thread', 'connect', ...how]);
    await connect.wrote('Ctrl-C resigns');
    const file = join(root, 'wrong');
    writeFileSync(file, 'WR0NGK3Y\n');
    const commission = owner.start(['thread', 'commission', '--eui64', eui64, '--pskd-file', file]);
    await commission.wrote('It did not get in');
    assert.match(
      commission.written.note,
      /It did not get in\. M\.3: it knows another code than the one that was given \(E_DTLS_/,
    );
    assert.match((await owner.run(['thread', 'joiners'])).out, /E_DTLS_/);
    const { status } = await commission.stop();
    assert.notEqual(status, 0);
    assert.match((await owner.run(['thread', 'joiners'])).out, /no device may join/);
    await device.stop();
    await connect.stop();
  });

  it('ends with status 1 when nobody came in time', async (t) => {
    const { how } = await startNetwork(t);
    const argv = ['thread', 'commission', '--joiner-id', '1122334455667788', '--pskd', CODE, '--seconds', '1'];
    const people = await newOwner(t).run([...argv, ...how]);
    assert.equal(people.status, 1);
    assert.match(people.out, /Device joiner-id:1122334455667788 did not join in time\n$/);
    const { status, out } = await newOwner(t).run([...argv, '--json', ...how]);
    assert.equal(status, 1);
    assert.deepEqual(jsonLines(out), [{ joiner: 'joiner-id:1122334455667788', state: 'expired' }]);
  });

  it('takes its permission back on Ctrl-C', async (t) => {
    const { how } = await startNetwork(t);
    const owner = newOwner(t);
    const connect = owner.start(['thread', 'connect', ...how]);
    await connect.wrote('Ctrl-C resigns');
    const commission = owner.start(['thread', 'commission', '--all'], { SALLYPORT_THREAD_PSKD: CODE });
    await commission.wrote('Waiting for a device');
    const { status } = await commission.stop();
    assert.notEqual(status, 0);
    assert.match((await owner.run(['thread', 'joiners'])).out, /no device may join/);
    await connect.stop();
  });

  it('lets any device join that knows the code', async (t) => {
    const { how, air } = await startNetwork(t);
    const { device, label } = await switchOn(t, air);
    const { json } = newOwner(t);
    const code = /cc=(\w+)/.exec(label)?.[1] ?? '';
    const { joiner, state } = await json('thread', 'commission', '--all', '--pskd', code, ...how);
    assert.deepEqual([joiner, state], ['any', 'joined']);
    await device.ended;
  });

  for (const [what, argv, status, sentence] of [
    ['without a device', [], 2, /--qr, --eui64, --joiner-id or --all/],
    ['with two devices', ['--eui64', EUI64, '--all'], 2, /conflict|cannot be used/],
    ['with an EUI-64 that is none', ['--eui64', '18b430', '--pskd', CODE], 1, /E_THREAD_EUI64/],
    ['with a Joiner ID that is none', ['--joiner-id', '18b430', '--pskd', CODE], 2, /16 hexadecimal digits/],
    ['with a QR code of something else', ['--qr', 'https://example.com'], 1, /E_THREAD_JOINER_QR/],
    ['without a code', ['--eui64', EUI64], 2, /--pskd-file/],
    ['without a network', ['--eui64', EUI64, '--pskd', CODE], 1, /E_DOMAIN_THREAD_NETWORK/],
    ['without waiting where nothing stays', ['--eui64', EUI64, '--pskd', CODE, '--no-wait'], 2, /thread connect/],
  ] satisfies [string, string[], number, RegExp][]) {
    it(`refuses to begin ${what}`, async (t) => {
      const end = await newOwner(t).run(['thread', 'commission', ...argv]);
      assert.equal(end.status, status, end.note);
      assert.match(end.note, sentence);
      assert.doesNotMatch(end.note, new RegExp(CODE));
    });
  }
});
