/** `sallyport demo`: the whole way aboard, onto the network and off it, and what claims decide there, in a directory that is thrown away; the exit status tells. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BroughtAboard, Device } from '@sallyport/app-device';
import { toBase64, toHex } from '@sallyport/core';
import { type OnboardingEvent, stepOf } from '@sallyport/onboarding';
import type { Command } from 'commander';
import { deviceDirectory } from '../data/device-directory.ts';
import { stationPassword } from '../data/station-password.ts';
import { DEFAULTS } from '../defaults.ts';
import { fail } from '../errors.ts';
import { EXIT } from '../exit.ts';
import { type ClaimsMoment, liveByClaims } from '../journey/claims-life.ts';
import { labDiscovery, openDoor } from '../journey/door.ts';
import { DoorWatch, type NetworkMoment } from '../journey/door-watch.ts';
import { bear, comeAboard, deliver, labStation, newSerialNumber } from '../journey/lab.ts';
import { LAB_ADMISSION, openAccessPoint } from '../journey/network-lab.ts';
import { liveOnNetwork } from '../journey/network-life.ts';
import { LabOwner } from '../journey/owner.ts';
import { JourneyTrace } from '../journey/trace.ts';
import type { RunContext } from '../run-context.ts';
import { startDomain } from '../services/domain.ts';
import { openHouse } from '../services/house.ts';
import { startManufacturer } from '../services/manufacturer.ts';
import { domainAsk } from '../services/reach.ts';
import { aboardText, networkLine, stepLine } from '../view/journey-view.ts';
import { textIn } from '../view/members.ts';
import { type Names, namesOf } from '../view/names.ts';
import { sentenceOf } from '../view/proof-view.ts';
import { jsonCommand, perform } from './common.ts';

export function demoCommand(context: RunContext): Command {
  return jsonCommand('demo', 'show the whole way aboard and onto the network, then clean up').action(
    (options: { json: boolean }) => perform(context, options.json, () => demo(options.json, context)),
  );
}

interface DemoResult {
  readonly serialNumber: string;
  readonly idevid: string;
  readonly domainCa: string;
  readonly aboard: BroughtAboard;
  readonly network: readonly NetworkMoment[];
  readonly claims: readonly ClaimsMoment[];
}

/** What is shown while it happens. */
interface Show {
  readonly events: (event: OnboardingEvent) => void;
  readonly moment: (moment: NetworkMoment) => void;
  readonly aboard: (aboard: BroughtAboard, serialNumber: string) => void;
  readonly claimsDecide: (names: Names) => void;
  readonly claimsMoment: (moment: ClaimsMoment) => void;
}

