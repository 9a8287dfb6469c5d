/** The process to be killed, as its killer holds it: started, killed and started again on one place. */

import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { JsonValue } from '@sallyport/core';
import type { HousePorts } from '../../src/index.ts';
import type { Order, Report } from './place.ts';

const PROGRAM = join(import.meta.dirname, 'services.ts');

export class KillableHouse {
  readonly directory: string;
  /** As chosen by the system at the first start, and kept. */
  ports: HousePorts = { masa: 0, station: 0, registrar: 0 };
  /** The maker's identifier and its anchor in PEM, once it has listened. */
  maker = '';
  stationAnchor = '';
  #child: ChildProcess | undefined;
  #complaints = '';
  #orders = 0;

  constructor(directory: string) {
    this.directory = directory;
  }

  /** Starts the process; gives a promise that resolves when it listens, or when it was killed before. */
  start(): Promise<void> {
    const place = { directory: this.directory, ports: this.ports };
    const child = fork(PROGRAM, [JSON.stringify(place)], { stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
    this.#child = child;
    this.#complaints = '';
    child.stderr?.on('data', (chunk: Buffer) => {
      this.#complaints += chunk.toString();
    });
    return new Promise((resolve) => {
      child.on('message', (report: Report) => {
        if (report.kind !== 'listening') return;
        this.ports = report.ports;
        this.maker = report.maker;
        this.stationAnchor = report.stationAnchor;
        resolve();
      });
      child.once('exit', () => resolve());
    });
  }

  /** Does an operation in the process; false when it was killed before it said that it was done. */
  async operate(service: Order['service'], operation: string, input: JsonValue): Promise<boolean> {
    const child = this.#child;
    if (child?.connected !== true) return false;
    const id = ++this.#orders;
    const done = new Promise<boolean>((resolve) => {
      const hear = (report: Report) => {
        if (report.kind === 'done' && report.id === id) settle(true);
      };
      const settle = (result: boolean) => {
        child.off('message', hear).off('exit', gone);
        resolve(result);
      };
      const gone = () => settle(false);
      child.on('message', hear).once('exit', gone);
    });
    child.send({ id, service, operation, input } satisfies Order, () => undefined);
    return done;
  }

  /** @throws when the process had ended by itself */
  async kill(): Promise<void> {
    const child = this.#child;
    if (child === undefined) return;
    const gone = child.exitCode === null && child.signalCode === null ? once(child, 'exit') : undefined;
    child.kill('SIGKILL');
    await gone;
    if (child.signalCode !== 'SIGKILL') throw new Error(`the services ended by themselves: ${this.#complaints}`);
  }
}
