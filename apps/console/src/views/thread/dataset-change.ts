/** What a person wants changed in a Thread network: whether it can be right, what is sent for it, and whom it cuts off. */

import type { AnswerOf, InputOf } from '../../api/index.ts';

export type Dataset = AnswerOf<'thread.dataset'>['dataset'];

/** As it is typed. */
export interface DatasetForm {
  readonly networkName: string;
  /** Empty keeps the one that is in force, which nobody is shown. */
  readonly passphrase: string;
  readonly repeated: string;
  readonly channel: string;
  readonly panId: string;
  readonly newKey: boolean;
  /** `now`, or seconds. */
  readonly when: string;
}

export type Part = 'networkName' | 'passphrase' | 'channel' | 'panId' | 'newKey';
export type Wrong = 'name' | 'passphrase' | 'repeated' | 'pan-id';

export const NOW = 'now';
/** Seconds: from the shortest delay that a network takes to the longest. */
export const DELAYS = [30, 300, 3600, 86_400, 259_200] as const;
export const CHANNELS = Array.from({ length: 16 }, (_, at) => 11 + at);
/** With a new network key a leader waits at least so long, in seconds, since every node must have it in time. */
const SHORTEST_FOR_KEY = 300;
const USUAL = '300';
/** What nodes need to hear each other, which they must all change at the same moment. */
const TOGETHER: ReadonlySet<Part> = new Set(['channel', 'panId', 'newKey']);

const MOST_NAME_BYTES = 16;
const [LEAST_PASSPHRASE_BYTES, MOST_PASSPHRASE_BYTES] = [6, 255];
const PAN_ID = /^(?:0x)?[0-9a-f]{1,4}$/i;
/** Of nodes that have none. */
const BROADCAST = 0xffff;

export function formOf({ networkName = '', channel, panId = '' }: Dataset): DatasetForm {
  return { networkName, passphrase: '', repeated: '', channel: `${channel ?? ''}`, panId, newKey: false, when: USUAL };
}

/** What is to be another than it is. */
export function partsChanged(form: DatasetForm, dataset: Dataset): readonly Part[] {
  const before = formOf(dataset);
  const isOther: Readonly<Record<Part, boolean>> = {
    networkName: form.networkName !== before.networkName,
    passphrase: form.passphrase !== '',
    channel: form.channel !== before.channel,
    panId: panIdIn(form.panId) !== panIdIn(before.panId),
    newKey: form.newKey,
  };
  const parts = ['networkName', 'passphrase', 'channel', 'panId', 'newKey'] as const;
  return parts.filter((part) => isOther[part]);
}

export function wrongIn({ networkName, passphrase, repeated, panId }: DatasetForm): ReadonlySet<Wrong> {
  const wrong = new Set<Wrong>();
  const name = bytesOf(networkName);
  if (name === 0 || name > MOST_NAME_BYTES) wrong.add('name');
  const length = bytesOf(passphrase);
  if (length > 0 && (length < LEAST_PASSPHRASE_BYTES || length > MOST_PASSPHRASE_BYTES)) wrong.add('passphrase');
  if (passphrase !== repeated) wrong.add('repeated');
  // A network that keeps its PAN ID to itself has none here, and none is asked for.
  if (panId !== '' && panIdIn(panId) === undefined) wrong.add('pan-id');
  return wrong;
}

/** Whether all nodes must change at the same moment, so that it cannot be done at once. */
export function isTogether(parts: readonly Part[]): boolean {
  return parts.some((part) => TOGETHER.has(part));
}

/** When it can be done: `now`, or after so many seconds. */
export function whensFor(parts: readonly Part[]): readonly string[] {
  const least = parts.includes('newKey') ? SHORTEST_FOR_KEY : 0;
  const delays = DELAYS.filter((delay) => delay >= least).map(String);
  return isTogether(parts) ? delays : [NOW, ...delays];
}

/** When it is done: as was chosen, where that is possible. */
export function whenOf({ when }: DatasetForm, parts: readonly Part[]): string {
  const possible = whensFor(parts);
  return possible.includes(when) ? when : USUAL;
}

/** What is sent for it. */
export function inputOf(form: DatasetForm, dataset: Dataset, network: string): InputOf<'thread.set-dataset'> {
  const parts = partsChanged(form, dataset);
  const when = whenOf(form, parts);
  const panId = panIdIn(form.panId);
  return {
    ...(when === NOW ? { kind: 'active', network } : { kind: 'pending', network, delay: 1000 * Number(when) }),
    ...(parts.includes('networkName') ? { networkName: form.networkName } : {}),
    ...(parts.includes('passphrase') ? { passphrase: form.passphrase } : {}),
    ...(parts.includes('channel') ? { channel: Number(form.channel) } : {}),
    ...(parts.includes('panId') && panId !== undefined ? { panId } : {}),
    ...(parts.includes('newKey') ? { newNetworkKey: true as const } : {}),
  };
}

function panIdIn(text: string): number | undefined {
  const written = text.trim();
  if (!PAN_ID.test(written)) return undefined;
  const panId = Number.parseInt(written.replace(/^0x/i, ''), 16);
  return panId === BROADCAST ? undefined : panId;
}

function bytesOf(text: string): number {
  return new TextEncoder().encode(text).length;
}
