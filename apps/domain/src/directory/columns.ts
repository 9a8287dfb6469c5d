/** The columns of the directory that rows are told apart by, and what the search looks into. */

import { CodedColumn } from './coded-column.ts';
import { FACET_VALUES, FACETS, type Facet, type ListedDevice } from './listed-device.ts';
import { NumbersText } from './numbers-text.ts';

export class Columns {
  readonly facets: Readonly<Record<Facet, CodedColumn>> = {
    state: new CodedColumn(),
    protocol: new CodedColumn(),
    network: new CodedColumn(),
    maker: new CodedColumn(),
    type: new CodedColumn(),
    presence: new CodedColumn(),
    standing: new CodedColumn(),
  };
  /** Maker's name, model and types: few different ones, so that a search looks at each once. */
  readonly texts = new CodedColumn();
  readonly numbers = new NumbersText();

  set(row: number, device: ListedDevice): void {
    for (const facet of FACETS) this.facets[facet].set(row, FACET_VALUES[facet](device));
    this.texts.set(
      row,
      [device.makerName, device.model, ...device.types].filter((text) => text !== null),
    );
    this.numbers.set(row, device.serialNumber, device.stations);
  }
}
