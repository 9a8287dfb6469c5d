/** What waits for a person: who stands at the door, why the house does not open it by itself, and what would help. */

import { isSallyportError } from '@sallyport/core';
import { pointOf } from '../directory/current-decisions.ts';
import type { DirectoryPage } from '../directory/directory-index.ts';
import type { ListedDevice } from '../directory/listed-device.ts';
import type { Domain } from '../domain.ts';
import { joinerName } from '../thread/joiners.ts';
import { hintOf } from './hints.ts';
import type { Way } from './way.ts';

export const WAITING_KINDS = [
  'maker-unknown',
  'deferred',
  'denied',
  'history',
  'maker-not-accepted',
  'untyped',
  'thread-joiner',
] as const;
export type WaitingKind = (typeof WAITING_KINDS)[number];

/** Something that a person can do about it: an operation and what to give it, as far as this is known. */
export interface Remedy {
  readonly operation: string;
  readonly input: Readonly<Record<string, string>>;
}

export interface Waiting {
  readonly kind: WaitingKind;
  readonly device: Pick<ListedDevice, 'key' | 'manufacturer' | 'serialNumber' | 'makerName' | 'model'> | undefined;
  /** Who or what, for people. */
  readonly name: string;
  readonly reason: string;
  readonly code: string | undefined;
  readonly hint: string | undefined;
  /** Milliseconds since 1970. */
  readonly since: number;
  readonly remedies: readonly Remedy[];
}

/** All of one kind, of which the newest are listed. */
export interface WaitingGroup {
  readonly kind: WaitingKind;
  readonly total: number;
  readonly waiting: readonly Waiting[];
}

/** Of each kind, in one answer. */
const MOST = 50;
const UNKNOWN_MAKER: ReadonlySet<string> = new Set([
  'E_BRSKI_REGISTRAR_MANUFACTURER_UNKNOWN',
  'E_BRSKI_REGISTRAR_IDEVID_UNTRUSTED',
]);
const DEFERRED = 'E_BRSKI_REGISTRAR_DEFERRED';
const NEWEST = { sort: 'changed', isReverse: true, limit: MOST } as const;

type House = Pick<Domain, 'directory' | 'ways' | 'thread' | 'assurance' | 'lists' | 'manufacturers' | 'now'>;

/** Groups of which there is something. @throws E_STORE_… */
export async function waitingIn(house: House): Promise<readonly WaitingGroup[]> {
  const { directory, assurance } = house;
  const ways = house.ways.list(house.now().getTime());
  const isByClaims = (await assurance.mode.current()) !== undefined;
  const denied = await directory.page({ ...NEWEST, filters: { standing: 'deny' } });
  const wanting = await directory.page({ ...NEWEST, filters: { standing: 'wanting' } });
  const groups = [
    group('maker-unknown', ways.flatMap(strangerOf)),
    group('deferred', ways.flatMap(deferredOf)),
    await deniedGroup(denied, house),
    ofPage('history', wanting, wantingDevice),
    group('thread-joiner', joinersIn(house)),
    isByClaims
      ? ofPage('untyped', await directory.page({ ...NEWEST, filters: { type: '', protocol: 'brski' } }), untypedDevice)
      : group('maker-not-accepted', await makersNotAccepted(house)),
  ];
  return groups.filter(({ total }) => total > 0);
}

function group(kind: WaitingKind, all: readonly Waiting[]): WaitingGroup {
  return { kind, total: all.length, waiting: all.slice(0, MOST) };
}

function ofPage(
  kind: WaitingKind,
  { devices, total }: DirectoryPage,
  about: (device: ListedDevice) => Waiting,
): WaitingGroup {
  return { kind, total, waiting: devices.map(about) };
}

/** Nobody here knows its maker: there is no device to speak of, but somebody knocked. */
function strangerOf(way: Way): readonly Waiting[] {
  const { failure } = way;
  if (failure === undefined || !UNKNOWN_MAKER.has(failure.code ?? '')) return [];
  return [{ kind: 'maker-unknown', ...atDoor(way), remedies: [{ operation: 'hand-over.accept', input: {} }] }];
}

