/** What the owner of a lab says and does, by the same operations as the command line. */

import type { ClaimTypeName } from '@sallyport/assurance-claims';
import { isJsonObject, type JsonObject, toBase64, utf8 } from '@sallyport/core';
import { fail } from '../errors.ts';
import type { DomainAsk } from '../services/ask.ts';
import { jsonOf } from '../view/json-of.ts';
import { textIn } from '../view/members.ts';

export class LabOwner {
  readonly #ask: DomainAsk;

  constructor(ask: DomainAsk) {
    this.#ask = ask;
  }

  get ask(): DomainAsk {
    return this.#ask;
  }

  /** Says something in its own name. Gives the id of the claim. */
  async claim(type: ClaimTypeName, subject: JsonObject): Promise<string> {
    return (await this.#ask('claims.make', { type, subject })).id;
  }

  trust(role: 'manufacturer' | 'device', id: string): Promise<string> {
    return this.claim('Trust', { id, role });
  }

  async retract(id: string, reason: string): Promise<void> {
    await this.#ask('claims.retract', { id, reason });
  }

  /** Takes in what somebody else signed. */
  async take(claim: Uint8Array, from: string): Promise<void> {
    await this.#ask('claims.submit', { claim: toBase64(claim), from });
  }

  async replaceRule(rule: string, source: string, about: string): Promise<void> {
    await this.#ask('policy.replace', { rule, source, about });
  }

  async declareBill(deviceType: string, bill: JsonObject): Promise<void> {
    await this.#ask('sbom.declare', { deviceType, sbom: toBase64(utf8(JSON.stringify(bill))) });
  }

  /** What would be decided of a device that asks to be let onto the network, and why. */
  async why(device: string): Promise<JsonObject> {
    const answer = jsonOf(await this.#ask('why', { device }));
    if (!isJsonObject(answer)) throw fail('E_CLI_OPERATION', 'the domain gave no decision');
    return answer;
  }

  /** As it is called in claims. */
  async name(): Promise<string> {
    const answer = jsonOf(await this.#ask('assurance.owner', {}));
    return (isJsonObject(answer) ? textIn(answer, 'owner') : undefined) ?? '';
  }
}
