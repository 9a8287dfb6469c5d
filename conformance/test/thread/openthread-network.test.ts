/**
 * Sallyport's Commissioner in a network of OpenThread's: its border agent, its leader, its joiners. The command itself
 * runs, as an owner runs it. Skipped where OpenThread is missing.
 */

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { isJsonObject, parseJson, Secret, systemRandom, toHex, utf8 } from '@sallyport/core';
import { createDataset, derivePskc, exposeDatasetHex } from '@sallyport/thread';
import { ForeignNetwork } from '../../src/thread/foreign-network.ts';
import type { ForeignNode } from '../../src/thread/foreign-node.ts';
import { openThread, openThreadMissing } from '../../src/thread/programs.ts';

const SALLYPORT = fileURLToPath(new URL('../../../apps/cli/bin/sallyport.js', import.meta.url));
const PASSPHRASE = 'open sesame';
const PSKD = 'J01NME42';
/** A joiner that is refused is waited for to the end. */
const JOINING_SECONDS = 45;
const missing = openThreadMissing();

/** OpenThread's simulated nodes have EUI-64s that end with their number. */
function eui64Of(node: number): string {
  return `18b43000000000${node.toString(16).padStart(2, '0')}`;
}

describe('Sallyport as Commissioner of an OpenThread network', missing === undefined ? {} : { skip: missing }, () => {
  const directory = mkdtempSync(join(tmpdir(), 'sallyport-openthread-'));
  const pskcFile = join(directory, 'pskc');
  let network: ForeignNetwork;
  let borderAgent: readonly string[] = [];

  before(async () => {
    const programs = openThread();
    assert.ok(programs);
    const named = createDataset({ networkName: 'Sallyport peer' }, systemRandom);
    const pskc = derivePskc(Secret.of(PASSPHRASE), named);
    writeFileSync(pskcFile, toHex(pskc.expose()));
    network = await ForeignNetwork.start({ programs, dataset: exposeDatasetHex(named.dataset.with({ pskc })) });
    borderAgent = ['--border-agent', `127.0.0.1:${network.borderAgentPort}`, '--pskc-file', pskcFile];
  });
  after(async () => {
    await network?.close();
    rmSync(directory, { recursive: true, force: true });
  });

  let house = 0;
  /** Another owner each time. */
  const newHouse = (): NodeJS.ProcessEnv => ({ SALLYPORT_DATA_DIR: join(directory, `house-${house++}`) });

  const sallyport = (argv: readonly string[], environment: NodeJS.ProcessEnv = newHouse()) =>
    network.run(process.execPath, [SALLYPORT, ...argv], environment);

  /** Starts a command and waits until it has written `text`. */
  async function sallyportUntil(argv: readonly string[], text: string, environment: NodeJS.ProcessEnv) {
    let written = '';
    let heard: () => void = () => undefined;
    const wrote = new Promise<void>((resolve) => {
      heard = resolve;
    });
    const command = network.start(process.execPath, [SALLYPORT, ...argv], environment, (chunk) => {
      written += chunk;
      if (written.includes(text)) heard();
    });
    const ended = command.ended.then(({ out }) => Promise.reject(new Error(`it ended early: ${out}`)));
    await Promise.race([wrote, ended]);
    ended.catch(() => undefined);
    return command;
  }

  function json(out: string) {
    const value = parseJson(utf8(out), { maxBytes: 1 << 16, maxDepth: 8 });
    assert.ok(isJsonObject(value), out);
    return value;
  }

  /** Commissions node `id` and gives what both sides say. */
  async function commission(id: number, code: readonly string[], environment: NodeJS.ProcessEnv, pskd = PSKD) {
    const argv = ['thread', 'commission', ...borderAgent, ...code, '--seconds', `${JOINING_SECONDS}`];
    const command = await sallyportUntil(argv, 'Waiting for', environment);
    const node = network.node(id);
    try {
      await node.do('ifconfig up');
      const said = await joined(node, pskd);
      const { status, out } = await command.ended;
      let attached = false;
      if (said?.[0] === 'Join success') {
        await node.do('thread start');
        attached = await node.ask('state', /child|router/);
      }
      return { joiner: said?.[0], status, out, attached };
    } finally {
      command.stop('SIGINT');
      node.close();
    }
  }

  /** What a node says of its joining. That it heard nobody, or too late, says nothing of its code: it looks again. */
  async function joined(node: ForeignNode, pskd: string) {
    const end = performance.now() + JOINING_SECONDS * 1_000;
    for (;;) {
      node.type(`joiner start ${pskd}`);
      const said = await node.says(/Join success|Join failed \[(\w+)\]/, JOINING_SECONDS * 1_000);
      const isLate = said?.[1] === 'NotFound' || said?.[1] === 'ResponseTimeout';
      if (!isLate || performance.now() > end) return said;
    }
  }

  it('reads the active dataset that the network runs on', async () => {
    const { status, out } = await sallyport(['thread', 'dataset', 'get', 'active', ...borderAgent, '--json']);
    assert.equal(status, 0, out);
    const { dataset } = json(out);
    assert.ok(isJsonObject(dataset));
    assert.deepEqual([dataset['networkName'], dataset['networkKey']], ['Sallyport peer', '[secret]']);
  });

  it('lets a joiner in by EUI-64 and code, and the joiner attaches', async () => {
    const environment = newHouse();
    const outcome = await commission(2, ['--eui64', eui64Of(2), '--pskd', PSKD, '--note', 'lamp'], environment);
    assert.deepEqual([outcome.joiner, outcome.status, outcome.attached], ['Join success', 0, true], outcome.out);
    for (const step of ['M.2', 'M.3', 'M.4', 'M.5']) assert.ok(outcome.out.includes(`✔ ${step}`), outcome.out);
    const { devices } = json((await sallyport(['registrar', 'devices', '--json'], environment)).out);
    assert.partialDeepStrictEqual(devices, [{ serialNumber: eui64Of(2), state: 'entrusted' }]);
  });

  it('lets a joiner in by what its QR code says', async () => {
    const outcome = await commission(3, ['--qr', `v=1&&eui=${eui64Of(3)}&&cc=${PSKD}`], newHouse());
    assert.deepEqual([outcome.joiner, outcome.status, outcome.attached], ['Join success', 0, true], outcome.out);
  });

  it('lets any joiner in that knows the code, when told to', async () => {
    const outcome = await commission(4, ['--all', '--pskd', PSKD], newHouse());
    assert.deepEqual([outcome.joiner, outcome.status], ['Join success', 0], outcome.out);
  });

  it('gives a joiner with another code nothing, and says so to it', async () => {
    const outcome = await commission(6, ['--eui64', eui64Of(6), '--pskd', PSKD], newHouse(), 'WR0NGK3Y');
    assert.equal(outcome.joiner, 'Join failed [Security]');
    assert.equal(outcome.status, 1);
  });

  it('entrusts no joiner that the owner refuses, whatever code it knows', async () => {
    const environment = newHouse();
    const key = `oui:18b430/${eui64Of(7)}`;
    assert.equal((await sallyport(['thread', 'dataset', 'get', 'active', ...borderAgent], environment)).status, 0);
    const refused = await sallyport(['registrar', 'refuse', key], environment);
    assert.equal(refused.status, 0, refused.out);
    const outcome = await commission(7, ['--eui64', eui64Of(7), '--pskd', PSKD], environment);
    assert.notEqual(outcome.joiner, 'Join success');
    assert.equal(outcome.status, 1);
    assert.match(outcome.out, /✘ M\.4/);
    assert.match(outcome.out, /is on the refused list/);
  });

  it('is refused, quickly and with the reason, with another passphrase', async () => {
    const wrong = join(directory, 'wrong');
    writeFileSync(wrong, '00112233445566778899aabbccddeeff');
    const [, address = ''] = borderAgent;
    const { status, out } = await sallyport([
      'thread',
      'dataset',
      'get',
      'active',
      '--border-agent',
      address,
      '--pskc-file',
      wrong,
      '--json',
    ]);
    assert.equal(status, 1);
    const { error } = json(out);
    assert.ok(isJsonObject(error));
    assert.match(`${error['code']}`, /^E_DTLS_/);
  });

  it('is refused while another is Commissioner, and told who', async () => {
    const first = await sallyportUntil(['thread', 'connect', ...borderAgent], 'Ctrl-C resigns', newHouse());
    const { status, out } = await sallyport(['thread', 'connect', ...borderAgent]);
    assert.equal(status, 1);
    assert.match(out, /E_THREAD_PETITION_REJECTED/);
    assert.match(out, /Sallyport for Example Home \([0-9a-f]{8}\)/);
    first.stop('SIGINT');
    assert.equal((await first.ended).status, 0);
    // Resigned in good order: the next one need not wait for a timeout.
    assert.equal((await sallyport(['thread', 'dataset', 'get', 'active', ...borderAgent])).status, 0);
  });

  it('renames the network, and the nodes know', async () => {
    const { status, out } = await sallyport([
      'thread',
      'dataset',
      'set',
      'active',
      ...borderAgent,
      '--name',
      'Renamed',
    ]);
    assert.equal(status, 0, out);
    assert.equal(network.mustControl('networkname'), 'Renamed');
  });

  it('cannot change the channel at once, and can for later', async () => {
    const change = ['--channel', '20'];
    const now = await sallyport(['thread', 'dataset', 'set', 'active', ...borderAgent, ...change]);
    assert.equal(now.status, 1);
    assert.match(now.out, /E_THREAD_MANAGEMENT_REJECTED/);
    const later = await sallyport(['thread', 'dataset', 'set', 'pending', ...borderAgent, ...change, '--delay', '300']);
    assert.equal(later.status, 0, later.out);
    assert.match(network.mustControl('dataset', 'pending'), /^Channel: 20$/m);
  });

  it('reads the network by the one-time passcode that the border router shows', async () => {
    const port = 49_500;
    const passcode = join(directory, 'passcode');
    // Nine digits, the last of which checks the others.
    writeFileSync(passcode, '123456784');
    network.control('ba', 'ephemeralkey', 'enable');
    network.mustControl('ba', 'ephemeralkey', 'start', '123456784', '120000', `${port}`);
    const argv = [
      'thread',
      'dataset',
      'get',
      'active',
      '--border-agent',
      `127.0.0.1:${port}`,
      '--passcode-file',
      passcode,
    ];
    const { status, out } = await sallyport([...argv, '--keys']);
    assert.equal(status, 0, out);
    assert.match(out, /^[0-9a-f]{100,}\n$/);
  });
});
