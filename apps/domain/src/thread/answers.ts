/** What operations on Thread networks answer: schemas, and how the answers are made. Codes, passphrases and keys are in none of them. */

import { toHex } from '@sallyport/core';
import type {
  DeviceMode,
  MeshTopology,
  NodeDiagnostics,
  OperationalDataset,
  TopologyChild,
  TopologyRouter,
} from '@sallyport/thread';
import { z } from 'zod';
import { joinerName } from './joiners.ts';
import type { NetworkConnection } from './network-connection.ts';
import type { PermittedJoiner } from './thread-networks.ts';

/** Milliseconds since 1970. */
const time = z.number();
const timestamp = z.object({ seconds: z.number(), ticks: z.number(), authoritative: z.boolean() });

export const connection = z.object({
  networkName: z.string(),
  extendedPanId: z.string(),
  borderAgent: z.string(),
  state: z.enum(['disabled', 'connecting', 'connected', 'petitioning', 'active', 'resigning']),
  sessionId: z.number().nullable(),
  joiners: z.number(),
  /** Why there is no role at the moment. */
  trouble: z.string().optional(),
});

export const joinerAnswer = z.object({
  joiner: z.string(),
  state: z.string(),
  attempts: z.number(),
  expiresOn: time,
  note: z.string().nullable(),
  failure: z.object({ step: z.string(), message: z.string(), code: z.string().nullable(), on: time }).nullable(),
});

export const dataset = z.object({
  activeTimestamp: timestamp.optional(),
  pendingTimestamp: timestamp.optional(),
  delayTimer: z.number().optional(),
  channel: z.number().optional(),
  wakeupChannel: z.number().optional(),
  channels: z.array(z.number()).optional(),
  extendedPanId: z.string().optional(),
  meshLocalPrefix: z.string().optional(),
  networkKey: z.literal('[secret]').optional(),
  networkName: z.string().optional(),
  panId: z.string().optional(),
  pskc: z.literal('[secret]').optional(),
  securityPolicy: z.string().optional(),
  others: z.record(z.string(), z.string()).optional(),
});

export const borderAgent = z.object({
  name: z.string(),
  host: z.string(),
  port: z.number(),
  addresses: z.array(z.string()),
  /** Why its announcement cannot be read. */
  problem: z.string().nullable(),
  networkName: z.string().nullable(),
  extendedPanId: z.string().nullable(),
  threadVersion: z.string().nullable(),
  vendorName: z.string().nullable(),
  modelName: z.string().nullable(),
  connectionMode: z.string().nullable(),
  threadRole: z.string().nullable(),
  sharesByPasscode: z.boolean(),
  borderAgentId: z.string().nullable(),
  domainName: z.string().nullable(),
});

const node = z.object({
  /** As `0x0400`. */
  rloc16: z.string(),
  extendedAddress: z.string().nullable(),
  eui64: z.string().nullable(),
  /** The device that joined with it, where one did. */
  device: z.object({ manufacturer: z.string(), serialNumber: z.string() }).nullable(),
  /** Of the specification, as the node says. */
  version: z.number().nullable(),
  vendor: z.string().nullable(),
  model: z.string().nullable(),
  softwareVersion: z.string().nullable(),
  isSleepy: z.boolean().nullable(),
  isFullDevice: z.boolean().nullable(),
});
/** 0 is no link, 3 is good. */
const quality = z.number().int().min(0).max(3).nullable();

export const topology = z.object({
  /** When it was looked at. */
  at: time,
  partitionId: z.number().nullable(),
  routers: z.array(
    node.extend({
      routerId: z.number(),
      isLeader: z.boolean(),
      isBorderAgent: z.boolean(),
      /** False for one that others name, and that did not answer: its children are not known. */
      hasAnswered: z.boolean(),
      children: z.array(node.extend({ quality, timeoutSeconds: z.number() })),
    }),
  ),
  /** How the second hears the first, and the first the second. */
  links: z.array(z.object({ ends: z.tuple([z.number(), z.number()]), there: quality, back: quality })),
  /** Nodes that were asked and did not answer. */
  silent: z.array(z.string()),
});

export type DeviceOfEui64 = (eui64: Uint8Array) => Promise<{ manufacturer: string; serialNumber: string } | null>;

export function connectionJson({ name, borderAgent: at, state, commissioner, trouble }: NetworkConnection) {
  return {
    ...name,
    borderAgent: `${at.address.includes(':') ? `[${at.address}]` : at.address}:${at.port}`,
    state,
    sessionId: commissioner.sessionId ?? null,
    joiners: commissioner.joiners.length,
    ...(trouble === undefined ? {} : { trouble: trouble.message }),
  };
}

export function joinerJson({ selector, note, expiresAt, state, attempts, failure }: PermittedJoiner) {
  return {
    joiner: joinerName(selector),
    state,
    attempts,
    expiresOn: expiresAt.getTime(),
    note: note ?? null,
    failure:
      failure === undefined
        ? null
        : { step: failure.step, message: failure.message, code: failure.code ?? null, on: failure.at.getTime() },
  };
}

/** Keys read as `[secret]`. */
export function datasetJson(of: OperationalDataset): z.infer<typeof dataset> {
  return dataset.parse(Object.fromEntries(Object.entries(of.redact()).filter(([, value]) => value !== undefined)));
}

export async function topologyJson(
  of: MeshTopology,
  at: Date,
  deviceOf: DeviceOfEui64,
): Promise<z.infer<typeof topology>> {
  const routers = await Promise.all(of.routers.map((each) => routerJson(each, deviceOf)));
  return {
    at: at.getTime(),
    partitionId: of.partitionId ?? null,
    routers,
    links: of.links.map(({ ends: [low, high], there, back }) => ({
      ends: [low, high],
      there: there ?? null,
      back: back ?? null,
    })),
    silent: of.silent.map(locatorText),
  };
}

async function routerJson(
  { rloc16, routerId, isLeader, isBorderAgent, said, children }: TopologyRouter,
  deviceOf: DeviceOfEui64,
) {
  return {
    ...(await nodeJson(rloc16, said, undefined, deviceOf)),
    ...{ routerId, isLeader, isBorderAgent, hasAnswered: said !== undefined },
    children: await Promise.all(children.map((each) => childJson(each, deviceOf))),
  };
}

async function childJson({ rloc16, said, mode, quality: heard, timeout }: TopologyChild, deviceOf: DeviceOfEui64) {
  return { ...(await nodeJson(rloc16, said, mode, deviceOf)), quality: heard ?? null, timeoutSeconds: timeout };
}

async function nodeJson(
  rloc16: number,
  said: NodeDiagnostics | undefined,
  knownMode: DeviceMode | undefined,
  deviceOf: DeviceOfEui64,
): Promise<z.infer<typeof node>> {
  const mode = said?.mode ?? knownMode;
  return {
    rloc16: locatorText(rloc16),
    extendedAddress: said?.extendedAddress === undefined ? null : toHex(said.extendedAddress),
    eui64: said?.eui64 === undefined ? null : toHex(said.eui64),
    device: said?.eui64 === undefined ? null : await deviceOf(said.eui64),
    version: said?.version ?? null,
    vendor: said?.vendorName ?? null,
    model: said?.vendorModel ?? null,
    softwareVersion: said?.vendorSwVersion ?? null,
    isSleepy: mode === undefined ? null : !mode.receiverOnWhenIdle,
    isFullDevice: mode?.fullThreadDevice ?? null,
  };
}

function locatorText(rloc16: number): string {
  return `0x${rloc16.toString(16).padStart(4, '0')}`;
}
