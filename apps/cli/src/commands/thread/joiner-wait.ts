/** Waiting for a device to join: looking what became of it, and telling the person who switches it on. */

import { setTimeout as sleep } from 'node:timers/promises';
import { isJsonObject, type JsonObject, type JsonValue, SECOND } from '@sallyport/core';
import type { OnboardingEvent } from '@sallyport/onboarding';
import { type RunContext, stopped } from '../../run-context.ts';
import { wrapped } from '../../terminal.ts';
import { stepLine } from '../../view/journey-view.ts';
import { objectsIn, textIn } from '../../view/members.ts';
import { Spinner } from '../../view/spinner.ts';
import { failureText } from '../../view/thread-view.ts';

export interface Outcome {
  readonly joiner: string;
  readonly state: string;
  /** Why its latest attempt came to nothing, as `thread.joiners` says it. */
  readonly failure?: JsonObject;
}

export interface WaitOptions {
  readonly seconds: number;
  /** Its steps are shown as they happen here; else its failures are told as they are found. */
  readonly areStepsShown: boolean;
}

const LOOK_EVERY = 300;

export class JoinerWait {
  readonly #json: boolean;
  readonly #context: RunContext;
  #spinner: Spinner | undefined;
  #told = '';

  constructor(json: boolean, context: RunContext) {
    this.#json = json;
    this.#context = context;
  }

  /** A step of the device, where the Commissioner runs in this command. */
  heard(event: OnboardingEvent): void {
    const { terminal } = this.#context;
    if (!this.#json) this.#above(() => terminal.out(stepLine(event, terminal)));
  }

  /** Looks until the device has joined, has been refused, or may join no longer. */
  async until(name: string, joiners: () => Promise<JsonValue>, options: WaitOptions): Promise<Outcome> {
    const { clock, signal } = this.#context;
    const { seconds, areStepsShown } = options;
    const deadline = clock.monotonic() + seconds * SECOND;
    let failure: JsonObject | undefined;
    this.#begin(name);
    try {
      for (;;) {
        const row = objectsIn({ rows: await joiners() }, 'rows').find((each) => textIn(each, 'joiner') === name);
        const latest = failureIn(row);
        if (latest !== undefined && !areStepsShown) this.#tellFailure(latest);
        failure = latest ?? failure;
        const state = row === undefined ? 'expired' : (textIn(row, 'state') ?? '');
        if (row === undefined || state === 'joined' || state === 'refused') return outcome(name, state, failure);
        this.#show(name, state, Math.max(0, Math.round((deadline - clock.monotonic()) / SECOND)));
        await Promise.race([sleep(LOOK_EVERY), stopped(this.#context)]);
        if (signal.aborted) return outcome(name, 'stopped', failure);
      }
    } finally {
      this.#spinner?.end();
      this.#spinner = undefined;
    }
  }

  #begin(name: string): void {
    const { terminal } = this.#context;
    if (this.#json) return;
    if (terminal.interactive) this.#spinner = new Spinner(terminal, `Switch on ${who(name)}`);
    else terminal.note(`Waiting for ${who(name)} to join …\n`);
  }

  #show(name: string, state: string, left: number): void {
    const seen = state === 'joining' ? 'it is joining' : 'waiting for it';
    if (this.#spinner !== undefined) this.#spinner.text = `Switch on ${who(name)}: ${seen}, ${left} s left`;
  }

  /** A device tries each router in reach, and again after a while: what is new is told. */
  #tellFailure(failure: JsonObject): void {
    const text = failureText(failure);
    if (this.#json || text === this.#told) return;
    this.#told = text;
    const { terminal } = this.#context;
    this.#above(() => terminal.note(`${wrapped(terminal, `It did not get in. ${text}`)}\n`));
  }

  #above(write: () => void): void {
    if (this.#spinner === undefined) write();
    else this.#spinner.above(write);
  }
}

function outcome(joiner: string, state: string, failure: JsonObject | undefined): Outcome {
  return { joiner, state, ...(failure === undefined || state === 'joined' ? {} : { failure }) };
}

function who(name: string): string {
  return name === 'any' ? 'a device' : `device ${name}`;
}

function failureIn(row: JsonObject | undefined): JsonObject | undefined {
  const failure = row?.['failure'] ?? null;
  return isJsonObject(failure) ? failure : undefined;
}
