import { type ErrorTable, errorFactory } from '@sallyport/core';

/** Every way DER or PEM can be refused. All offsets in messages count from the start of the outermost value. */
export const DER_ERRORS = {
  E_DER_TRUNCATED: { fault: 'peer', hint: 'Send the whole value.', reference: 'X.690 §8.1' },
  E_DER_TRAILING: { fault: 'peer', hint: 'Remove the bytes after the value.', reference: 'X.690 §8.1' },
  E_DER_TAG: { fault: 'peer', hint: 'Encode the structure its specification defines.', reference: 'X.690 §8.1.2' },
  E_DER_LENGTH: {
    fault: 'peer',
    hint: 'Encode lengths in the definite form and in the fewest octets.',
    reference: 'X.690 §10.1',
  },
  E_DER_VALUE: { fault: 'peer', hint: 'Encode the value canonically (DER).', reference: 'X.690 §10, §11' },
  E_DER_TOO_LARGE: { fault: 'peer', hint: 'Send a smaller value.' },
  E_DER_TOO_DEEP: { fault: 'peer', hint: 'Send a value with less nesting.' },
  E_DER_ENCODE: { fault: 'caller', hint: 'Give a value that the type can hold.' },
  E_PEM_SYNTAX: { fault: 'peer', hint: 'Send textual encodings of the strict form.', reference: 'RFC 7468 §3' },
  E_PEM_LABEL: { fault: 'peer', hint: 'Send the kind of object that is expected here.', reference: 'RFC 7468 §4' },
} as const satisfies ErrorTable;

export const fail = errorFactory(DER_ERRORS);