function deferredOf(way: Way): readonly Waiting[] {
  if (way.failure?.code !== DEFERRED) return [];
  return [{ kind: 'deferred', ...atDoor(way), remedies: [] }];
}

function atDoor(way: Way): Omit<Waiting, 'kind' | 'remedies'> {
  const { device, failure, model = null } = way;
  return {
    device:
      device === undefined
        ? undefined
        : { ...device, manufacturer: device.manufacturer ?? 'unknown', makerName: null, model },
    name: device?.serialNumber ?? way.id,
    reason: failure?.message ?? '',
    code: failure?.code,
    hint: hintOf(failure?.code),
    since: way.lastAt,
  };
}

async function deniedGroup({ devices, total }: DirectoryPage, house: House): Promise<WaitingGroup> {
  const waiting = await Promise.all(
    devices.map(async (device) => deniedDevice(device, (await reasonNow(device, house)) ?? device.decision?.reason)),
  );
  return { kind: 'denied', total, waiting };
}

/** Why it is denied now may be another reason than when that was written down. Undefined while nothing can be judged. */
async function reasonNow(device: ListedDevice, { assurance }: House): Promise<string | undefined> {
  const known = await assurance.devices.find(device.key);
  if (known === undefined) return undefined;
  try {
    const { outcome, reason } = await assurance.decisions.decide(known, pointOf(device));
    return outcome === 'deny' ? reason : undefined;
  } catch (thrown) {
    if (isSallyportError(thrown)) return undefined;
    throw thrown;
  }
}

function deniedDevice(device: ListedDevice, reason = ''): Waiting {
  const { decision, changedAt } = device;
  const remedies = [remedy('devices.trust', device), remedy('devices.set-type', device)];
  return {
    kind: 'denied',
    ...named(device),
    reason,
    since: decision?.at ?? changedAt,
    remedies,
  };
}

function wantingDevice(device: ListedDevice): Waiting {
  return {
    kind: 'history',
    ...named(device),
    reason: device.flag ?? '',
    since: device.changedAt,
    remedies: [remedy('devices.offboard', device)],
  };
}

function untypedDevice(device: ListedDevice): Waiting {
  const reason = 'nobody said of which type it is';
  return {
    kind: 'untyped',
    ...named(device),
    reason,
    since: device.changedAt,
    remedies: [remedy('devices.set-type', device)],
  };
}

/** Makers that were introduced and that the lists do not accept. */
async function makersNotAccepted(house: House): Promise<readonly Waiting[]> {
  const { manufacturers: accepted } = await house.lists.upToDate();
  return house.manufacturers.known
    .filter(({ id }) => !accepted.has(id))
    .map(({ id, trust }) => ({
      kind: 'maker-not-accepted',
      device: undefined,
      name: trust.name,
      reason: 'the maker was introduced, and is not on the list of those that are accepted',
      code: undefined,
      hint: undefined,
      since: house.now().getTime(),
      remedies: [{ operation: 'lists.add', input: { list: 'manufacturers', match: id } }],
    }));
}

/** Thread joiners that may join, and did not get in. */
function joinersIn({ thread }: House): readonly Waiting[] {
  return thread.connections.flatMap(({ name }) =>
    thread.joiners(name.extendedPanId).flatMap(({ selector, failure }) => {
      if (failure === undefined) return [];
      const { message, code, at } = failure;
      const called = joinerName(selector);
      const input = { network: name.extendedPanId, joiner: called };
      return [
        {
          kind: 'thread-joiner',
          device: undefined,
          name: `${called} (${name.networkName})`,
          reason: message,
          code,
          hint: hintOf(code),
          since: at.getTime(),
          remedies: [{ operation: 'thread.enable', input }],
        } as const,
      ];
    }),
  );
}

function named({ key, manufacturer, serialNumber, makerName, model }: ListedDevice) {
  const device = { key, manufacturer, serialNumber, makerName, model };
  return { device, name: serialNumber, code: undefined, hint: undefined };
}

function remedy(operation: string, { manufacturer, serialNumber }: ListedDevice): Remedy {
  return { operation, input: { manufacturer, serialNumber } };
}
