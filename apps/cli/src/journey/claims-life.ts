/**
 * What befalls a device on its network when claims decide (F.1 to F.6): each step shuts the door or opens it, and whatever was
 * shut is opened again before the next.
 */

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Manufacturer } from '@sallyport/app-manufacturer';
import { type JsonObject, type JsonValue, reasonOf, SECOND, toBase64, utf8 } from '@sallyport/core';
import { onboardingEvent, type StepId } from '@sallyport/onboarding';
import { fail } from '../errors.ts';
import type { AtTheDoor, DoorWatch, NetworkMoment } from './door-watch.ts';
import { HARMLESS_ADVISORY, LAB_TYPE, labBill, NEW_ZLIB, OLD_ZLIB, ZLIB_ADVISORY } from './lab-posture.ts';
import type { LabOwner } from './owner.ts';

export interface ClaimsMoment extends NetworkMoment {
  readonly step: StepId;
  /** What the domain said of a device that it put out: the answer of the operation `why`. */
  readonly why?: JsonObject;
}

export interface ClaimsLife extends AtTheDoor {
  readonly door: DoorWatch;
  readonly owner: LabOwner;
  readonly manufacturer: Manufacturer;
  readonly tell: (moment: ClaimsMoment) => void;
}

interface Move {
  readonly did: 'put-out' | 'let-in';
  readonly when: string;
  readonly act: () => Promise<unknown>;
}

const ADDRESS = '192.0.2.7';
/** An address of a documentation block, as RFC 5737 has them. */
const BAD = '203.0.113.9';
/** In seconds. Build 5 looks back two minutes, for which nobody wants to wait; a busy machine must have judged before it is over. */
const LOOK_BACK = 3;

/**
 * The owner adopts Build 5 while the device is on the network.
 * @throws E_CLI_JOURNEY when the door did something else, and what the operations throw
 */
