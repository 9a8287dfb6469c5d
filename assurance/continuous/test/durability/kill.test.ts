/**
 * Nodes that take claims in are killed with SIGKILL at random moments, while they start, append, verify or judge. Nothing
 * that was acknowledged is lost, the log's chain verifies, and decisions after the restart are those before it: what the
 * log's claims lead to, and nothing else.
 *
 * `SALLYPORT_ASSURANCE_KILLS` sets how many kills there are, 3 logs of two each if it is not set.
 */

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createPrivateKey } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { LoggedClaim } from '@sallyport/assurance-claim-log';
import { didKeySigner } from '@sallyport/assurance-claims';
import { fromBase64 } from '@sallyport/core';
import { softwareSigner } from '@sallyport/pki';
import { type House, openHouse, openStore } from '../support/house.ts';
import { newPlan, type Plan } from './plan.ts';

const KILLS = Number(process.env['SALLYPORT_ASSURANCE_KILLS'] ?? 3);
const NODE = join(import.meta.dirname, 'ingest.ts');

interface Heard {
  readonly logged: readonly { readonly position: number; readonly id: string }[];
  /** The last decisions that it told of, and up to where they show the log. */
  readonly decided: { readonly position: number; readonly outcomes: string } | undefined;
}

let folder = '';
let plan: Plan;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'assurance-'));
  plan = await newPlan();
  await writeFile(join(folder, 'plan.json'), JSON.stringify(plan));
});
after(() => rm(folder, { recursive: true }));

/** Lets a node run, kills it, and gives what it had told. */
async function runAndKill(storeFile: string, wait: (node: ReturnType<typeof spawn>) => Promise<void>): Promise<Heard> {
  const node = spawn(process.execPath, [NODE, join(folder, 'plan.json'), storeFile], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output: Buffer[] = [];
  const complaints: Buffer[] = [];
  node.stdout.on('data', (chunk: Buffer) => output.push(chunk));
  node.stderr.on('data', (chunk: Buffer) => complaints.push(chunk));
  await wait(node);
  node.kill('SIGKILL');
  if (node.exitCode === null && node.signalCode === null) await once(node, 'close');
  assert.equal(node.signalCode, 'SIGKILL', `the node ended by itself: ${Buffer.concat(complaints)}`);
  const lines = Buffer.concat(output)
    .toString()
    .split('\n')
    .slice(0, -1)
    .map((line) => line.split(' '));
  const decided = lines.findLast(([word]) => word === 'decided');
  return {
    logged: lines
      .filter(([word]) => word === 'logged')
      .map(([, position, id = '']) => ({ position: Number(position), id })),
    decided: decided === undefined ? undefined : { position: Number(decided[1]), outcomes: decided[2] ?? '' },
  };
}

function open(store?: string | undefined): Promise<House> {
  const basis = { roots: [plan.owner], authenticationServers: [], threshold: 0.5 };
  const node = didKeySigner(softwareSigner(createPrivateKey(plan.node)));
  return (store === undefined ? openStore() : openStore(store)).then((opened) =>
    openHouse({ store: opened, basis, node }),
  );
}

async function shut(house: House): Promise<void> {
  await house[Symbol.asyncDispose]();
  await house.store.close();
}

async function decisions(house: House): Promise<string> {
  const asked = plan.devices.map(({ credential, ...device }) =>
    house.ask({ ...device, credential: fromBase64(credential) }),
  );
  return (await Promise.all(asked)).map((answer) => Number(answer === 'permit')).join('');
}

/** What these claims lead to, in a house that never saw anything else, the last first. */
async function decisionsFrom(claims: readonly LoggedClaim[]): Promise<string> {
  const house = await open();
  for (const { bytes } of claims.toReversed()) await house.assurance.submit(bytes);
  await house.assurance.settled();
  const outcomes = await decisions(house);
  await shut(house);
  return outcomes;
}

describe('a node that is killed', () => {
  it('has lost nothing that it acknowledged, and decides as before', async (test) => {
    let acknowledged = 0;
    for (let kill = 0; kill < KILLS; kill++) {
      const storeFile = join(folder, `log-${kill}.sqlite`);
      // Twice on each log, so that a node that reads the log back is killed too.
      const heard: Heard[] = [];
      for (const wait of [afterFirstWord, kill % 2 === 0 ? whileItStarts : afterFirstWord]) {
        heard.push(await runAndKill(storeFile, wait));
      }
      const house = await open(storeFile);
      await house.log.verify();
      const claims: LoggedClaim[] = [];
      for await (const claim of house.log.read()) claims.push(claim);
      const ids = new Map(claims.map(({ id, position }) => [id, position]));
      const logged = heard.flatMap((one) => one.logged);
      for (const { id, position } of logged)
        assert.equal(ids.get(id), position, 'an acknowledged claim is where it was');
      acknowledged += logged.length;
      const received = claims.filter(({ origin }) => origin === 'received');
      assert.equal(await decisions(house), await decisionsFrom(received), 'after the restart');
      const last = heard.findLast(({ decided }) => decided !== undefined)?.decided;
      if (last !== undefined) {
        const before = received.filter(({ position }) => position <= last.position);
        assert.equal(last.outcomes, await decisionsFrom(before), 'before the kill');
      }
      await shut(house);
    }
    assert.ok(acknowledged > 0);
    test.diagnostic(`${2 * KILLS} kills, ${acknowledged} acknowledged claims`);
  });
});

async function afterFirstWord(node: ReturnType<typeof spawn>): Promise<void> {
  if (node.stdout !== null) await Promise.race([once(node.stdout, 'data'), once(node, 'close')]);
  await sleep(Math.random() * 700);
}

async function whileItStarts(): Promise<void> {
  await sleep(200 + Math.random() * 1500);
}
