/** A thing of its own on a page. */

import type { ComponentChildren } from 'preact';
import { useContext } from 'preact/hooks';
import { headingBelow } from './heading.ts';

export interface CardProps {
  readonly title?: string;
  readonly actions?: ComponentChildren;
  readonly tone?: 'good' | 'bad' | 'wait';
  readonly children: ComponentChildren;
}

export function Card({ title, actions, tone, children }: CardProps) {
  const Heading = useContext(headingBelow);
  return (
    <section class={tone === undefined ? 'card' : `card card-${tone}`}>
      {title === undefined && actions === undefined ? null : (
        <header class="card-head">
          {title === undefined ? null : <Heading class="card-title">{title}</Heading>}
          {actions === undefined ? null : <div class="actions">{actions}</div>}
        </header>
      )}
      {children}
    </section>
  );
}
