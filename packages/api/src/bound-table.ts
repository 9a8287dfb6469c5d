/** A table of operations by method and path. */

import { RegExpRouter } from 'hono/router/reg-exp-router';
import { SmartRouter } from 'hono/router/smart-router';
import { TrieRouter } from 'hono/router/trie-router';
import type { Binding } from './bind-input.ts';
import { fail } from './errors.ts';
import type { AnyOperation, OperationFacts, Operations } from './operation.ts';
import { compareRoutes, type Route, routeOf } from './route.ts';
import { inputSchemaOf, propertiesOf } from './schemas.ts';

/** An operation as it is described. */
export interface DescribedOperation {
  readonly name: string;
  readonly operation: OperationFacts;
  readonly route: Route;
}

export interface BoundOperation<Host, Role extends string> extends DescribedOperation {
  readonly operation: AnyOperation<Host, Role>;
  /** Made when it is first asked for. */
  readonly binding: () => Binding;
}

export interface Found<Host, Role extends string> {
  readonly bound: BoundOperation<Host, Role>;
  /** The parts of the path by name, still percent-encoded. */
  readonly parts: ReadonlyMap<string, string>;
}

export class BoundTable<Host, Role extends string> {
  readonly all: readonly BoundOperation<Host, Role>[];
  readonly #router = new SmartRouter<BoundOperation<Host, Role>>({
    routers: [new RegExpRouter(), new TrieRouter()],
  });
  readonly #methods: readonly string[];

  /** @throws E_API_TABLE for a table in which something contradicts something else */
  constructor(table: Operations<Host, Role>) {
    this.all = Object.entries(table)
      .map(([name, operation]) => bind(name, operation))
      .sort((one, other) => compareRoutes(one.route, other.route));
    requireDistinct(this.all);
    for (const bound of this.all) {
      const path = bound.route.segments.map((part) => ('name' in part ? `:${part.name}` : part.word)).join('/');
      this.#router.add(bound.route.method, `/${path}`, bound);
    }
    this.#methods = [...new Set(this.all.map(({ route }) => route.method))];
  }

  /** `path` as it was sent, percent-encoded. The first part of it that is empty finds nothing. */
  find(method: string, path: string): Found<Host, Role> | undefined {
    if (path.includes('//') || path.endsWith('/')) return undefined;
    const [handlers, stash] = this.#router.match(method, path);
    const [first] = handlers;
    if (first === undefined) return undefined;
    const [bound, given] = first;
    const parts = new Map<string, string>();
    for (const name of bound.route.names) {
      const part = given[name];
      const text = typeof part === 'number' ? stash?.[part] : part;
      if (text === undefined) return undefined;
      parts.set(name, text);
    }
    return { bound, parts };
  }

  /** The methods that something at this path takes. */
  methodsAt(path: string): readonly string[] {
    return this.#methods.filter((method) => this.find(method, path) !== undefined);
  }
}

function bind<Host, Role extends string>(
  name: string,
  operation: AnyOperation<Host, Role>,
): BoundOperation<Host, Role> {
  const route = routeOf(operation.via);
  let binding: Binding | undefined;
  return {
    name,
    operation,
    route,
    binding: () => {
      binding ??= {
        method: route.method,
        properties: propertiesOf(inputSchemaOf(operation.input)),
        maxBytes: operation.maxBytes,
      };
      return binding;
    },
  };
}

function requireDistinct(all: readonly { readonly name: string; readonly route: Route }[]): void {
  const taken = new Map<string, string>();
  const templates = new Map<string, string>();
  for (const { name, route } of all) {
    const shape = route.segments.map((part) => ('name' in part ? '{}' : part.word)).join('/');
    const key = `${route.method} /${shape}`;
    // A path is described once, whatever is done there.
    const template = templates.get(shape) ?? route.template;
    templates.set(shape, template);
    if (template !== route.template) {
      throw fail('E_API_TABLE', `${name} is reached by ${route.template}, and another operation by ${template}`);
    }
    const other = taken.get(key);
    if (other !== undefined) throw fail('E_API_TABLE', `${name} and ${other} are both reached by ${key}`);
    taken.set(key, name);
  }
}