export async function liveByClaims(life: ClaimsLife): Promise<readonly ClaimsMoment[]> {
  const folder = await mkdtemp(join(tmpdir(), 'sallyport-feeds-'));
  try {
    const told = new Told(life, folder);
    await told.begin();
    for (const [step, moves] of told.steps()) await told.take(step, moves);
    return told.moments;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

class Told {
  readonly moments: ClaimsMoment[] = [];
  readonly #life: ClaimsLife;
  readonly #folder: string;
  /** Claims that are taken back later. */
  #trust = { manufacturer: '', device: '' };

  constructor(life: ClaimsLife, folder: string) {
    this.#life = life;
    this.#folder = folder;
  }

  /** Adopts the policy, to which the device is a stranger, and says what lets it in. */
  async begin(): Promise<void> {
    const { owner, serialNumber, manufacturer, door } = this.#life;
    const adopted = await door.putOut('as nothing was claimed of it yet', () =>
      owner.ask('policy.adopt', { policy: 'build-5' }),
    );
    this.#tell({ step: 'F.0', ...adopted, why: await owner.why(serialNumber) });
    await owner.replaceRule(
      'contact_window',
      `contact_window(${LOOK_BACK}).`,
      'A short look-back, for a demonstration.',
    );
    await owner.ask('addresses.set', { device: serialNumber, addresses: [ADDRESS] });
    await owner.ask('denylist.import', { name: 'example', destinations: [BAD] });
    await this.#importFeed(HARMLESS_ADVISORY);
    this.#trust = {
      manufacturer: await owner.trust('manufacturer', manufacturer.name),
      device: await owner.trust('device', serialNumber),
    };
    await owner.claim('OwnerDeclaration', { id: serialNumber, deviceType: LAB_TYPE });
    await owner.declareBill(LAB_TYPE, labBill(OLD_ZLIB));
    await this.#permitted();
    const when = 'when it, its maker and its software are trusted';
    this.#tell({ step: 'E.3', ...(await door.knock('let-in', when)) });
  }

  steps(): readonly (readonly [StepId, readonly Move[]])[] {
    const { owner, serialNumber, manufacturer } = this.#life;
    let distrust = '';
    return [
      [
        'F.1',
        [
          putOut('as its maker is distrusted', async () => {
            distrust = await owner.claim('Distrust', { id: manufacturer.name, role: 'manufacturer' });
          }),
          letIn('when that is taken back', () => owner.retract(distrust, 'it was a demonstration')),
        ],
      ],
      [
        'F.2',
        [
          putOut('as a feed knows a vulnerability of its zlib', () => this.#importFeed(ZLIB_ADVISORY)),
          letIn('when its firmware has a newer one', () => owner.declareBill(LAB_TYPE, labBill(NEW_ZLIB))),
        ],
      ],
      [
        'F.3',
        [
          putOut('as it talks to a denylisted address', () => this.#reportFlow()),
          letIn(`when that is over ${LOOK_BACK} s ago; the shipped rule says 120 s`, () => Promise.resolve()),
        ],
      ],
      [
        'F.4',
        [
          putOut('as its owner says no more that it is trusted', async () => {
            const { SHIPPED_RULES } = await import('@sallyport/assurance-policy');
            const rule = SHIPPED_RULES.get('purchase');
            if (rule === undefined) throw fail('E_CLI_JOURNEY', 'no rule about purchases is shipped');
            await owner.replaceRule(rule.name, rule.source, rule.about);
            await owner.retract(this.#trust.device, 'it was a demonstration');
          }),
          letIn('when its maker claims that the owner bought it', async () => {
            const purchase = await manufacturer.recordPurchase({ serialNumber, buyer: await owner.name() });
            await owner.take(purchase, 'the manufacturer');
          }),
        ],
      ],
      [
        'F.5',
        [
          putOut('as trust in its maker is taken back', () =>
            owner.retract(this.#trust.manufacturer, 'it was a demonstration'),
          ),
          letIn('when its maker is trusted anew', () => owner.trust('manufacturer', manufacturer.name)),
        ],
      ],
      [
        'F.6',
        [
          putOut('as its firmware is the old one again', () => owner.declareBill(LAB_TYPE, labBill(OLD_ZLIB))),
          letIn('when the owner puts the threshold at 8', () =>
            owner.replaceRule('sbom_threshold', 'sbom_threshold(8).', 'What this owner can live with.'),
          ),
        ],
      ],
    ];
  }

  /** Reports the step when every door of it has moved; it took as long as the first. */
  async take(step: StepId, moves: readonly Move[]): Promise<void> {
    const { session, serialNumber, events, context } = this.#life;
    const report = (outcome: { ok: true; ms: number } | { ok: false; message: string }) =>
      events(
        onboardingEvent({
          ...{ session, protocol: 'assurance', step, at: context.clock.now(), facts: { serialNumber } },
          ...outcome,
        }),
      );
    try {
      let first: number | undefined;
      for (const move of moves) {
        const moment = { step, ...(await this.#make(move)) };
        this.#tell(moment);
        first ??= moment.ms;
      }
      report({ ok: true, ms: first ?? 0 });
    } catch (thrown) {
      report({ ok: false, message: reasonOf(thrown) });
      throw thrown;
    }
  }

  #tell(moment: ClaimsMoment): void {
    this.moments.push(moment);
    this.#life.tell(moment);
  }

  async #make({ did, when, act }: Move): Promise<Omit<ClaimsMoment, 'step'>> {
    const { door, owner, serialNumber } = this.#life;
    if (did === 'put-out') {
      const moment = await door.putOut(when, act);
      return { ...moment, why: await owner.why(serialNumber) };
    }
    await act();
    await this.#permitted();
    return door.knock(did, when);
  }

  /** What a databot has to work out first, and what must become past, takes a moment. */
  #permitted(): Promise<void> {
    const { owner, serialNumber } = this.#life;
    return this.#until(async () => (await owner.why(serialNumber))['decision'] === 'permit');
  }

  async #until(isSo: () => Promise<boolean>): Promise<void> {
    const { clock, signal } = this.#life.context;
    const patience = clock.monotonic() + PATIENCE;
    while (!(await isSo())) {
      if (signal.aborted) throw fail('E_CLI_ABORTED', 'the demonstration was stopped');
      if (clock.monotonic() > patience) throw fail('E_CLI_JOURNEY', 'what was claimed did not let the device in');
      await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN));
    }
  }

  async #importFeed(advisory: JsonValue): Promise<void> {
    const path = join(this.#folder, 'advisory.json');
    await writeFile(path, JSON.stringify(advisory));
    await this.#life.owner.ask('feeds.import', { kind: 'osv', path });
  }

  async #reportFlow(): Promise<void> {
    const at = this.#life.context.clock.now().toISOString();
    const flow = { at, source: ADDRESS, destination: BAD, destinationPort: 443, protocol: 'tcp' };
    await this.#life.owner.ask('flows.submit', { flows: toBase64(utf8(JSON.stringify(flow))), format: 'json' });
  }
}

const PATIENCE = 15 * SECOND;
const LOOK_AGAIN = 100;

function putOut(when: string, act: Move['act']): Move {
  return { did: 'put-out', when, act };
}

function letIn(when: string, act: Move['act']): Move {
  return { did: 'let-in', when, act };
}
