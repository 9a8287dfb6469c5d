/** What would change a decision that rules proved: for a no, what mends the ends of its proof; for a yes, what it rests on. */

import type { ProofNode } from '@sallyport/assurance-inference';
import { manufacturerUri } from '../../assurance/device-uri.ts';
import type { KnownDevice } from '../../assurance/register.ts';
import { stepJson } from '../proof-json.ts';
import type { WouldChange } from './answer.ts';
import { type End, endsOf, functorOf } from './proof-ends.ts';
import { change, giveCode, liftRefusal, nameIn } from './ways.ts';

/** Ways that are named; the proof has them all. */
const MAX_CHANGES = 16;
const OBSERVED = 'observed:';
/** What a device is, no word of a person changes. */
const GIVEN: ReadonlySet<string> = new Set(['proved', 'made_by', 'device', 'device_key', 'known_by_code', 'given']);
/** What passes by itself when it is seen no more. */
const PASSING: ReadonlySet<string> = new Set(['contact', 'denylisted', 'mud_violation']);

export function changesByProof(proof: ProofNode, device: KnownDevice, makerName: string): readonly WouldChange[] {
  const ends = endsOf(proof);
  const all = proof.holds
    ? [...ends.flatMap(({ node }) => takenBack(node)), ...outOfDoors(device, makerName)]
    : ends.filter(({ node }) => !GIVEN.has(functorOf(node.goal))).flatMap((end) => mended(end, device, makerName));
  return distinct(all);
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

function distinct(changes: readonly WouldChange[]): readonly WouldChange[] {
  const bySentence = new Map(changes.map((each) => [each.sentence, each]));
  return [...bySentence.values()].slice(0, MAX_CHANGES);
}
