/** `sallyport registrar lists`, `accept`, `refuse`, `remove`, `lift`, `manufacturers` and `import`: whom the owner accepts. */

import { isJsonObject, isSallyportError, toBase64 } from '@sallyport/core';
import { Argument, type Command } from 'commander';
import { readInput } from '../data/named-files.ts';
import type { RunContext } from '../run-context.ts';
import type { DomainAsk, DomainInput } from '../services/ask.ts';
import { askDomain, withDomain } from '../services/reach.ts';
import { printable } from '../terminal.ts';
import { listsForPeople, manufacturerNames, manufacturersForPeople } from '../view/domain-view.ts';
import { policyInForce } from '../view/policy-view.ts';
import { showValue } from '../view/value-view.ts';
import { notA } from './artefact-files.ts';
import { type CommonOptions, domainCommand, perform, performDomain } from './common.ts';
import { deviceNamed, manufacturerNamed } from './names.ts';

const DEVICE = 'serial number, or MANUFACTURER/SERIAL';
const ENTRY = `of manufacturers: name or id; of models: the model; of devices and codes: ${DEVICE}`;

type AcceptList = DomainInput<'lists.add'>['list'];
type AnyList = DomainInput<'lists.remove'>['list'];

interface NoteOptions extends CommonOptions {
  readonly note?: string;
}

interface ImportOptions extends CommonOptions {
  readonly fingerprint: string;
  readonly onlyThese: boolean;
}

export function listCommands(context: RunContext): readonly Command[] {
  return [
    domainCommand('lists', 'show whom the owner accepts and refuses').action((options: CommonOptions) =>
      perform(context, options.json, () => show(options, context)),
    ),
    domainCommand('accept', 'accept a manufacturer; or narrow to a model or device, and no others')
      .addArgument(listArgument(['manufacturers', 'models', 'devices']))
      .argument('<entry>', ENTRY)
      .option('--note <text>', 'why')
      .action((list: AcceptList, entry: string, options: NoteOptions) =>
        perform(context, options.json, () => add(list, entry, options, context)),
      ),
    domainCommand('refuse', 'never let this device aboard, whatever else is accepted')
      .argument('<device>', DEVICE)
      .option('--note <text>', 'why')
      .action((device: string, options: NoteOptions) =>
        perform(context, options.json, () => add('refused', device, options, context)),
      ),
    domainCommand('remove', 'take an entry off a list')
      .addArgument(listArgument(['manufacturers', 'models', 'devices', 'codes', 'refused']))
      .argument('<entry>', ENTRY)
      .action((list: AnyList, entry: string, options: CommonOptions) =>
        perform(context, options.json, () => remove(list, entry, options, context)),
      ),
    domainCommand('lift', 'stop narrowing by a list')
      .addArgument(listArgument(['models', 'devices']))
      .action((list: DomainInput<'lists.lift'>['list'], options: CommonOptions) =>
        performDomain(context, options, 'lists.lift', { list }),
      ),
    domainCommand('manufacturers', 'list the manufacturers that were introduced').action((options: CommonOptions) =>
      performDomain(context, options, 'manufacturers.list', {}, manufacturersForPeople),
    ),
    domainCommand('import', 'accept a manufacturer by its hand-over file')
      .argument('<file>', 'the file, or - for standard input')
      .requiredOption('--fingerprint <sha256>', 'fingerprint of who signed the file, got another way than the file')
      .option('--only-these', 'narrow to the devices in the file, and no others', false)
      .action((file: string, options: ImportOptions) =>
        perform(context, options.json, () => importHandOver(file, options, context)),
      ),
  ];
}

function show(options: CommonOptions, context: RunContext): Promise<undefined> {
  const { json } = options;
  return withDomain(options, context, async (ask) => {
    const names = json ? new Map() : manufacturerNames(await ask('manufacturers.list', {}));
    const policy = json ? undefined : policyInForce(await ask('policy.show', {}));
    showValue(context.terminal, await ask('lists.show', {}), json, (each) => listsForPeople(each, names, policy));
    return undefined;
  });
}

function listArgument(lists: readonly string[]): Argument {
  return new Argument('<list>', 'which list').choices(lists);
}

function add(list: AcceptList, entry: string, options: NoteOptions, context: RunContext): Promise<undefined> {
  const { json, note } = options;
  return withDomain(options, context, async (ask) => {
    const match = await matchOf(list, entry, ask);
    showValue(context.terminal, await ask('lists.add', { list, match, ...(note === undefined ? {} : { note }) }), json);
    const policy = json || list === 'refused' ? undefined : policyInForce(await ask('policy.show', {}));
    if (policy !== undefined) context.terminal.note(`${beside(policy)}\n`);
    return undefined;
  });
}

/** An entry that lets nobody in must not look as if it did. */
function beside(policy: string): string {
  return `claims decide, by the policy ${printable(policy)}: to let a device in, trust it with \`sallyport claim trust\``;
}

function remove(list: AnyList, entry: string, options: CommonOptions, context: RunContext): Promise<undefined> {
  const { json } = options;
  return withDomain(options, context, async (ask) => {
    // An entry made under another name can still be taken off as it stands.
    const match = await matchOf(list, entry, ask).catch((thrown: unknown) => {
      if (isSallyportError(thrown, 'E_CLI_USAGE')) return entry;
      throw thrown;
    });
    const answer = await ask('lists.remove', { list, match });
    const isRemoved = isJsonObject(answer) && answer['removed'] === true;
    showValue(context.terminal, answer, json, () => `${match} ${isRemoved ? 'is off' : 'was not on'} the list ${list}`);
    return undefined;
  });
}

/** How the lists name what a person named. */
async function matchOf(list: AnyList, entry: string, ask: DomainAsk): Promise<string> {
  if (list === 'models') return entry;
  if (list === 'manufacturers') return manufacturerNamed(entry, ask);
  const { manufacturer, serialNumber } = await deviceNamed(entry, ask);
  return `${manufacturer}/${serialNumber}`;
}

async function importHandOver(file: string, options: ImportOptions, context: RunContext): Promise<undefined> {
  const { json, fingerprint, onlyThese } = options;
  const input = { file: toBase64(readInput(file)), fingerprint, onlyThese };
  const answer = await askDomain(options, context, 'hand-over.accept', input).catch((thrown: unknown) => {
    throw isSallyportError(thrown) && /^E_(DER|PKI|CMS|JSON)_/.test(thrown.code)
      ? notA(file, 'hand-over', thrown)
      : thrown;
  });
  showValue(context.terminal, answer, json);
  return undefined;
}
