/** What the directory is to answer, found by looking at every device. */

import assert from 'node:assert/strict';
import type { DirectoryQuery, FacetCounts } from '../../src/directory/directory-index.ts';
import { FACET_VALUES, FACETS, type Facet, type ListedDevice, SORTS } from '../../src/directory/listed-device.ts';

/** Keys of all that fit. */
export function keysInOrder(devices: Iterable<ListedDevice>, query: DirectoryQuery): readonly string[] {
  const value = SORTS[query.sort ?? 'key'];
  const found = [...devices].filter((device) => isFound(device, query) && filtersFailed(device, query).length === 0);
  found.sort((one, other) => {
    const [first, second] = [value(one), value(other)];
    if (first !== second) return first < second ? -1 : 1;
    return one.key < other.key ? -1 : 1;
  });
  if (query.isReverse === true) found.reverse();
  return found.map(({ key }) => key);
}

/** Each facet is counted over what fits all other filters. */
export function assertCounts(counts: FacetCounts, devices: Iterable<ListedDevice>, query: DirectoryQuery): void {
  const expected = new Map(FACETS.map((facet) => [facet, new Map<string, number>()]));
  for (const device of devices) {
    const [failed, another] = filtersFailed(device, query);
    if (another !== undefined || !isFound(device, query)) continue;
    for (const facet of failed === undefined ? FACETS : [failed]) {
      const values = expected.get(facet);
      for (const value of FACET_VALUES[facet](device)) values?.set(value, (values.get(value) ?? 0) + 1);
    }
  }
  for (const facet of FACETS) {
    assert.deepEqual(new Map([...counts[facet]].sort()), new Map([...(expected.get(facet) ?? [])].sort()), facet);
  }
}

function filtersFailed(device: ListedDevice, { filters = {} }: DirectoryQuery): readonly Facet[] {
  return FACETS.filter((facet) => {
    const value = filters[facet];
    return value !== undefined && !FACET_VALUES[facet](device).includes(value);
  });
}

function isFound({ makerName, model, types, serialNumber, stations }: ListedDevice, query: DirectoryQuery): boolean {
  const texts = [makerName, model, ...types].map((text) => (text ?? '').toLowerCase());
  const numbers = [serialNumber.toLowerCase(), ...stations];
  const words = (query.search ?? '').toLowerCase().split(/\s+/u);
  return words
    .filter((word) => word !== '')
    .slice(0, 8)
    .every((word) => {
      const digits = word.replace(/[-:.]/g, '');
      return (
        [...texts, ...numbers].some((text) => text.includes(word)) ||
        (/^[0-9a-f]+$/.test(digits) && numbers.some((number) => number.includes(digits)))
      );
    });
}
