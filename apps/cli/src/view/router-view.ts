/** What a router's agent tells, and the owner's list of routers. */

import type { RouterAgentEvent } from '@sallyport/app-router';
import type { Access, DeviceAccess } from '@sallyport/assurance-ca-commands';
import { isJsonObject, type JsonObject, type JsonValue, type SallyportError } from '@sallyport/core';
import { printable } from '../terminal.ts';

/** What the agent tells, and what simulated ports do. */
export type RouterCommandEvent = RouterAgentEvent | { readonly type: 'ports'; readonly open: readonly DeviceAccess[] };

/** One line for programs. */
export function routerEventJson(event: RouterCommandEvent): JsonObject {
  const value: JsonObject = JSON.parse(JSON.stringify(event));
  return value;
}

const ACCESS: Readonly<Record<Access, string>> = {
  open: 'is let through',
  constrained: 'is let onto the constrained network',
  out: 'is put out',
};

/** One line for people. */
export function routerSentence(event: RouterCommandEvent): string {
  switch (event.type) {
    case 'searching':
      return 'looking for a registrar';
    case 'connecting':
      return `connecting to ${printable(event.to.host)} port ${event.to.port}`;
    case 'unreachable':
      return `${printable(event.to.host)} port ${event.to.port} is not reached: ${because(event.error)}`;
    case 'waiting':
      return `trying again in ${(event.ms / 1000).toFixed(1)} s`;
    case 'registrar-accepted':
      return `registrar ${event.registrar} is accepted, ${event.by === 'owner' ? `of the same owner ${printable(event.owner ?? '')}` : 'of the same domain'}`;
    case 'registrar-refused':
      return `no session with the registrar at ${printable(event.address)}: ${because(event.error)}`;
    case 'registrar-lost':
      return `the registrar is gone${event.error === undefined ? '' : `: ${because(event.error)}`}`;
    case 'synced':
      return `the set of command ${event.sequence} is taken: ${event.devices} devices${event.refused === 0 ? '' : `, ${event.refused} refused`}`;
    case 'applied':
      return `${event.device} ${ACCESS[event.access]} (command ${event.sequence})`;
    case 'command-refused':
      return `a command is refused: ${because(event.error)}`;
    case 'suspended':
      return 'the registrar was away too long: everybody is out until it is back';
    case 'trouble':
      return `trouble: ${because(event.error)}`;
    case 'ports':
      return `simulated ports are open for ${event.open.length === 0 ? 'nobody' : event.open.map(({ device }) => device).join(', ')}`;
  }
}

function because(error: SallyportError): string {
  const { because: code = error.code } = error.details;
  return `${printable(error.message)} (${String(code)})`;
}

/** The owner's list, with a column for how each is connected. */
export function routersForPeople(answer: JsonValue): JsonValue {
  if (!isJsonObject(answer) || !Array.isArray(answer['routers'])) return answer;
  const routers = answer['routers'].map((row: JsonValue): JsonValue => {
    if (!isJsonObject(row)) return row;
    const { router = null, name = null, isRemoved = null, connection = null } = row;
    return { router, name, state: stateOf(isRemoved, connection) };
  });
  return { ...answer, routers };
}

function stateOf(isRemoved: JsonValue, connection: JsonValue): string {
  if (isRemoved === true) return 'removed';
  if (!isJsonObject(connection)) return 'not connected';
  const { isSynced, isEnforced, sequence, address } = connection;
  if (isSynced !== true) return `connecting from ${String(address)}`;
  return `${isEnforced === true ? 'follows' : 'does not follow'} command ${String(sequence)}, from ${String(address)}`;
}
