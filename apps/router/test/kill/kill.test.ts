import assert from 'node:assert/strict';
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { seededRandom, toBase64 } from '@sallyport/core';
import type { RouterIdentity } from '../../src/index.ts';
import { atEnd, device, type House, openHouse, until } from '../support/house.ts';

const KILLS = Number(process.env['SALLYPORT_ROUTER_KILLS'] ?? 6);
const DEVICES = 5;
const PROGRAM = join(import.meta.dirname, 'killable.ts');

interface Killable {
  /** Whom the ports let through, as told last; undefined before they were set for the first time. */
  readonly inside: readonly string[] | undefined;
  readonly isSynced: boolean;
  kill(): Promise<void>;
}

async function start(t: TestContext, house: House, { directory, name }: RouterIdentity): Promise<Killable> {
  const claim = toBase64(await house.claimFor(name));
  const child = fork(PROGRAM, [JSON.stringify({ directory, port: house.port, claim })], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  let inside: readonly string[] | undefined;
  let isSynced = false;
  child.on('message', (told: { readonly inside?: readonly string[]; readonly event?: string }) => {
    if (told.inside !== undefined) inside = [...told.inside].sort();
    if (told.event === 'synced') isSynced = true;
  });
  const kill = () => killed(child);
  atEnd(t, kill);
  return {
    get inside() {
      return inside;
    },
    get isSynced() {
      return isSynced;
    },
    kill,
  };
}

async function killed(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
}

/** Everything that the registrar has said, and how far the router has said that it followed. */
class History {
  readonly #commands: { readonly device: string; readonly access: string }[] = [];
  /** The number of the newest command that was acknowledged. */
  acknowledged = 0;

  issued(sequence: number, name: string, access: string): void {
    this.#commands[sequence] = { device: name, access };
  }

  get newest(): number {
    return this.#commands.length - 1;
  }

  /** Whom the ports let through after all commands up to a number. */
  after(sequence: number): readonly string[] {
    const inside = new Map<string, string>();
    for (const command of this.#commands.slice(0, sequence + 1)) {
      if (command === undefined) continue;
      if (command.access === 'out') inside.delete(command.device);
      else inside.set(command.device, `${command.access} ${command.device}`);
    }
    return [...inside.values()].sort();
  }
}

describe('a router that is killed', () => {
  it('has, when it is back, what it acknowledged, and comes to what its registrar wants', {
    timeout: 120_000,
  }, async (t) => {
    const random = seededRandom(process.env['SALLYPORT_KILL_SEED'] ?? 'router');
    const number = (below: number) => (random.bytes(1)[0] ?? 0) % below;
    const house = await openHouse(t);
    const identity = await house.router();
    const history = new History();
    let told = 0;
    /** Takes in what the registrar's side has told since. */
    const listen = () => {
      for (; told < house.events.length; told++) {
        const event = house.events[told];
        if (event?.type === 'issued') history.issued(event.sequence, event.device, event.access);
        if (event?.type === 'outcome' && event.outcome.outcome === 'applied') {
          history.acknowledged = Math.max(history.acknowledged, event.sequence);
        }
        if (event?.type === 'router-synced') history.acknowledged = Math.max(history.acknowledged, event.sequence);
      }
    };
    for (let round = 0; round < KILLS; round++) {
      const router = await start(t, house, identity);
      await until(() => router.isSynced);
      const commands: Promise<unknown>[] = [];
      for (let count = 0; count < 40; count++) {
        const name = device(number(DEVICES));
        const what = number(3);
        if (what === 0) commands.push(house.side.trust(name));
        else commands.push(house.side.revoke(name, { measure: what === 1 ? 'remove' : 'constrain' }));
      }
      // At any moment between the first command and the last acknowledgement.
      const last = history.acknowledged + number(25);
      await Promise.race([
        until(() => {
          listen();
          return history.acknowledged > last;
        }),
        Promise.all(commands),
      ]);
      await router.kill();
      await Promise.all(commands);
      await until(() => house.side.routers.length === 0);
      listen();

      await house.shut();
      const again = await start(t, house, identity);
      await until(() => again.inside !== undefined);
      const possible = Array.from({ length: history.newest - history.acknowledged + 1 }, (_, index) =>
        JSON.stringify(history.after(history.acknowledged + index)),
      );
      assert.ok(possible.includes(JSON.stringify(again.inside)), `round ${round}: ${again.inside?.join(' ')}`);
      await house.reopen();
      await until(() => again.isSynced);
      await until(() => JSON.stringify(again.inside) === JSON.stringify(history.after(history.newest)));
      await again.kill();
      await until(() => house.side.routers.length === 0);
    }
    assert.ok(history.acknowledged > 0);
  });
});
