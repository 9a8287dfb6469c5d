/** Texts that many devices have alike, kept once. */

import type { ListedDevice } from './listed-device.ts';

/** Beyond these, texts differ so much that sharing gains nothing. */
const MAX_TEXTS = 20_000;
const NONE: readonly string[] = [];

export class SharedTexts {
  readonly #known = new Map<string, string>();

  shared(device: ListedDevice): ListedDevice {
    const { manufacturer, makerName, model, types, stations, networks, decision } = device;
    return {
      ...device,
      manufacturer: this.#text(manufacturer),
      makerName: makerName === null ? null : this.#text(makerName),
      model: model === null ? null : this.#text(model),
      types: this.#list(types),
      stations: stations.length === 0 ? NONE : stations,
      networks: this.#list(networks),
      decision: decision === null ? null : { ...decision, reason: this.#text(decision.reason) },
    };
  }

  #list(texts: readonly string[]): readonly string[] {
    return texts.length === 0 ? NONE : texts.map((text) => this.#text(text));
  }

  #text(text: string): string {
    const known = this.#known.get(text);
    if (known !== undefined) return known;
    if (this.#known.size < MAX_TEXTS) this.#known.set(text, text);
    return text;
  }
}
