/** One thing that people and programs do with a service: how it is reached, who may, what it takes and what it answers. */

import { z } from 'zod';
import type { Caller } from './caller.ts';
import { fail } from './errors.ts';
import { type Exchange, inProcess } from './exchange.ts';
import type { Immutable } from './immutable.ts';

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** Method and path, for example `GET /devices/{serialNumber}`; what stands in braces is taken out of the input. */
export type Via = `${Method} /${string}`;

/**
 * Where an operation is reached: `anywhere` over HTTP; `local` on the service's own machine alone, since it reads files there.
 */
export type Reach = 'anywhere' | 'local';

export interface OperationOptions<Host, Role extends string, Input, Answer> {
  /** One line, in small letters: what it does. */
  readonly title: string;
  readonly via: Via;
  /** Who may. */
  readonly roles: readonly Role[];
  /** Default `anywhere`. */
  readonly reach?: Reach;
  /** Members of the input that name files of the service's own machine: only a caller there gives them. */
  readonly localInputs?: readonly string[];
  /** Whether anything is another way afterwards, which is written down under the name of who did it. Default: all but GET. */
  readonly changes?: boolean;
  /** Members of the input that are never written down. */
  readonly secrets?: readonly string[];
  /** The largest body in bytes. Default 1 MiB. */
  readonly maxBytes?: number;
  readonly input: z.ZodType<Input>;
  readonly answer: z.ZodType<Answer>;
  run(
    host: Host,
    input: Input,
    caller: Caller<Role>,
    exchange: Exchange,
  ): Promise<Immutable<Answer>> | Immutable<Answer>;
}

/** Of an operation that anybody may ask for, signed in or not. */
export interface OpenOperationOptions<Host, Role extends string, Input, Answer>
  extends Omit<OperationOptions<Host, Role, Input, Answer>, 'roles' | 'run'> {
  run(
    host: Host,
    input: Input,
    caller: Caller<Role> | undefined,
    exchange: Exchange,
  ): Promise<Immutable<Answer>> | Immutable<Answer>;
}

type Taking<Options, Input, Given> = Omit<Options, 'input'> & { readonly input: z.ZodType<Input, Given> };

/** An operation with an input that fits. @throws E_API_SIGN_IN, and what the work throws */
export type Prepared<Host, Role extends string, Answer> = (
  host: Host,
  caller: Caller<Role> | undefined,
  exchange: Exchange,
) => Promise<Answer>;

/** What is known of an operation without doing it. */
export interface OperationFacts {
  readonly title: string;
  readonly via: Via;
  readonly roles: readonly string[];
  /** Whether anybody may, signed in or not. */
  readonly open: boolean;
  readonly reach: Reach;
  readonly localInputs: readonly string[];
  readonly changes: boolean;
  readonly secrets: readonly string[];
  readonly maxBytes: number;
  readonly input: z.ZodType;
  readonly answer: z.ZodType;
}

/** An operation whose input is checked before it runs, whatever it takes and answers. */
export interface AnyOperation<Host, Role extends string = string> extends OperationFacts {
  readonly roles: readonly Role[];
  /**
   * Checks an input, and gives what is to be done with it.
   * @param input anything: members that nobody asked for are refused
   * @throws E_API_INPUT
   */
  prepare(input: unknown): Prepared<Host, Role, unknown>;
  /** Both at once. @throws E_API_INPUT, E_API_SIGN_IN, and what the work throws */
  run(host: Host, input: unknown, caller: Caller<Role> | undefined, exchange?: Exchange): Promise<unknown>;
}

/** An operation of which it is known what it takes and answers. */
export interface Operation<Host, Role extends string, Given, Answer> extends AnyOperation<Host, Role> {
  readonly input: z.ZodType<unknown, Given>;
  readonly answer: z.ZodType<Answer>;
  run(host: Host, input: unknown, caller: Caller<Role> | undefined, exchange?: Exchange): Promise<Immutable<Answer>>;
}

const DEFAULT_MAX_BYTES = 1 << 20;

const MOST_NAMED = 8;
const LONGEST_PATH = 64;
const LONGEST_MESSAGE = 256;

