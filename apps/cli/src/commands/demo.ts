/** `sallyport demo`: the whole way aboard once, in a directory that is thrown away; the exit status tells. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BroughtAboard, Device } from '@sallyport/app-device';
import { toBase64, toHex } from '@sallyport/core';
import type { OnboardingEvent } from '@sallyport/onboarding';
import type { Command } from 'commander';
import { DEFAULTS } from '../defaults.ts';
import { fail } from '../errors.ts';
import { EXIT } from '../exit.ts';
import { labDiscovery, openDoor } from '../journey/door.ts';
import { bear, comeAboard, deliver, labStation, newSerialNumber } from '../journey/lab.ts';
import { JourneyTrace } from '../journey/trace.ts';
import type { RunContext } from '../run-context.ts';
import { deviceDirectory, openHouse, startDomain, startManufacturer, stationPassword } from '../services.ts';
import { aboardText, stepLine } from '../view/journey-view.ts';
import { jsonCommand, perform } from './common.ts';

export function demoCommand(context: RunContext): Command {
  return jsonCommand('demo', 'show the whole way aboard once, then clean up').action((options: { json: boolean }) =>
    perform(context, options.json, () => demo(options.json, context)),
  );
}

interface DemoResult {
  readonly serialNumber: string;
  readonly idevid: string;
  readonly domainCa: string;
  readonly aboard: BroughtAboard;
}

async function demo(json: boolean, context: RunContext): Promise<number> {
  const { terminal } = context;
  const trace = new JourneyTrace();
  const events = (event: OnboardingEvent) => {
    if (trace.add(event) && !json) terminal.out(stepLine(event, terminal));
  };
  const directory = mkdtempSync(join(tmpdir(), 'sallyport-demo-'));
  if (!json) terminal.out('A device comes aboard by BRSKI\n');
  const started = context.clock.monotonic();
  let result: DemoResult | undefined;
  let failure: unknown;
  try {
    result = await journey(directory, context, events);
  } catch (thrown) {
    failure = thrown;
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
  const ok = failure === undefined && trace.complete;
  if (json) terminal.out(`${JSON.stringify(report(ok, trace, result, failure))}\n`);
  else if (failure !== undefined) throw failure;
  else if (!ok) throw fail('E_CLI_JOURNEY', `steps that nobody took: ${trace.missing().join(', ')}`);
  else terminal.out(summary(result, context.clock.monotonic() - started));
  return ok ? EXIT.ok : EXIT.failed;
}

async function journey(
  directory: string,
  context: RunContext,
  events: (event: OnboardingEvent) => void,
): Promise<DemoResult> {
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
    const { service: domain } = keep(await startDomain(house, { port: 0 }, context, events));
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
    const aboard = await comeAboard({ device, discovery, session, events, context, persistence: 'one-round' });
    return {
      serialNumber,
      idevid: device.birth?.idevid.toPem() ?? '',
      domainCa: domain.authority.certificate.toPem(),
      aboard,
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
  trace: JourneyTrace,
  result: DemoResult | undefined,
  failure: unknown,
): Record<string, unknown> {
  const steps = trace.steps();
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
  };
}

function summary(result: DemoResult | undefined, span: number): string {
  if (result === undefined) return '';
  const { ldevid } = result.aboard.ownership;
  return `${aboardText(result.serialNumber, ldevid)}The whole way took ${(span / 1000).toFixed(1)} s, the start of all services included.\n`;
}
