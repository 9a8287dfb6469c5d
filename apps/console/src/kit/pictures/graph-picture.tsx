/** A graph as SVG: seen, and walked through by keyboard. */

import { useSignal } from '@preact/signals';
import { useEffect, useId, useLayoutEffect, useMemo, useReducer, useRef } from 'preact/hooks';
import { neighbourOf } from '../neighbour.ts';
import { boxOf, layOutGraph, type PlacedLink, type PlacedNode } from './graph-layout.ts';
import type { GraphProps } from './picture-props.ts';
import { spokenName } from './spoken-name.ts';
import { wrapLabel } from './wrap-label.ts';

const LABEL_CHARACTERS = 20;
const LINE_PX = 14;

export function GraphPicture({ label, nodes, links, onOpen }: GraphProps) {
  const id = useId();
  const before = useRef<readonly PlacedNode[]>([]);
  const [, redraw] = useReducer((times: number, _: undefined) => times + 1, 0);
  const focused = useSignal<string | undefined>(undefined);
  const frame = useRef<HTMLDivElement>(null);
  const picture = useRef<SVGSVGElement>(null);
  // Where it is wider than the screen its middle is seen first, which is where things are.
  useLayoutEffect(() => {
    const { current } = frame;
    if (current !== null) current.scrollLeft = (current.scrollWidth - current.clientWidth) / 2;
  }, []);
  // Laid out anew only where what is drawn is another graph, not where a view hands over equal lists again.
  const shape = JSON.stringify([nodes.map((node) => node.id), links.map(({ from, to }) => [from, to])]);
  const layout = useMemo(() => layOutGraph(nodes, links, before.current), [shape]);
  before.current = layout.nodes;
  useEffect(() => {
    const { simulation } = layout;
    if (matchMedia('(prefers-reduced-motion: reduce)').matches) {
      simulation.tick(180);
      redraw(undefined);
      return undefined;
    }
    simulation.on('tick', () => redraw(undefined)).restart();
    return () => void simulation.stop();
  }, [layout]);

  const current = new Map(nodes.map((node) => [node.id, node]));
  const placed = layout.nodes.map((one) => ({ ...one, node: current.get(one.node.id) ?? one.node }));
  const entry = placed.find(({ node }) => node.id === focused.value) ?? placed[0];
  const box = boxOf(layout.nodes);
  const onKeyDown = (event: KeyboardEvent): void => {
    if (entry === undefined) return;
    const next =
      neighbourOf(placed, entry, event.key, 'horizontal') ?? neighbourOf(placed, entry, event.key, 'vertical');
    if (next !== undefined) {
      event.preventDefault();
      picture.current?.querySelector<SVGGElement>(`[data-node="${CSS.escape(next.node.id)}"]`)?.focus();
    } else if ((event.key === 'Enter' || event.key === ' ') && onOpen !== undefined) {
      event.preventDefault();
      onOpen(entry.node.id);
    }
  };
  return (
    <div class="picture-frame" ref={frame}>
      <svg
        ref={picture}
        class="picture"
        role="group"
        aria-label={label}
        viewBox={`${box.x} ${box.y} ${box.width} ${box.height}`}
        onKeyDown={onKeyDown}
      >
        <defs>
          <marker
            id={`${id}-head`}
            viewBox="0 0 8 8"
            refX="7"
            refY="4"
            markerUnits="userSpaceOnUse"
            markerWidth="10"
            markerHeight="10"
            orient="auto"
          >
            <path class="picture-head" d="M0 0.5 L8 4 L0 7.5 Z" />
          </marker>
        </defs>
        {layout.links.map((link, index) => (
          <Link
            key={index}
            placed={{ ...link, link: links[index] ?? link.link }}
            head={`url(#${id}-head)`}
            focused={focused.value}
          />
        ))}
        {placed.map((one) => (
          <Node
            key={one.node.id}
            placed={one}
            isEntry={one === entry}
            onFocus={() => {
              focused.value = one.node.id;
            }}
            onOpen={onOpen}
          />
        ))}
      </svg>
    </div>
  );
}

interface LinkProps {
  readonly placed: PlacedLink;
  /** The marker that is a line's head. */
  readonly head: string;
  readonly focused: string | undefined;
}

function Link({ placed: { source, target, link }, head, focused }: LinkProps) {
  const { x: x1 = 0, y: y1 = 0 } = source;
  const { x: x2 = 0, y: y2 = 0 } = target;
  const length = Math.hypot(x2 - x1, y2 - y1) || 1;
  const [ux, uy] = [(x2 - x1) / length, (y2 - y1) / length];
  const isNear = focused === link.from || focused === link.to;
  return (
    <g
      class={`picture-link link-${link.tone ?? 'plain'}${isNear ? ' link-near' : ''}${link.broken === true ? ' link-broken' : ''}`}
    >
      <line
        x1={x1 + ux * source.radius}
        y1={y1 + uy * source.radius}
        x2={x2 - ux * (target.radius + 3)}
        y2={y2 - uy * (target.radius + 3)}
        stroke-width={1.2 + 2.4 * (link.weight ?? 0)}
        marker-end={link.directed === true ? head : undefined}
      />
      {link.label === undefined ? null : (
        <text x={(x1 + x2) / 2} y={(y1 + y2) / 2 - 4} text-anchor="middle">
          {link.label}
        </text>
      )}
    </g>
  );
}

interface NodeProps {
  readonly placed: PlacedNode;
  readonly isEntry: boolean;
  readonly onFocus: () => void;
  readonly onOpen: ((id: string) => void) | undefined;
}

function Node({ placed: { node, radius, x = 0, y = 0 }, isEntry, onFocus, onOpen }: NodeProps) {
  const lines = wrapLabel(node.label, LABEL_CHARACTERS, 2);
  const detail = node.detail === undefined ? [] : wrapLabel(node.detail, LABEL_CHARACTERS + 4, 1);
  const whole = node.detail === undefined ? node.label : `${node.label} ${node.detail}`;
  return (
    <g
      class={`picture-node node-${node.tone ?? 'plain'} node-${node.kind ?? 'plain'}-kind`}
      role={onOpen === undefined ? 'img' : 'button'}
      aria-label={spokenName([...lines, ...detail], whole)}
      data-node={node.id}
      tabindex={isEntry ? 0 : -1}
      transform={`translate(${x} ${y})`}
      onFocus={onFocus}
      onClick={onOpen === undefined ? undefined : () => onOpen(node.id)}
    >
      <title>{whole}</title>
      <circle r={radius} />
      {lines.map((line, index) => (
        <text key={line} y={radius + LINE_PX * (index + 1)} text-anchor="middle">
          {`${line} `}
        </text>
      ))}
      {detail.map((line) => (
        <text key={line} class="node-detail" y={radius + LINE_PX * (lines.length + 1)} text-anchor="middle">
          {`${line} `}
        </text>
      ))}
    </g>
  );
}
