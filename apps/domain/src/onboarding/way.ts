/** One device's way aboard, or onto a network, as this node's services saw it step by step. */

import {
  deviceKey,
  JOURNEYS,
  journeyOf,
  type OnboardingEvent,
  PHASES,
  type Phase,
  STEPS,
  type StepId,
} from '@sallyport/onboarding';

export type WayKind = 'brski' | 'thread' | 'admission';
export type WayState = 'live' | 'aboard' | 'failed' | 'quiet';
export type StepState = 'done' | 'failed' | 'current' | 'pending';

/** The last that was heard of one step. */
export interface TakenStep {
  readonly step: StepId;
  readonly ok: boolean;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly ms: number | undefined;
  readonly message: string | undefined;
  readonly code: string | undefined;
}

export interface ShownStep {
  readonly step: StepId;
  readonly title: string;
  readonly phase: Phase;
  readonly state: StepState;
  readonly taken: TakenStep | undefined;
}

export interface ShownPhase {
  readonly phase: Phase;
  readonly state: StepState;
}

/** Those that the domain's own services report; the device and its maker take others between. */
const EXPECTED: Readonly<Record<WayKind, readonly StepId[]>> = {
  brski: ['C.3', 'C.4', 'C.8', 'C.9', 'C.10', 'D.4', 'D.5', 'D.6', 'D.7'],
  thread: ['M.2', 'M.3', 'M.4', 'M.5'],
  admission: ['E.1', 'E.2', 'E.3'],
};
/** With these a device has what it came for. */
const LAST: ReadonlySet<StepId> = new Set(['D.6', 'D.7', 'M.5', 'E.3']);
/** How long nothing is heard of a way that goes on; a MASA may take a minute to answer. */
export const QUIET_AFTER = 90_000;
const MAX_TEXT = 512;
const ORDER: ReadonlyMap<StepId, number> = new Map(
  [...JOURNEYS.brski, ...JOURNEYS.thread, ...JOURNEYS.admission, ...JOURNEYS.assurance].map((step, index) => [
    step,
    index,
  ]),
);

export class Way {
  /** Of the session that it began with. */
  readonly id: string;
  readonly startedAt: number;
  #lastAt: number;
  #attempts = 1;
  #device: { readonly key: string; readonly serialNumber: string; readonly manufacturer: string | null } | undefined;
  #model: string | undefined;
  readonly #steps = new Map<StepId, TakenStep>();
  readonly #kinds = new Set<WayKind>();
  #last: TakenStep | undefined;

  constructor({ session, at }: Pick<OnboardingEvent, 'session' | 'at'>) {
    this.id = session;
    this.startedAt = at.getTime();
    this.#lastAt = this.startedAt;
  }

  get lastAt(): number {
    return this.#lastAt;
  }

  /** How often the device began anew. */
  get attempts(): number {
    return this.#attempts;
  }

  get device() {
    return this.#device;
  }

  get model(): string | undefined {
    return this.#model;
  }

  get kinds(): readonly WayKind[] {
    return [...this.#kinds];
  }

  /** What went wrong last, while nothing has gone right since. */
  get failure(): TakenStep | undefined {
    return this.#last?.ok === false ? this.#last : undefined;
  }

  take({ device, step, ok, at, ms, message, code }: OnboardingEvent): void {
    const kind = kindOf(step);
    if (kind === undefined) return;
    if (device !== undefined) {
      const { manufacturer = null, serialNumber } = device;
      this.#device = { key: deviceKey(device), serialNumber, manufacturer };
      this.#model = device.model ?? this.#model;
    }
    this.#beginAnew(step, kind);
    this.#kinds.add(kind);
    const taken = { step, ok, at: at.getTime(), ms, message: message?.slice(0, MAX_TEXT).toWellFormed(), code };
    this.#steps.set(step, taken);
    this.#last = taken;
    this.#lastAt = Math.max(this.#lastAt, taken.at);
  }

  /** Takes what was heard before it was known whose it was. */
  join(other: Way): void {
    for (const kind of other.#kinds) this.#beginAnew(EXPECTED[kind][0], kind);
    for (const kind of other.#kinds) this.#kinds.add(kind);
    for (const [step, taken] of other.#steps) this.#steps.set(step, taken);
    this.#last = other.#last ?? this.#last;
    this.#lastAt = Math.max(this.#lastAt, other.#lastAt);
  }

  stateAt(now: number): WayState {
    if (this.#last?.ok === false) return 'failed';
    if (this.#last !== undefined && LAST.has(this.#last.step)) return 'aboard';
    return now - this.#lastAt < QUIET_AFTER ? 'live' : 'quiet';
  }

  /** In their order: what is expected of such a way, and what was heard besides. */
  stepsAt(now: number): readonly ShownStep[] {
    const expected = [...this.#kinds].flatMap((kind) => EXPECTED[kind]);
    const all = [...new Set([...expected, ...this.#steps.keys()])].sort((a, b) => placeOf(a) - placeOf(b));
    const last = Math.max(-1, ...[...this.#steps.keys()].map((step) => all.indexOf(step)));
    const isLive = this.stateAt(now) === 'live';
    return all.map((step, index) => {
      const taken = this.#steps.get(step);
      const { title, phase } = STEPS[step];
      return { step, title, phase, taken, state: stateOf(taken, isLive && index === last + 1, index < last) };
    });
  }

  /** The first step of its kind, taken once more, says that the device began again; others may be heard of in any order. */
  #beginAnew(step: StepId | undefined, kind: WayKind): void {
    if (step === undefined || step !== EXPECTED[kind][0] || !this.#steps.has(step)) return;
    for (const taken of this.#steps.keys()) if (kindOf(taken) === kind) this.#steps.delete(taken);
    this.#attempts++;
  }
}

/** The phases of a way in their order, each as far as its steps are. */
export function phasesOf(steps: readonly ShownStep[]): readonly ShownPhase[] {
  return PHASES.flatMap((phase) => {
    const states = steps.filter((step) => step.phase === phase).map(({ state }) => state);
    if (states.length === 0) return [];
    const some = (['failed', 'current', 'pending'] as const).find((state) => states.includes(state));
    return [{ phase, state: some === 'pending' && states.includes('done') ? 'current' : (some ?? 'done') }];
  });
}

export function kindOf(step: StepId): WayKind | undefined {
  const journey = journeyOf(step);
  return journey === 'assurance' || step === 'F.0' ? undefined : journey;
}

/** A step that was passed over was taken by somebody who does not report here. */
function stateOf(taken: TakenStep | undefined, isNext: boolean, isPassed: boolean): StepState {
  if (taken !== undefined) return taken.ok ? 'done' : 'failed';
  if (isPassed) return 'done';
  return isNext ? 'current' : 'pending';
}

function placeOf(step: StepId): number {
  return ORDER.get(step) ?? ORDER.size;
}
