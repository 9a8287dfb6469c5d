/** What came of a call that did not succeed, as the server said it (RFC 9457), or that there was no server to say it. */

/** One member of the input that was wrong. */
export interface WrongMember {
  /** Names and positions joined by dots; empty for the input as a whole. */
  readonly path: string;
  /** What is wrong with it, in a word that stays the same. */
  readonly code?: string;
  readonly message: string;
}

export interface Problem {
  /** The HTTP status; 0 when no answer came. */
  readonly status: number;
  /** The error's code in the domain's tables, or one of this file. */
  readonly code: string;
  readonly detail: string;
  readonly hint?: string;
  readonly wrong: readonly WrongMember[];
}

/** Nobody is signed in, or no longer. */
export const NOBODY = 'E_API_SIGN_IN';
/** No answer came: the domain is not running, or the line is cut. */
export const DISCONNECTED = 'E_CONSOLE_DISCONNECTED';
/** An answer came that is not the API's. */
export const UNREADABLE = 'E_CONSOLE_ANSWER';

export class CallError extends Error implements Problem {
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly hint?: string;
  readonly wrong: readonly WrongMember[];

  constructor(problem: Problem, options?: ErrorOptions) {
    super(problem.detail, options);
    this.name = 'CallError';
    this.status = problem.status;
    this.code = problem.code;
    this.detail = problem.detail;
    this.wrong = problem.wrong;
    if (problem.hint !== undefined) this.hint = problem.hint;
  }
}

/** Reads problem details; what does not have their shape becomes a problem that says so. */
export function problemFrom(status: number, body: unknown): Problem {
  if (typeof body !== 'object' || body === null)
    return { status, code: UNREADABLE, detail: `HTTP ${status}`, wrong: [] };
  const text = (name: string): string | undefined => {
    const value: unknown = Object.entries(body).find(([key]) => key === name)?.[1];
    return typeof value === 'string' ? value : undefined;
  };
  const hint = text('hint');
  return {
    status,
    code: text('code') ?? UNREADABLE,
    detail: text('detail') ?? text('title') ?? `HTTP ${status}`,
    wrong: 'errors' in body ? wrongMembers(body.errors) : [],
    ...(hint === undefined ? {} : { hint }),
  };
}

function wrongMembers(errors: unknown): readonly WrongMember[] {
  if (!Array.isArray(errors)) return [];
  return errors.flatMap((error: unknown) => {
    if (typeof error !== 'object' || error === null || !('message' in error)) return [];
    const path = 'path' in error ? error.path : '';
    return [
      {
        path: Array.isArray(path) ? path.join('.') : String(path),
        ...('code' in error ? { code: String(error.code) } : {}),
        message: String(error.message),
      },
    ];
  });
}
