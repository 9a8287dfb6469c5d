/**
 * wpa_supplicant as a scanner, by the commands of its control interface. How a command gets there is a port: Node.js has no
 * UNIX datagram sockets, so `@sallyport/wifi-wired/wpa-cli` has the program wpa_cli carry them.
 */

import { fromHex, type Milliseconds, reasonOf, SECOND, type Timer, utf8 } from '@sallyport/core';
import { fail } from '../errors.ts';
import { naiRealms } from './nai-realms.ts';
import { type HeardNetwork, MAX_HEARD, MAX_SSID, type WirelessScanner } from './scanner.ts';

/** Carries one command to the control interface; gives the reply. */
export type ControlCommand = (words: readonly string[], signal: AbortSignal) => Promise<string>;

export interface WpaSupplicantScannerOptions {
  readonly command: ControlCommand;
  readonly timer: Timer;
  /** How long a scan takes. Default 5 s. */
  readonly scanTime?: Milliseconds;
  /** How long the questions by ANQP take together; 0 asks none, and finds no realms. Default 5 s. */
  readonly anqpTime?: Milliseconds;
}

/** Access points whose realms are looked up: the strongest. */
const MAX_ASKED = 32;
/** bssid, frequency, signal level, flags, ssid. */
const COLUMNS = 5;
const BSSID = /^[0-9a-f]{2}(?::[0-9a-f]{2}){5}$/;
const ESCAPES: ReadonlyMap<string, number> = new Map([
  ['"', 0x22],
  ['\\', 0x5c],
  ['e', 0x1b],
  ['n', 0x0a],
  ['r', 0x0d],
  ['t', 0x09],
]);

type Row = Omit<HeardNetwork, 'realms'>;

export class WpaSupplicantScanner implements WirelessScanner {
  readonly #options: WpaSupplicantScannerOptions;

  constructor(options: WpaSupplicantScannerOptions) {
    this.#options = options;
  }

  /** @throws E_DISCOVERY_SCAN, E_DISCOVERY_SCAN_RESULT */
  async scan(signal: AbortSignal): Promise<readonly HeardNetwork[]> {
    const { scanTime = 5 * SECOND, anqpTime = 5 * SECOND } = this.#options;
    await this.#order(['SCAN'], signal, 'FAIL-BUSY');
    await this.#wait(scanTime);
    const rows = readScanResults(await this.#ask(['SCAN_RESULTS'], signal));
    if (anqpTime === 0 || rows.length === 0) return rows.map((row) => ({ ...row, realms: [] }));
    await this.#order(['FETCH_ANQP'], signal);
    await this.#wait(anqpTime);
    const asked = new Set([...rows].sort((a, b) => b.signal - a.signal).slice(0, MAX_ASKED));
    const heard: HeardNetwork[] = [];
    for (const row of rows) heard.push({ ...row, realms: asked.has(row) ? await this.#realmsOf(row, signal) : [] });
    return heard;
  }

  /** A network whose realms cannot be read has none: its name may do. */
  async #realmsOf({ bssid }: Row, signal: AbortSignal): Promise<readonly string[]> {
    const reply = await this.#ask(['BSS', bssid], signal);
    const hex = /^anqp_nai_realm=((?:[0-9a-f]{2})*)$/m.exec(reply)?.[1];
    if (hex === undefined) return [];
    try {
      return naiRealms(fromHex(hex));
    } catch {
      return [];
    }
  }

  async #order(words: readonly string[], signal: AbortSignal, alsoFine?: string): Promise<void> {
    const reply = (await this.#ask(words, signal)).trim();
    if (reply === 'OK' || reply === alsoFine) return;
    throw fail('E_DISCOVERY_SCAN', `wpa_supplicant does not ${words.join(' ')}: ${reply.slice(0, 80)}`);
  }

  async #ask(words: readonly string[], signal: AbortSignal): Promise<string> {
    try {
      return await this.#options.command(words, signal);
    } catch (cause) {
      signal.throwIfAborted();
      throw fail('E_DISCOVERY_SCAN', `wpa_supplicant cannot be asked: ${reasonOf(cause)}`, { cause });
    }
  }

  #wait(span: Milliseconds): Promise<void> {
    return new Promise((resolve) => {
      this.#options.timer.after(span, resolve);
    });
  }
}

/**
 * The table that SCAN_RESULTS gives, without rows that no station could use.
 * @throws E_DISCOVERY_SCAN_RESULT when it is no such table
 */
export function readScanResults(text: string): readonly Row[] {
  const [head, ...lines] = text.split('\n');
  if (head === undefined || !head.startsWith('bssid /')) {
    throw fail('E_DISCOVERY_SCAN_RESULT', 'the reply is no table of scan results');
  }
  return lines.slice(0, MAX_HEARD).flatMap(readRow);
}

function readRow(line: string): readonly Row[] {
  const columns = line.split('\t');
  const [bssid = '', , level = '', flags = '', ssidText = ''] = columns;
  const ssid = unescaped(ssidText);
  const isUsable = columns.length === COLUMNS && BSSID.test(bssid) && /^-?\d{1,4}$/.test(level);
  if (
    !isUsable ||
    ssid === undefined ||
    ssid.length === 0 ||
    ssid.length > MAX_SSID ||
    ssid.every((octet) => octet === 0)
  ) {
    return [];
  }
  return [{ bssid, signal: Number(level), ssid, isOpen: !/WPA|WEP|RSN|OSEN|OWE/.test(flags) }];
}

/** wpa_supplicant writes octets that are not printable as `\xNN` and the like. */
function unescaped(text: string): Uint8Array | undefined {
  const octets: number[] = [];
  for (let at = 0; at < text.length; at++) {
    const letter = text.charAt(at);
    if (letter !== '\\') {
      octets.push(...utf8(letter));
      continue;
    }
    const next = text.charAt(++at);
    const hex = /^x([0-9a-f]{2})$/i.exec(text.slice(at, at + 3))?.[1];
    const simple = ESCAPES.get(next);
    if (hex !== undefined) {
      octets.push(Number.parseInt(hex, 16));
      at += 2;
    } else if (simple !== undefined) octets.push(simple);
    else return undefined;
  }
  return Uint8Array.from(octets);
}
