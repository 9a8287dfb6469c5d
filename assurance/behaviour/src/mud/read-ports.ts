import { fail } from '../errors.ts';
import type { PortRange } from './model.ts';
import type { MudNode } from './node.ts';

const MAX_PORT = 65_535;

/** RFC 8519 §4.1, port-range-or-operator: a range, or an operator with a port; undefined when absent. */
export function readPorts(transport: MudNode, name: string): readonly PortRange[] | undefined {
  const node = transport.node(name);
  if (node === undefined) return undefined;
  const ranges = node.has('port') ? compared(node) : between(node);
  const [unknown] = node.leftOver;
  // A port match that was only half understood would match other ports.
  if (unknown !== undefined)
    throw fail('E_BEHAVIOUR_MUD', `${node.path} is neither a range nor an operator with a port`);
  return ranges;
}

function between(node: MudNode): readonly PortRange[] {
  const low = node.required('lower-port', node.integer('lower-port', 0, MAX_PORT));
  const high = node.required('upper-port', node.integer('upper-port', 0, MAX_PORT));
  if (low > high) throw fail('E_BEHAVIOUR_MUD', `${node.path} ends before it begins`);
  return [{ low, high }];
}

function compared(node: MudNode): readonly PortRange[] {
  const port = node.required('port', node.integer('port', 0, MAX_PORT));
  switch (node.text('operator') ?? 'eq') {
    case 'eq':
      return [{ low: port, high: port }];
    case 'lte':
      return [{ low: 0, high: port }];
    case 'gte':
      return [{ low: port, high: MAX_PORT }];
    case 'neq':
      return [
        { low: 0, high: port - 1 },
        { low: port + 1, high: MAX_PORT },
      ].filter(({ low, high }) => low <= high);
    default:
      throw fail('E_BEHAVIOUR_MUD', `${node.path} has an operator that is none`);
  }
}
