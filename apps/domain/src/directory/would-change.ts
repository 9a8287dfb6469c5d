/** What would change a decision: for a no, what is missing or stands against it; for a yes, what holds it up. */

import { jsonObject } from '@sallyport/api';
import type { AcceptLists } from '@sallyport/assurance-accept-lists';
import type { ProofNode } from '@sallyport/assurance-inference';
import type { JsonObject } from '@sallyport/core';
import { z } from 'zod';
import { manufacturerUri } from '../assurance/device-uri.ts';
import type { KnownDevice } from '../assurance/register.ts';
import { stepAnswer, stepJson } from './proof-json.ts';

const KINDS = [
  'trust-maker',
  'trust-device',
  'set-type',
  'score-type',
  'give-code',
  'accept-maker',
  'accept-model',
  'accept-device',
  'lift-refusal',
  'mend-history',
  'take-back',
  'wait',
  'distrust-device',
  'distrust-maker',
  'unlist-maker',
  'offboard',
  'other',
] as const;

export const wouldChangeAnswer = z.object({
  kind: z.enum(KINDS),
  sentence: z.string(),
  /** The operation that does it, by name, and what to give it; null where a person must do something else first. */
  operation: z.string().nullable(),
  input: jsonObject.nullable(),
  /** The claim that it is about. */
  claim: z.string().nullable(),
  /** The step of the proof that it is about; one that holds is to hold no more. */
  about: stepAnswer.nullable(),
});

export type WouldChange = z.infer<typeof wouldChangeAnswer>;

