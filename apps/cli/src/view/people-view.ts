/** Who is believed, how far, and for what. */

import { RIGHTS } from '@sallyport/assurance-claims';
import { isJsonObject, type JsonValue } from '@sallyport/core';
import { arrayIn, numberIn, objectsIn, textIn } from './members.ts';
import { type Names, named } from './names.ts';

export function peopleForPeople(answer: JsonValue, names: Names, isEverybody: boolean): JsonValue {
  const all = objectsIn(answer, 'identities');
  const rows = all.filter((row) => isEverybody || row['isPerson'] === true || row['speaksAsManufacturer'] === true);
  const people = rows.map((row) => {
    const id = textIn(row, 'id') ?? '';
    return {
      who: id.startsWith('mailto:') ? id.slice('mailto:'.length) : named(id, names),
      believed: `${Math.round(100 * (numberIn(row, 'weight') ?? 0))} %`,
      speaks: row['isPerson'] === true ? 'as a person' : row['speaksAsManufacturer'] === true ? 'as a maker' : 'no',
      may: rightsText((arrayIn(row, 'rights') ?? []).map(String)),
    };
  });
  const next = isJsonObject(answer) ? numberIn(answer, 'next') : undefined;
  if (people.length === 0) return 'nobody';
  return next === undefined ? people : { people, more: `--from ${next}` };
}

function rightsText(rights: readonly string[]): string | null {
  if (RIGHTS.every((right) => rights.includes(right))) return 'everything';
  return rights.length === 0 ? null : rights.join(', ');
}
