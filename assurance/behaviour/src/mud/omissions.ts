import { fail } from '../errors.ts';
import { MUD_LIMITS } from './limits.ts';
import type { Omission, OmissionReason } from './model.ts';
import { type MudNode, printableName } from './node.ts';

/** RFC 9761 §5 and its companions name their modules so. */
const TLS_MODULES = /^ietf-(?:mud-tls|acl-tls|crypto-types)/;

/** What in a file was not taken, collected while it is read. */
export class Omissions {
  readonly #all: Omission[] = [];

  /** @throws E_BEHAVIOUR_MUD_TOO_LARGE */
  add(path: string, reason: OmissionReason, effect: Omission['effect']): void {
    if (this.#all.length === MUD_LIMITS.maxOmissions) {
      throw fail('E_BEHAVIOUR_MUD_TOO_LARGE', `more than ${MUD_LIMITS.maxOmissions} nodes that are not understood`);
    }
    this.#all.push({ path, reason, effect });
  }

  /** RFC 8520 §3.9: nodes that are not understood are ignored. These permit nothing by themselves. */
  leftOver(node: MudNode): void {
    for (const name of node.leftOver) this.add(pathOf(node, name), reasonOfName(name), 'ignored');
  }

  get all(): readonly Omission[] {
    return this.#all;
  }
}

export function pathOf(node: MudNode, name: string): string {
  return node.path === '' ? printableName(name) : `${node.path}.${printableName(name)}`;
}

export function reasonOfName(name: string): OmissionReason {
  return TLS_MODULES.test(name) ? 'tls-profile' : 'unknown-node';
}
