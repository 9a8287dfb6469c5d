/** A node of a YANG instance in JSON (RFC 7951), read member by member; what is left over is not understood. */

import { isJsonObject, type JsonObject, type JsonValue } from '@sallyport/core';
import { fail } from '../errors.ts';
import { MUD_LIMITS } from './limits.ts';

export class MudNode {
  readonly path: string;
  readonly #members: JsonObject;
  readonly #read = new Set<string>();

  constructor(members: JsonObject, path: string) {
    this.#members = members;
    this.path = path;
  }

  has(name: string): boolean {
    return Object.hasOwn(this.#members, name);
  }

  /** The value of a member, now taken as understood. */
  member(name: string): JsonValue | undefined {
    this.#read.add(name);
    return this.has(name) ? this.#members[name] : undefined;
  }

  node(name: string): MudNode | undefined {
    const value = this.member(name);
    if (value === undefined) return undefined;
    if (!isJsonObject(value)) throw this.#wrong(name, 'an object');
    return new MudNode(value, this.#pathOf(name));
  }

  /** The nodes of a list; none when it is absent. `label` names them in paths. */
  nodes(name: string, label: string): readonly MudNode[] {
    const value = this.member(name);
    if (value === undefined) return [];
    if (!Array.isArray(value)) throw this.#wrong(name, 'a list');
    return value.map((each: JsonValue, at) => {
      if (!isJsonObject(each)) throw this.#wrong(name, 'a list of objects');
      return new MudNode(each, `${this.path === '' ? '' : `${this.path}.`}${label}[${at}]`);
    });
  }

  text(name: string, most: number = MUD_LIMITS.maxText): string | undefined {
    const value = this.member(name);
    if (value === undefined) return undefined;
    if (typeof value !== 'string' || value.length > most) throw this.#wrong(name, `a text of ${most} letters at most`);
    return value;
  }

  integer(name: string, least: number, most: number): number | undefined {
    const value = this.member(name);
    if (value === undefined) return undefined;
    if (typeof value !== 'number' || !Number.isInteger(value) || value < least || value > most) {
      throw this.#wrong(name, `a whole number from ${least} to ${most}`);
    }
    return value;
  }

  boolean(name: string): boolean | undefined {
    const value = this.member(name);
    if (value !== undefined && typeof value !== 'boolean') throw this.#wrong(name, 'true or false');
    return value;
  }

  /** RFC 7951 §6.9: the type empty is written `[null]`. */
  empty(name: string): boolean {
    const value = this.member(name);
    if (value === undefined) return false;
    if (!Array.isArray(value) || value.length !== 1 || value[0] !== null) throw this.#wrong(name, '[null]');
    return true;
  }

  /** @throws E_BEHAVIOUR_MUD when the value is undefined */
  required<T>(name: string, value: T | undefined): T {
    if (value === undefined) throw fail('E_BEHAVIOUR_MUD', `${this.#pathOf(name)} is missing`);
    return value;
  }

  /** Names of members that nobody asked for. */
  get leftOver(): readonly string[] {
    return Object.keys(this.#members).filter((name) => !this.#read.has(name));
  }

  #pathOf(name: string): string {
    return this.path === '' ? name : `${this.path}.${name}`;
  }

  #wrong(name: string, form: string) {
    return fail('E_BEHAVIOUR_MUD', `${this.#pathOf(name)} is not ${form}`);
  }
}

/** A member's name for a path; what is no identifier of YANG is not repeated. */
export function printableName(name: string): string {
  return /^[A-Za-z0-9._:-]{1,80}$/.test(name) ? name : '…';
}
