/** Every way this package can refuse, and every problem that a rule or a question can have. */

import { type ErrorTable, errorFactory } from '@sallyport/core';

export const INFERENCE_ERRORS = {
  E_INFERENCE_FACT: {
    fault: 'caller',
    hint: 'Give a relation that begins with a small letter, and values that are short texts without control characters, finite numbers, flags or null.',
  },
  E_INFERENCE_GOAL: { fault: 'caller', hint: 'Ask for one relation, with values for all of its arguments.' },
  E_INFERENCE_TIME: { fault: 'caller', hint: 'Give a date.' },
  E_INFERENCE_CLOSED: { fault: 'caller', hint: 'Start another engine.' },
  E_INFERENCE_ENGINE: { fault: 'internal', hint: 'Report it, with the rules in force.' },
  E_INFERENCE_TEXT_TOO_LARGE: { fault: 'peer', hint: 'Write a shorter text, or several.', http: 413 },
  E_INFERENCE_SYNTAX: { fault: 'peer', hint: 'Write clauses that Prolog can read, each ending with a full stop.' },
  E_INFERENCE_DIRECTIVE: { fault: 'peer', hint: 'Leave out directives and grammar rules; write facts and rules.' },
  E_INFERENCE_CLAUSES: { fault: 'peer', hint: 'Write fewer or smaller clauses.' },
  E_INFERENCE_HEAD: {
    fault: 'peer',
    hint: 'Define relations of your own, not what Prolog or claims and observation define.',
  },
  E_INFERENCE_FORBIDDEN: {
    fault: 'peer',
    hint: 'Use only what the language of rules has: see the README of assurance/inference.',
  },
  E_INFERENCE_TERM: { fault: 'peer', hint: 'Use variables, words, texts and numbers for arguments.' },
  E_INFERENCE_SANDBOX: { fault: 'peer', hint: 'Use only what the language of rules has.' },
  E_INFERENCE_SAYS: {
    fault: 'peer',
    hint: 'Write says(Goal, "text with {Variable}"), where each variable occurs in the goal or in the body.',
  },
  E_INFERENCE_CRASHED: { fault: 'peer', hint: 'Withdraw the rule, or write it otherwise.' },
  E_INFERENCE_UNKNOWN_RELATION: {
    fault: 'peer',
    hint: 'Check the name and the number of arguments: until somebody states such a fact, nothing follows from it.',
  },
  E_INFERENCE_UNSTRATIFIED: {
    fault: 'policy',
    hint: 'Break the circle: a relation must not depend on its own negation, count or collection.',
  },
  E_INFERENCE_WORK: { fault: 'policy', hint: 'Make the rule look at less, or raise the limits.' },
  E_INFERENCE_MEMORY: { fault: 'policy', hint: 'Make the rule look at less, or raise the limits.' },
  E_INFERENCE_TIMEOUT: { fault: 'policy', hint: 'Make the rule look at less.' },
  E_INFERENCE_EVALUATION: {
    fault: 'policy',
    hint: 'Bind variables before they are compared or computed with, and compare numbers with numbers.',
  },
  E_INFERENCE_QUARANTINED: { fault: 'policy', hint: 'Withdraw the rule that brought the engine down.' },
} as const satisfies ErrorTable;

export type InferenceErrorCode = keyof typeof INFERENCE_ERRORS;

export const fail = errorFactory(INFERENCE_ERRORS);
