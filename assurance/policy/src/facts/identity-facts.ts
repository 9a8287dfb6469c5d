/** What the trust engine says of identities, as facts for rules. */

import type { Fact } from '@sallyport/assurance-inference';
import type { IdentityChange } from '@sallyport/assurance-trust';

/** `person/1`, `right/2` and `manufacturer_speaks/1` as they are after a change. Rights are spelled with `_`. */
export function factsOfIdentity({ id, isPerson, rights, speaksAsManufacturer }: IdentityChange): readonly Fact[] {
  return [
    ...(isPerson ? [fact('person', id, [id], `this node believes ${id} as a person`)] : []),
    ...rights.map((right) =>
      fact(
        `right/${right}`,
        id,
        [id, right.replaceAll('-', '_')],
        `${id} has the right to ${right.replaceAll('-', ' ')}`,
      ),
    ),
    ...(speaksAsManufacturer
      ? [fact('manufacturer_speaks', id, [id], `a person who may trust manufacturers trusts ${id}`)]
      : []),
  ];
}

function fact(name: string, id: string, values: readonly string[], statement: string): Fact {
  const [relation = name] = name.split('/');
  return {
    id: `observed:trust/${name}/${encodeURIComponent(id.toWellFormed())}`,
    relation,
    arguments: values,
    statement,
  };
}
