/** Gathers the components of one document, within limits and each under a reference of its own. */

import { fail } from '../errors.ts';
import type { SbomLimits } from '../limits.ts';
import { malformed } from './members.ts';
import type { SbomComponent } from './sbom.ts';

export class ComponentList {
  readonly #limits: SbomLimits;
  readonly #byRef = new Map<string, SbomComponent>();
  #identifiers = 0;

  constructor(limits: SbomLimits) {
    this.#limits = limits;
  }

  /** @throws E_POSTURE_TOO_LARGE, or E_POSTURE_SBOM for a reference that is taken */
  add(component: SbomComponent): void {
    if (this.#byRef.size >= this.#limits.maxComponents) {
      throw fail('E_POSTURE_TOO_LARGE', `bill of materials has more than ${this.#limits.maxComponents} components`);
    }
    this.#identifiers += component.purls.length + component.cpes.length;
    if (this.#identifiers > this.#limits.maxIdentifiers) {
      throw fail('E_POSTURE_TOO_LARGE', `bill of materials has more than ${this.#limits.maxIdentifiers} identifiers`);
    }
    if (this.#byRef.has(component.ref)) throw malformed('names two components by one reference', component.where);
    this.#byRef.set(component.ref, component);
  }

  has(ref: string): boolean {
    return this.#byRef.has(ref);
  }

  get all(): readonly SbomComponent[] {
    return [...this.#byRef.values()];
  }
}
