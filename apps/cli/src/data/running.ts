/** The note that a running lab leaves in its data directory, so that other commands find it. */

import { existsSync, readFileSync, rmSync } from 'node:fs';
import { isJsonObject, isSallyportError, type JsonObject, type JsonValue, parseJson } from '@sallyport/core';
import { Certificate } from '@sallyport/pki';
import { fail } from '../errors.ts';
import { type DataDirectory, writeNote } from './data-directory.ts';

const FILE = 'running.json';
const LIMITS = { maxBytes: 1 << 20, maxDepth: 8 };

export interface RunningLab {
  readonly pid: number;
  readonly host: string;
  readonly registrarPort: number;
  readonly stationPort: number;
  readonly proxyPort: number | undefined;
  /** The lab's Thread network: where its air is reached, and on which channel. */
  readonly thread: { readonly airPort: number; readonly channel: number } | undefined;
  /** The lab's access point, where it has one: where its air is reached, and the network's name. */
  readonly accessPoint: { readonly airPort: number; readonly ssid: string } | undefined;
  /** What the factory station's TLS certificate leads to. */
  readonly stationAnchors: readonly Certificate[];
}

export function noteRunning(directory: DataDirectory, lab: RunningLab): void {
  writeNote(directory, FILE, { ...lab, stationAnchors: lab.stationAnchors.map((anchor) => anchor.toPem()) });
}

export function forgetRunning(directory: DataDirectory): void {
  rmSync(directory.file(FILE), { force: true });
}

/** @throws E_CLI_NOT_RUNNING when nothing runs on this data directory */
export function findRunning(directory: DataDirectory): RunningLab {
  const path = directory.file(FILE);
  const note = existsSync(path) ? readNote(path) : undefined;
  if (note === undefined) throw fail('E_CLI_NOT_RUNNING', `nothing runs on the data directory ${directory.path}`);
  return note;
}

function readNote(path: string): RunningLab | undefined {
  try {
    const note = parseJson(readFileSync(path), LIMITS);
    if (!isJsonObject(note) || !isAlive(note['pid'])) return undefined;
    const anchors = note['stationAnchors'];
    return {
      pid: numberOf(note, 'pid'),
      host: String(note['host']),
      registrarPort: numberOf(note, 'registrarPort'),
      stationPort: numberOf(note, 'stationPort'),
      proxyPort: note['proxyPort'] === undefined ? undefined : numberOf(note, 'proxyPort'),
      thread: threadOf(note['thread']),
      accessPoint: accessPointOf(note['accessPoint']),
      stationAnchors: Array.isArray(anchors) ? anchors.map((pem) => Certificate.fromPem(String(pem))) : [],
    };
  } catch (thrown) {
    if (isSallyportError(thrown)) return undefined;
    throw thrown;
  }
}

function threadOf(note: JsonValue | undefined): RunningLab['thread'] {
  if (!isJsonObject(note)) return undefined;
  return { airPort: numberOf(note, 'airPort'), channel: numberOf(note, 'channel') };
}

function accessPointOf(note: JsonValue | undefined): RunningLab['accessPoint'] {
  if (!isJsonObject(note)) return undefined;
  return { airPort: numberOf(note, 'airPort'), ssid: String(note['ssid']) };
}

function numberOf(note: JsonObject, name: string): number {
  const value = note[name];
  if (typeof value !== 'number') throw fail('E_CLI_NOT_RUNNING', `${FILE} is damaged`);
  return value;
}

/** A killed lab leaves its note behind: ask whether its process still lives. */
function isAlive(pid: unknown): boolean {
  if (typeof pid !== 'number') return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (thrown) {
    return thrown instanceof Error && 'code' in thrown && thrown.code === 'EPERM';
  }
}