/** What is wrong in one line: a list may have a hundred thousand wrong members. */
function sentenceOf({ issues }: z.ZodError): string {
  const named = issues.slice(0, MOST_NAMED).map(({ path, message }) => {
    return `${path.join('.').slice(0, LONGEST_PATH) || 'the input'}: ${message.slice(0, LONGEST_MESSAGE)}`;
  });
  const more = issues.length - named.length;
  return more === 0 ? named.join('; ') : `${named.join('; ')}; and ${more} more`;
}

export function operation<Host, Role extends string, Input, Given, Answer>(
  options: Taking<OperationOptions<Host, Role, Input, Answer>, Input, Given>,
): Operation<Host, Role, Given, Answer> {
  return make(options, options.roles, false, (host, input, caller, exchange) => {
    if (caller === undefined) throw fail('E_API_SIGN_IN', 'who asks is not known');
    return options.run(host, input, caller, exchange);
  });
}

export function openOperation<Host, Role extends string, Input, Given, Answer>(
  options: Taking<OpenOperationOptions<Host, Role, Input, Answer>, Input, Given>,
): Operation<Host, Role, Given, Answer> {
  return make<Host, Role, Input, Given, Answer>(options, [], true, (host, input, caller, exchange) =>
    options.run(host, input, caller, exchange),
  );
}

function make<Host, Role extends string, Input, Given, Answer>(
  options: Taking<Omit<OperationOptions<Host, Role, Input, Answer>, 'roles' | 'run'>, Input, Given>,
  roles: readonly Role[],
  open: boolean,
  run: OpenOperationOptions<Host, Role, Input, Answer>['run'],
): Operation<Host, Role, Given, Answer> {
  const {
    title,
    via,
    input,
    answer,
    reach = 'anywhere',
    localInputs = [],
    changes = !via.startsWith('GET '),
    secrets = [],
    maxBytes = DEFAULT_MAX_BYTES,
  } = options;
  const known = input instanceof z.ZodObject ? new Set(Object.keys(input.shape)) : undefined;
  const prepare = (given: unknown): Prepared<Host, Role, Immutable<Answer>> => {
    const unknown = known === undefined ? undefined : membersOf(given).find((name) => !known.has(name));
    if (unknown !== undefined) throw fail('E_API_INPUT', `${unknown.slice(0, 64)}: there is no such member`);
    const parsed = input.safeParse(given);
    if (!parsed.success) throw fail('E_API_INPUT', sentenceOf(parsed.error), { cause: parsed.error });
    return async (host, caller, exchange) => run(host, parsed.data, caller, exchange);
  };
  return {
    ...{ title, via, roles, input, answer, open, reach, localInputs, changes, secrets, maxBytes, prepare },
    run: async (host, given, caller, exchange = inProcess()) => prepare(given)(host, caller, exchange),
  };
}

function membersOf(given: unknown): readonly string[] {
  return typeof given === 'object' && given !== null ? Object.keys(given) : [];
}

/** {@link operation} for one kind of host and its roles, so that a table need not name them row by row. */
export function operationsOf<Host, Role extends string>() {
  return <Input, Given, Answer>(
    options: Taking<OperationOptions<Host, Role, Input, Answer>, Input, Given>,
  ): Operation<Host, Role, Given, Answer> => operation(options);
}

/** {@link openOperation} likewise. */
export function openOperationsOf<Host, Role extends string>() {
  return <Input, Given, Answer>(
    options: Taking<OpenOperationOptions<Host, Role, Input, Answer>, Input, Given>,
  ): Operation<Host, Role, Given, Answer> => openOperation(options);
}

/** The operations of a service, by name. */
export type Operations<Host, Role extends string = string> = Readonly<Record<string, AnyOperation<Host, Role>>>;

/** What an operation of a table takes, as it is given. */
export type InputOf<Table, Name extends keyof Table> = Table[Name] extends {
  readonly input: z.ZodType<unknown, infer Given>;
}
  ? Immutable<Given>
  : never;

/** What an operation of a table answers. */
export type AnswerOf<Table, Name extends keyof Table> = Table[Name] extends { readonly answer: z.ZodType<infer Answer> }
  ? Immutable<Answer>
  : never;

/** @throws E_API_OPERATION */
export function operationNamed<Row>(table: Readonly<Record<string, Row>>, name: string): Row {
  const found = Object.hasOwn(table, name) ? table[name] : undefined;
  if (found === undefined) throw fail('E_API_OPERATION', 'there is no operation of this name');
  return found;
}
