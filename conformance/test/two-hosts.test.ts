/**
 * Owner and device on two hosts: network namespaces joined by a virtual cable, found by GRASP floods and by multicast DNS
 * across it. Needs root and iproute2; without them it skips.
 */

import assert from 'node:assert/strict';
import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { isJsonObject, type JsonObject, parseJson } from '@sallyport/core';

const COMMAND = join(import.meta.dirname, '../../apps/cli/bin/sallyport.js');
const OWNER = `sallyport-o-${process.pid}`;
const VISITOR = `sallyport-v-${process.pid}`;
const OWNER_ADDRESS = '10.99.7.1';
const LINK = { owner: 'spo0', visitor: 'spv0' };

const ip = (...words: string[]) => execFileSync('ip', words, { stdio: 'pipe' });

/** Why there cannot be two hosts here, or undefined. */
function obstacle(): string | undefined {
  if (process.getuid?.() !== 0) return 'PEER MISSING: two hosts need root';
  const tried = spawnSync('ip', ['netns', 'add', OWNER], { encoding: 'utf8' });
  if (tried.error !== undefined) return 'PEER MISSING: iproute2 is not installed';
  if (tried.status !== 0) return `PEER MISSING: no network namespaces here: ${tried.stderr.trim()}`;
  return undefined;
}

const reason = obstacle();

describe('owner and device on two hosts', { skip: reason ?? false }, () => {
  const directory = mkdtempSync(join(tmpdir(), 'sallyport-hosts-'));
  const data = { maker: join(directory, 'maker'), owner: join(directory, 'owner'), device: join(directory, 'device') };
  const services: ChildProcess[] = [];

  /** Starts a service on the owner's host; resolves when it says that it listens. */
  const serve = (...words: string[]) =>
    new Promise<ChildProcess>((resolve, reject) => {
      const child = spawn('ip', ['netns', 'exec', OWNER, process.execPath, COMMAND, ...words]);
      services.push(child);
      let heard = '';
      const listen = (chunk: Buffer) => {
        heard += chunk.toString();
        if (heard.includes('Ctrl-C ends')) resolve(child);
      };
      child.stderr.on('data', listen);
      child.once('exit', (status) => reject(new RangeError(`${words[0]} ended with ${status}: ${heard}`)));
    });

  const stop = async (child: ChildProcess) => {
    child.kill('SIGINT');
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  };

  const ask = (...words: string[]): JsonObject => {
    const answer = parseJson(execFileSync(process.execPath, [COMMAND, ...words, '--json']), {
      maxBytes: 1 << 20,
      maxDepth: 16,
    });
    assert.ok(isJsonObject(answer));
    return answer;
  };

  const device = (serial: string, ...words: string[]) =>
    new Promise<{ readonly status: number | null; readonly out: string }>((resolve) => {
      const argv = ['device', 'brski', '-d', data.device, '--serial', serial, ...words, '--json'];
      const child = spawn('ip', ['netns', 'exec', VISITOR, process.execPath, COMMAND, ...argv]);
      services.push(child);
      let out = '';
      child.stdout.on('data', (chunk: Buffer) => {
        out += chunk.toString();
      });
      child.once('exit', (status) => resolve({ status, out }));
    });

  const station: string[] = [];

  before(async () => {
    ip('netns', 'add', VISITOR);
    ip('link', 'add', LINK.owner, 'netns', OWNER, 'type', 'veth', 'peer', 'name', LINK.visitor, 'netns', VISITOR);
    for (const [host, link, address] of [
      [OWNER, LINK.owner, OWNER_ADDRESS],
      [VISITOR, LINK.visitor, '10.99.7.2'],
    ] as const) {
      ip('-n', host, 'link', 'set', 'lo', 'up');
      ip('-n', host, 'addr', 'add', `${address}/24`, 'dev', link);
      ip('-n', host, 'link', 'set', link, 'up');
    }
    await serve('manufacturer', '-d', data.maker, '--host', OWNER_ADDRESS);
    const anchors = ask('manufacturer', 'anchors', '-d', data.maker);
    const { masaTlsAnchors, handOverSigner } = anchors;
    assert.ok(Array.isArray(masaTlsAnchors) && typeof handOverSigner === 'string');
    writeFileSync(join(directory, 'station.pem'), masaTlsAnchors.join(''));
    station.push('--station', `${OWNER_ADDRESS}:9444`);
    station.push('--station-anchor', join(directory, 'station.pem'));
    station.push('--station-password-file', join(data.maker, 'station-password'));
    // Born at the factory; nobody listens at that address, so that it stays without an owner for now.
    for (const serial of ['HOST-1', 'HOST-2']) {
      const born = await device(serial, ...station, '--registrar', `${OWNER_ADDRESS}:1`, '--once-around');
      assert.equal(born.status, 1);
    }
    const file = join(directory, 'hand-over.cms');
    ask('manufacturer', 'sell', 'HOST-1', 'HOST-2', '--to', 'Example Home', '-o', file, '-d', data.maker);
    // A first run makes the domain; its books can then be written while nobody serves.
    await stop(await serve('registrar', '-d', data.owner, '--host', '::', '--name', OWNER_ADDRESS, '--no-announce'));
    ask('registrar', 'import', file, '--fingerprint', handOverSigner, '--only-these', '-d', data.owner);
  });

  after(() => {
    for (const child of services) child.kill('SIGKILL');
    for (const host of [OWNER, VISITOR]) spawnSync('ip', ['netns', 'del', host]);
    rmSync(directory, { recursive: true, force: true });
  });

  it('find each other by GRASP floods and by multicast DNS', { timeout: 120_000 }, async () => {
    const listening = device('HOST-1', '--grasp', LINK.visitor);
    const asking = device('HOST-2', '--mdns', LINK.visitor);
    await serve('registrar', '-d', data.owner, '--host', '::', '--name', OWNER_ADDRESS, '--grasp', LINK.owner);
    for (const { status, out } of await Promise.all([listening, asking])) {
      assert.equal(status, 0, out);
      assert.match(out, /"ok":true/);
    }
    const { devices } = ask('registrar', 'devices', '-d', data.owner);
    assert.ok(Array.isArray(devices));
    assert.deepEqual(
      devices.map((each) => isJsonObject(each) && [each['serialNumber'], each['state']]),
      [
        ['HOST-1', 'aboard'],
        ['HOST-2', 'aboard'],
      ],
    );
  });
});
