import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  type Expression,
  type Operand,
  parseNotation,
  parseStatement,
  printNotation,
  type Statement,
} from '@sallyport/assurance-claims';
import { isSallyportError } from '@sallyport/core';
import { refuses } from '@sallyport/testing';
import fc from 'fast-check';

/** Every expression of the CAHN architecture document, as it stands there but for list marks, and how it prints in the proposed spelling. */
const DOCUMENT: readonly (readonly [text: string, printed: string])[] = [
  ['{ Relation (entity1@, entity2+) } [signatory-]', '{ Relation (entity1@, entity2+) } [signatory-]'],
  [
    'signatory -> entity2 : { Relation (entity1@, entity2+) } [signatory-]',
    'signatory -> entity2 : { Relation (entity1@, entity2+) } [signatory-]',
  ],
  ['`Trust(person@email.com, registrar+) : person-`', '{ Trust (person@email.com, registrar+) } [person-]'],
  ['`Trust(person@email.com, router+) : person-`', '{ Trust (person@email.com, router+) } [person-]'],
  ['`Trust(device+, registrar+) : registrar-`', '{ Trust (device+, registrar+) } [registrar-]'],
  ['`Revoke(device+, registrar+) : registrar-`', '{ Revoke (device+, registrar+) } [registrar-]'],
  ['`Trust(person@email.com, manufacturer+) : person-`', '{ Trust (person@email.com, manufacturer+) } [person-]'],
  ['**Trust**(`person@email.com`, `device+`) : `person-`', '{ Trust (person@email.com, device+) } [person-]'],
  [
    '**Purchase**(`device+`, `person@email.com`,) : `manufacturer-` => **Trust**(`person@email.com`, `device+`) : `person-`',
    '{ Purchase (device+, person@email.com) } [manufacturer-] => { Trust (person@email.com, device+) } [person-]',
  ],
  [
    '**Purchase**(`device+`, `person@email.com`,) : `manufacturer-` &&\n**Trust**(`person@email.com`, `manufacturer+`) : `manufacturer-` => **Trust**(`person@email.com`, `device+`) : `person-`',
    '{ Purchase (device+, person@email.com) } [manufacturer-] && { Trust (person@email.com, manufacturer+) } [manufacturer-]' +
      ' => { Trust (person@email.com, device+) } [person-]',
  ],
  [
    '**Purchase**(`device+`, `person@email.com`, `device-type`) : `manufacturer-`',
    '{ Purchase (device+, person@email.com, device-type) } [manufacturer-]',
  ],
  ['**OwnerDeclaration**(device+, device-type) : person-', '{ OwnerDeclaration (device+, device-type) } [person-]'],
  ['**SBOM**(device+, device-type, SBOM) : manufacturer-', '{ SBOM (device+, device-type, SBOM) } [manufacturer-]'],
];

/** Plain objects, as the parser makes them. */
function record<Shape>(model: { [Name in keyof Shape]: fc.Arbitrary<Shape[Name]> }): fc.Arbitrary<Shape> {
  return fc.record<Shape>(model, { noNullPrototype: true });
}

const name = fc.string({ unit: fc.constantFrom(...'aZ09@+-:/.#%;=>&'), minLength: 1, maxLength: 12 });
const operand: fc.Arbitrary<Operand> = fc.oneof(
  record({ kind: fc.constant('direct' as const), name }),
  record({ kind: fc.constant('indirect' as const), name }),
  record({
    kind: fc.constant('literal' as const),
    text: fc.oneof(name, fc.string(), fc.string({ unit: 'grapheme' })),
  }),
);
const relation = fc.stringMatching(/^[A-Za-z][A-Za-z0-9_-]{0,10}$/);
const statement: fc.Arbitrary<Statement> = record({
  kind: fc.constant('statement' as const),
  relation,
  operands: fc.array(operand, { maxLength: 5 }),
  signatory: name,
});
const party = name.filter((text) => !text.endsWith(':') && text !== '->');
const expression: fc.Arbitrary<Expression> = fc.oneof(
  statement,
  record({ kind: fc.constant('message' as const), from: party, to: party, statement }),
  record({
    kind: fc.constant('implication' as const),
    premises: fc.array(statement, { minLength: 1, maxLength: 4 }),
    conclusion: statement,
  }),
);