async function demo(json: boolean, context: RunContext): Promise<number> {
  const { terminal } = context;
  const traces = new Traces();
  let names: Names = new Map();
  const show: Show = {
    events: (event) => {
      if (traces.add(event) && !json) terminal.out(stepLine(event, terminal));
    },
    moment: (moment) => {
      traces.network();
      if (!json) terminal.out(networkLine(moment, terminal));
    },
    aboard: ({ ownership }, serialNumber) => {
      if (!json)
        terminal.out(
          `${aboardText(serialNumber, ownership.ldevid)}\nIt lives on a network that asks for its certificate\n`,
        );
    },
    claimsDecide: (known) => {
      names = known;
      if (!json) terminal.out('\nIts owner adopts the policy of NIST SP 1800-36 Build 5: from now on claims decide\n');
    },
    claimsMoment: (moment) => {
      if (json) return;
      terminal.out(networkLine(moment, terminal));
      if (moment.why !== undefined) terminal.out(`  ${sentenceOf(moment.why, names, terminal)}\n`);
    },
  };
  const directory = mkdtempSync(join(tmpdir(), 'sallyport-demo-'));
  if (!json) terminal.out('A device comes aboard by BRSKI\n');
  const started = context.clock.monotonic();
  let result: DemoResult | undefined;
  let failure: unknown;
  try {
    result = await journey(directory, context, show);
  } catch (thrown) {
    failure = thrown;
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
  const ok = failure === undefined && traces.complete;
  if (json) terminal.out(`${JSON.stringify(report(ok, traces, result, failure))}\n`);
  else if (failure !== undefined) throw failure;
  else if (!ok) throw fail('E_CLI_JOURNEY', `steps that nobody took: ${traces.missing().join(', ')}`);
  else terminal.out(summary(context.clock.monotonic() - started));
  return ok ? EXIT.ok : EXIT.failed;
}

/** The way aboard, and then what befalls the device on the network, where it is to fail some steps. */
class Traces {
  readonly #aboard = new JourneyTrace();
  readonly #network = new JourneyTrace('admission');
  readonly #claims = new JourneyTrace('assurance');
  #isAtNetwork = false;

  /** What came before, with another certificate than the domain's, is none of its steps. */
  network(): void {
    this.#isAtNetwork = true;
  }

  add(event: OnboardingEvent): boolean {
    const { phase } = stepOf(event);
    if (phase === 'assurance') return this.#claims.add(event);
    if (phase !== 'admission' && phase !== 'offboarding') return this.#aboard.add(event);
    return this.#isAtNetwork && event.ok && this.#network.add(event);
  }

  steps() {
    return this.#all.flatMap((trace) => trace.steps());
  }

  missing() {
    return this.#all.flatMap((trace) => trace.missing());
  }

  get complete(): boolean {
    return this.#all.every((trace) => trace.complete);
  }

  get #all(): readonly JourneyTrace[] {
    return [this.#aboard, this.#network, this.#claims];
  }
}

async function journey(directory: string, context: RunContext, show: Show): Promise<DemoResult> {
  const { events } = show;
  const house = openHouse(directory, context);
  const session = toHex(context.random.bytes(8));
  const open: { close(): Promise<void> }[] = [];
  const keep = <T extends { close(): Promise<void> }>(part: T): T => {
    open.push(part);
    return part;
  };
  try {
    const { service: manufacturer } = keep(
      await startManufacturer(house, { masaPort: 0, stationPort: 0 }, context, events),
    );
    const { service: domain } = keep(await startDomain(house, { port: 0, admission: LAB_ADMISSION }, context, events));
    // The registrar's own port number keeps this demo's multicast apart from any other lab on the machine.
    const mdnsPort = domain.port;
    const door = keep(await openDoor({ port: 0, registrarPort: domain.port ?? 0, ...portOf(mdnsPort) }, context));
    const serialNumber = newSerialNumber(context.random);
    const storage = { directory: deviceDirectory(house.directory, serialNumber), passphrase: house.passphrase.secret };
    const device = keep(await Device.open({ storage }));
    const line = labStation(
      { host: DEFAULTS.host, port: manufacturer.stationPort ?? 0, user: DEFAULTS.stationUser },
      { anchors: manufacturer.masaTlsAnchors, password: stationPassword(house.directory, context) },
      context,
    );
    await bear({ device, line, serialNumber, session, events, context });
    await deliver(manufacturer, domain, [serialNumber]);
    const discovery = labDiscovery({ host: DEFAULTS.host, port: door.port }, mdnsPort);
    const come = () => comeAboard({ device, discovery, session, events, context, persistence: 'one-round' });
    const aboard = await come();
    show.aboard(aboard, serialNumber);
    const { point } = keep(await openAccessPoint(domain, DEFAULTS.network, context));
    const atTheDoor = { point, domain, device, serialNumber, session, events, context };
    const watch = new DoorWatch(atTheDoor);
    const network = await liveOnNetwork({ ...atTheDoor, door: watch, return: come, tell: show.moment });
    const ask = domainAsk(domain);
    show.claimsDecide(await namesOf(ask));
    const owner = new LabOwner(ask);
    const claims = await liveByClaims({ ...atTheDoor, door: watch, owner, manufacturer, tell: show.claimsMoment });
    return {
      serialNumber,
      idevid: device.birth?.idevid.toPem() ?? '',
      domainCa: domain.authority.certificate.toPem(),
      aboard,
      network,
      claims,
    };
  } finally {
    for (const part of open.reverse()) await part.close();
  }
}

function portOf(mdnsPort: number | undefined): { readonly mdnsPort?: number } {
  return mdnsPort === undefined ? {} : { mdnsPort };
}

function report(
  ok: boolean,
  traces: Traces,
  result: DemoResult | undefined,
  failure: unknown,
): Record<string, unknown> {
  const steps = traces.steps();
  if (result === undefined) {
    return { ok, steps, error: failure instanceof Error ? failure.message : String(failure) };
  }
  return {
    ok,
    steps,
    device: {
      serialNumber: result.serialNumber,
      idevid: result.idevid,
      ldevid: result.aboard.ownership.ldevid.toPem(),
    },
    domain: { ca: result.domainCa },
    voucher: toBase64(result.aboard.voucher),
    network: result.network,
    claims: result.claims.map(({ why, ...moment }) => ({
      ...moment,
      ...(why === undefined ? {} : { reason: textIn(why, 'reason') ?? null }),
    })),
  };
}

function summary(span: number): string {
  return `The whole way took ${(span / 1000).toFixed(1)} s, the start of all services included.\n`;
}
