/** The frame of a view: its heading, which takes the focus when one comes to it, and what can be done there. */

import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { arrival } from '../shell/arrival.ts';
import { headingBelow } from './heading.ts';

export interface PageProps {
  readonly title: string;
  /** One line below the heading: what this is, in which state. */
  readonly lead?: ComponentChildren;
  readonly actions?: ComponentChildren;
  /** A link back to where this page belongs. */
  readonly up?: { readonly href: string; readonly label: string };
  readonly children?: ComponentChildren;
}

export function Page({ title, lead, actions, up, children }: PageProps) {
  const { path } = useLocation();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${title} · Sallyport`;
  }, [title]);
  // Who navigates by keyboard or by ear is taken to where the new page begins, but not on the very first one.
  useEffect(() => {
    if (arrival.take()) heading.current?.focus();
  }, [path]);
  return (
    <div class="page">
      <header class="page-head">
        <div class="page-name">
          {up === undefined ? null : (
            <a class="page-up" href={up.href}>
              {up.label}
            </a>
          )}
          <h1 tabIndex={-1} ref={heading}>
            {title}
          </h1>
          {lead === undefined ? null : <p class="page-lead">{lead}</p>}
        </div>
        {actions === undefined ? null : <div class="actions">{actions}</div>}
      </header>
      {children}
    </div>
  );
}

/** A part of a page with a heading of its own. */
export function Section({ title, actions, children }: Pick<PageProps, 'title' | 'actions' | 'children'>) {
  return (
    <section class="section">
      <header class="section-head">
        <h2>{title}</h2>
        {actions === undefined ? null : <div class="actions">{actions}</div>}
      </header>
      <headingBelow.Provider value="h3">{children}</headingBelow.Provider>
    </section>
  );
}