describe('CAHN’s notation', () => {
  for (const [text, printed] of DOCUMENT) {
    it(`reads ${text.slice(0, 70).replace(/\s+/g, ' ')} as the document has it`, () => {
      const read = parseNotation(text);
      assert.equal(printNotation(read), printed);
      assert.deepEqual(parseNotation(printNotation(read, 'colon')), read);
    });
  }

  it('tells who is named how', () => {
    assert.deepEqual(parseStatement('{ Relation (entity1@, entity2+, "a text, and more", type-1) } [signatory-]'), {
      kind: 'statement',
      relation: 'Relation',
      operands: [
        { kind: 'indirect', name: 'entity1' },
        { kind: 'direct', name: 'entity2' },
        { kind: 'literal', text: 'a text, and more' },
        { kind: 'literal', text: 'type-1' },
      ],
      signatory: 'signatory',
    });
  });

  it('takes a colon right behind the receiver', () => {
    assert.deepEqual(parseNotation('a -> b: {R()}[a-]'), parseNotation('a -> b : R() : a-'));
  });

  it('means the same in both spellings, whatever is expressed', () => {
    fc.assert(
      fc.property(expression, fc.constantFrom('braces' as const, 'colon' as const), (given, spelling) => {
        assert.deepEqual(parseNotation(printNotation(given, spelling)), given);
      }),
      { numRuns: 2000 },
    );
  });

  for (const text of [
    '',
    'Trust',
    'Trust(',
    'Trust(a+',
    'Trust(a+) :',
    'Trust(a+) : person',
    'Trust(a+) : -',
    'Trust(a+) person-',
    '{ Trust(a+) [person-]',
    '{ Trust(a+) } [person]',
    '{ Trust(a+) } [person-',
    'Trust(a+,,b+) : person-',
    'Trust(a+ b+) : person-',
    'Trust("a) : person-',
    'Tru$t(a+) : person-',
    'a -> Trust(a+) : b-',
    'Trust(a+) : person- &&',
    'Trust(a+) : person- && Trust(b+) : person-',
    'Trust(a+) : person- =>',
    'Trust(a+) : person- => Trust(b+) : person- more',
    `Trust(${'a,'.repeat(1200)}) : person-`,
    `Trust(${'a'.repeat(70_000)}) : person-`,
    `${'T() : p- && '.repeat(40)}T() : p- => T() : p-`,
  ]) {
    it(`refuses ${JSON.stringify(text.slice(0, 50))}`, async () => {
      await refuses(() => parseNotation(text), 'E_CLAIMS_NOTATION');
    });
  }

  it('refuses to read a rule where a statement is wanted, and to print names that it cannot hold', async () => {
    await refuses(() => parseStatement('A() : p- => B() : p-'), 'E_CLAIMS_NOTATION');
    const made: Statement = { kind: 'statement', relation: 'R', operands: [], signatory: 'p' };
    await refuses(() => printNotation({ ...made, signatory: 'two words' }), 'E_CLAIMS_NOTATION');
    await refuses(() => printNotation({ ...made, relation: '' }), 'E_CLAIMS_NOTATION');
    await refuses(() => printNotation({ kind: 'message', from: 'a', to: 'b:', statement: made }), 'E_CLAIMS_NOTATION');
  });

  it('says nothing but its own error to any text, and ends soon', () => {
    const marks = fc.string({ unit: fc.constantFrom(...'{}()[]:,-+@>&="\\ aR`*', '->', '=>', '&&'), maxLength: 200 });
    fc.assert(
      fc.property(fc.oneof(marks, fc.string()), (text) => {
        try {
          parseNotation(text);
        } catch (error) {
          assert.ok(isSallyportError(error, 'E_CLAIMS_NOTATION'), String(error));
        }
      }),
      { numRuns: 2000 },
    );
  });
});
