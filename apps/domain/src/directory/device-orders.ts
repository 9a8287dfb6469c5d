/** The orders of devices that were asked for, kept as devices come and change. */

import { compareValues, type Place } from './cursor.ts';
import { type ListedDevice, SORTS, type Sort } from './listed-device.ts';
import { type Seek, SortedRows } from './sorted-rows.ts';

export class DeviceOrders {
  readonly #devices: readonly ListedDevice[];
  readonly #orders = new Map<Sort, SortedRows>();

  /** By row; the caller's own, which it changes between {@link leaving} and what that gives. */
  constructor(devices: readonly ListedDevice[]) {
    this.#devices = devices;
  }

  /** Takes the row out where it is to stand elsewhere once it is this device. Gives the way to take it in again. */
  leaving(row: number, device: ListedDevice): () => void {
    const before = this.#devices[row];
    const moves: SortedRows[] = [];
    for (const [sort, order] of this.#orders) {
      if (before !== undefined && valueIn(before, sort) === valueIn(device, sort)) continue;
      if (before !== undefined) order.remove(row);
      moves.push(order);
    }
    return () => {
      for (const order of moves) order.insert(row);
    };
  }

  /** Perhaps of some devices only, so far. */
  by(sort: Sort): SortedRows {
    const known = this.#orders.get(sort);
    if (known !== undefined) return known;
    const order = new SortedRows({
      sortedBy: (row) => this.#placeOf(sort, row).value,
      keyOf: (row) => this.#devices[row]?.key ?? '',
    });
    this.#orders.set(sort, order);
    return order;
  }

  /** These rows in order. */
  sorted(sort: Sort, rows: readonly number[]): readonly number[] {
    const places = rows.map((row) => ({ row, ...this.#placeOf(sort, row) }));
    places.sort((one, other) => compareValues(one.value, other.value) || compareValues(one.key, other.key));
    return places.map(({ row }) => row);
  }

  /** How rows stand to a place; behind equal values by key. */
  seek(sort: Sort, { value, key }: Place): Seek {
    const sorted = SORTS[sort];
    return (row) => {
      const device = this.#devices[row];
      if (device === undefined) return 0;
      return compareValues(sorted(device), value) || compareValues(device.key, key);
    };
  }

  #placeOf(sort: Sort, row: number): Place {
    const device = this.#devices[row];
    return device === undefined ? { value: '', key: '' } : { value: valueIn(device, sort), key: device.key };
  }
}

export function valueIn(device: ListedDevice, sort: Sort): string | number {
  return SORTS[sort](device);
}
