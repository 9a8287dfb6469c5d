/** MUD files (RFC 8520): JSON of three YANG modules, from strangers. */

import { parseStrictJson } from '@sallyport/assurance-claims';
import { isJsonObject } from '@sallyport/core';
import { fail } from '../errors.ts';
import { MUD_LIMITS } from './limits.ts';
import type { MudFile } from './model.ts';
import { MudNode } from './node.ts';
import { Omissions } from './omissions.ts';
import { readAccessLists, readPolicy } from './read-lists.ts';
import { mudUrl } from './url.ts';

const DEFAULT_CACHE_VALIDITY = 48;
/** yang:date-and-time (RFC 6991 §3). */
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)$/;

/**
 * Reads a MUD file. Nothing is verified: for that see `verifyMud`.
 * @throws E_BEHAVIOUR_MUD, E_BEHAVIOUR_MUD_TOO_LARGE, E_BEHAVIOUR_MUD_VERSION, E_BEHAVIOUR_MUD_URL, E_JSON_…,
 * E_BYTES_UTF8, E_CLAIMS_DUPLICATE_NAME, E_CLAIMS_I_JSON, E_CLAIMS_TOO_LARGE
 */
export function readMud(bytes: Uint8Array): MudFile {
  const document = parseStrictJson(bytes, MUD_LIMITS);
  if (!isJsonObject(document)) throw fail('E_BEHAVIOUR_MUD', 'not an object');
  const omissions = new Omissions();
  const root = new MudNode(document, '');
  const mud = root.required('ietf-mud:mud', root.node('ietf-mud:mud'));
  // RFC 8520 §3.1. Before anything else: another version may mean other things by the same nodes.
  const version = mud.required('mud-version', mud.integer('mud-version', 0, 255));
  if (version !== 1) throw fail('E_BEHAVIOUR_MUD_VERSION', `a MUD file of version ${version}`);
  const url = mudUrl(mud.required('mud-url', mud.text('mud-url')));
  const acls = root.node('ietf-access-control-list:acls');
  const lists = acls === undefined ? new Map() : readAccessLists(acls, omissions);
  const fromDevice = readPolicy(mud.node('from-device-policy'), lists, 'from-device', url, omissions);
  const toDevice = readPolicy(mud.node('to-device-policy'), lists, 'to-device', url, omissions);
  const about = readAbout(mud, omissions);
  omissions.leftOver(mud);
  omissions.leftOver(root);
  const hasAddresses = [...fromDevice, ...toDevice].some(({ peers }) => peers.some(({ kind }) => kind === 'network'));
  return { url: url.href, ...about, fromDevice, toDevice, hasAddresses, omissions: omissions.all };
}

/** RFC 8520 §3.4 to §3.9. */
function readAbout(mud: MudNode, omissions: Omissions) {
  const signature = mud.text('mud-signature');
  return {
    lastUpdate: readTime(mud),
    signatureUrl: signature === undefined ? undefined : mudUrl(signature).href,
    cacheValidity: mud.integer('cache-validity', 1, 168) ?? DEFAULT_CACHE_VALIDITY,
    isSupported: mud.required('is-supported', mud.boolean('is-supported')),
    systemInfo: mud.text('systeminfo'),
    mfgName: mud.text('mfg-name'),
    modelName: mud.text('model-name'),
    firmwareRev: mud.text('firmware-rev'),
    softwareRev: mud.text('software-rev'),
    documentation: mud.text('documentation'),
    extensions: readExtensions(mud, omissions),
  };
}

function readTime(mud: MudNode): Date {
  const text = mud.required('last-update', mud.text('last-update', 40));
  const time = new Date(text);
  if (!TIME.test(text) || Number.isNaN(time.getTime())) throw fail('E_BEHAVIOUR_MUD', 'last-update is no time');
  return time;
}

/** RFC 8520 §3.9: none is understood here, so each is told of. What it adds to the file is ignored where it stands. */
function readExtensions(mud: MudNode, omissions: Omissions): readonly string[] {
  const value = mud.member('extensions');
  if (value === undefined) return [];
  if (!Array.isArray(value) || value.length > MUD_LIMITS.maxExtensions) {
    throw fail('E_BEHAVIOUR_MUD', 'extensions is not a list of names');
  }
  return value.map((name, at) => {
    if (typeof name !== 'string' || name.length < 1 || name.length > 40) {
      throw fail('E_BEHAVIOUR_MUD', 'the name of an extension has 1 to 40 letters');
    }
    omissions.add(`extensions[${at}]`, name === 'ietf-mud-tls' ? 'tls-profile' : 'extension', 'ignored');
    return name;
  });
}