/** Ways that are named; the proof has them all. */
const MAX_CHANGES = 16;
const MAX_NODES = 4096;
const OBSERVED = 'observed:';
/** What a device is, no word of a person changes. */
const GIVEN: ReadonlySet<string> = new Set(['proved', 'made_by', 'device', 'device_key', 'known_by_code', 'given']);
/** What passes by itself when it is seen no more. */
const PASSING: ReadonlySet<string> = new Set(['contact', 'denylisted', 'mud_violation']);
const FUNCTOR = /^(?:\\\+ ?)?([a-z][A-Za-z0-9_]*)\(/;

/** By what rules proved. */
export function changesByProof(proof: ProofNode, device: KnownDevice, makerName: string): readonly WouldChange[] {
  const ends = endsOf(proof);
  const all = proof.holds
    ? [...ends.flatMap(({ node }) => takenBack(node)), ...outOfDoors(device, makerName)]
    : ends.filter(({ node }) => !GIVEN.has(functorOf(node.goal))).flatMap((end) => mended(end, device, makerName));
  return distinct(all);
}

/** By the owner's lists. */
export function changesByLists(
  lists: AcceptLists,
  device: KnownDevice,
  makerName: string,
  isPermitted: boolean,
): readonly WouldChange[] {
  const { key, manufacturer, model, proved } = device;
  const name = nameIn(device);
  if (lists.refused.has(key)) return [liftRefusal(device)];
  if (isPermitted) {
    const unlist = { list: 'manufacturers', match: manufacturer };
    return [
      ...(proved === 'certificate'
        ? [change('unlist-maker', `Take its maker ${makerName} off the list of makers.`, 'lists.remove', unlist)]
        : []),
      change('offboard', 'Put it out: revoke its certificates and refuse it.', 'devices.offboard', name),
    ];
  }
  if (proved === 'code') return [giveCode()];
  const add = (list: string, match: string) => ({ list, match });
  return [
    ...(lists.manufacturers.has(manufacturer)
      ? []
      : [change('accept-maker', `Accept its maker ${makerName}.`, 'lists.add', add('manufacturers', manufacturer))]),
    ...(lists.models === undefined || model === null || lists.models.has(model)
      ? []
      : [change('accept-model', `Accept its model ${model}.`, 'lists.add', add('models', model))]),
    ...(lists.devices === undefined || lists.devices.has(key)
      ? []
      : [change('accept-device', 'Put it on the list of devices.', 'lists.add', add('devices', key))]),
  ];
}

/** Before any policy: the owner's refusal, and what its history showed. */
export function changesOfRefusal(
  device: KnownDevice,
  isRefused: boolean,
  flag: string | undefined,
): readonly WouldChange[] {
  return [
    ...(isRefused ? [liftRefusal(device)] : []),
    ...(flag === undefined
      ? []
      : [
          change(
            'mend-history',
            'Its maker’s log of it must be found in order when it next asks for a voucher.',
            null,
            null,
          ),
        ]),
  ];
}

/** An end of the proof: `isAgainst` for one that holds and must not. */
interface End {
  readonly node: ProofNode;
  readonly isAgainst: boolean;
}

/** What decided, at the ends of the proof, nearest to the root first. */
function endsOf(proof: ProofNode): readonly End[] {
  const ends: End[] = [];
  const queue: End[] = [{ node: proof, isAgainst: false }];
  for (let next = 0; next < queue.length && next < MAX_NODES; next++) {
    const end = queue[next];
    if (end === undefined) break;
    const within = isWhole(end) ? [] : decisive(end);
    if (within.length === 0) ends.push(end);
    else queue.push(...within);
  }
  return ends;
}

/** What is mended as a whole, whichever part of it fails. */
function isWhole({ node: { goal, holds } }: End): boolean {
  return !holds && functorOf(goal) === 'score_is_low';
}

function decisive({ node: { holds, kind, children }, isAgainst }: End): readonly End[] {
  const some = (nodes: readonly ProofNode[], against: boolean) => nodes.map((node) => ({ node, isAgainst: against }));
  const solid = children.filter((child) => child.kind !== 'builtin');
  if (kind === 'not') {
    // What must not hold does; or, within an objection, what would end it does not.
    if (!holds)
      return some(
        solid.filter((child) => child.holds),
        true,
      );
    return isAgainst
      ? some(
          children.filter((child) => !child.holds),
          false,
        )
      : [];
  }
  if (!holds)
    return some(
      children.filter((child) => !child.holds),
      false,
    );
  return isAgainst
    ? some(solid, true)
    : some(
        solid.filter((child) => child.kind !== 'not'),
        false,
      );
}

/** A claim that holds a yes. */
function takenBack(node: ProofNode): readonly WouldChange[] {
  const { claim } = node;
  if (claim === undefined || claim.id.startsWith(OBSERVED)) return [];
  const sentence = `It would be asked anew if this were taken back: ${claim.statement}`;
  return [{ ...change('take-back', sentence, 'claims.retract', { id: claim.id }, claim.id), about: stepJson(node) }];
}

function outOfDoors(device: KnownDevice, makerName: string): readonly WouldChange[] {
  const maker = manufacturerUri(device.manufacturer);
  return [
    change('distrust-device', 'Distrust it.', 'devices.distrust', nameIn(device)),
    ...(maker === undefined
      ? []
      : [
          change('distrust-maker', `Distrust its maker ${makerName}.`, 'claims.make', {
            type: 'Distrust',
            subject: { id: maker, role: 'manufacturer' },
          }),
        ]),
    change('offboard', 'Put it out: revoke its certificates and refuse it.', 'devices.offboard', nameIn(device)),
  ];
}

/** What would mend an end of a no: something that nobody states, or something that stands against it. */
function mended(
  { node, isAgainst }: End,
  device: KnownDevice,
  makerName: string,
): WouldChange | readonly WouldChange[] {
  const { goal, sentence } = node;
  if (isAgainst) return against(node, device);
  const maker = manufacturerUri(device.manufacturer);
  const functor = functorOf(goal);
  switch (functor) {
    case 'trusts':
    case 'manufacturer_trusted':
    case 'maker_accepted':
    case 'device_trusted': {
      const isOfMaker = functor === 'trusts' ? goal.endsWith('manufacturer)') : functor !== 'device_trusted';
      if (!isOfMaker) return change('trust-device', 'Trust the device.', 'devices.trust', nameIn(device));
      const input = maker === undefined ? null : { type: 'Trust', subject: { id: maker, role: 'manufacturer' } };
      return change('trust-maker', `Trust its maker ${makerName}.`, input === null ? null : 'claims.make', input);
    }
    case 'type_of':
    case 'declared_type':
    case 'device_type':
    case 'purchase':
      return change('set-type', 'Say of which type it is.', 'devices.set-type', nameIn(device));
    case 'vulnerability_score':
    case 'sbom_score':
    case 'score_is_low':
      return change('score-type', 'Import the bill of materials of its type, so that it gets a score.', null, null);
    case 'listed':
    case 'code_given':
      return listedAs(goal, device, makerName);
    default:
      return { ...change('other', `This would have to hold: ${sentence}`, null, null), about: stepJson(node) };
  }
}

function listedAs(goal: string, device: KnownDevice, makerName: string): WouldChange {
  const { key, manufacturer, model } = device;
  const add = (list: string, match: string) => ({ list, match });
  if (goal.startsWith('listed(manufacturers'))
    return change('accept-maker', `Accept its maker ${makerName}.`, 'lists.add', add('manufacturers', manufacturer));
  if (goal.startsWith('listed(models') && model !== null)
    return change('accept-model', `Accept its model ${model}.`, 'lists.add', add('models', model));
  if (goal.startsWith('listed(devices'))
    return change('accept-device', 'Put it on the list of devices.', 'lists.add', add('devices', key));
  return giveCode();
}

/** Something holds that must not. */
function against(node: ProofNode, device: KnownDevice): WouldChange | readonly WouldChange[] {
  const { claim, goal, sentence } = node;
  const about = stepJson(node);
  if (claim === undefined) return { ...change('other', `This must not hold: ${sentence}`, null, null), about };
  const { id } = claim;
  if (goal.startsWith('listed(refused')) return liftRefusal(device);
  if (id.startsWith(OBSERVED)) {
    // What a device is, and who people are, passes by nothing.
    if (!PASSING.has(functorOf(goal))) return [];
    const passes = `It passes when this was not seen for as long as the rule says: ${sentence}`;
    return { ...change('wait', passes, null, null), about };
  }
  return { ...change('take-back', `Take back: ${claim.statement}`, 'claims.retract', { id }, id), about };
}

function functorOf(goal: string): string {
  return FUNCTOR.exec(goal)?.[1] ?? '';
}

function giveCode(): WouldChange {
  return change('give-code', 'Give the code that is printed on it.', null, null);
}

function liftRefusal(device: KnownDevice): WouldChange {
  return change('lift-refusal', 'Take it off the list of refused devices.', 'devices.onboard', nameIn(device));
}

function nameIn({ manufacturer, serialNumber }: KnownDevice): JsonObject {
  return { manufacturer, serialNumber };
}

function change(
  kind: WouldChange['kind'],
  sentence: string,
  operation: string | null,
  input: JsonObject | null,
  claim: string | null = null,
): WouldChange {
  return { kind, sentence, operation, input, claim, about: null };
}

function distinct(changes: readonly WouldChange[]): readonly WouldChange[] {
  const bySentence = new Map(changes.map((each) => [each.sentence, each]));
  return [...bySentence.values()].slice(0, MAX_CHANGES);
}
