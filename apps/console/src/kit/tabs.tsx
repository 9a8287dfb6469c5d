/** Parts of a page of which one is shown (ARIA APG, tabs with automatic activation). */

import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useId, useRef } from 'preact/hooks';
import { neighbourOf } from './neighbour.ts';

export interface Tab {
  readonly key: string;
  readonly title: string;
  /** Drawn only while it is shown. */
  readonly content: () => ComponentChildren;
}

export interface TabsProps {
  readonly label: string;
  readonly tabs: readonly Tab[];
  /** The tab that is shown, where the page's address says it; otherwise the tabs remember it themselves. */
  readonly shown?: string | undefined;
  readonly onShow?: (key: string) => void;
}

export function Tabs({ label, tabs, shown, onShow }: TabsProps) {
  const id = useId();
  const own = useSignal<string | undefined>(undefined);
  const list = useRef<HTMLDivElement>(null);
  const wanted = shown ?? own.value;
  const current = tabs.find(({ key }) => key === wanted) ?? tabs[0];
  if (current === undefined) return null;
  const show = (key: string): void => {
    own.value = key;
    onShow?.(key);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const next = neighbourOf(tabs, current, event.key, 'horizontal');
    if (next === undefined) return;
    event.preventDefault();
    show(next.key);
    list.current?.querySelector<HTMLElement>(`#${CSS.escape(`${id}-tab-${next.key}`)}`)?.focus();
  };
  return (
    <div class="tabs">
      <div class="tab-list" role="tablist" aria-label={label} ref={list} onKeyDown={onKeyDown}>
        {tabs.map(({ key, title }) => (
          <button
            key={key}
            type="button"
            role="tab"
            class="tab"
            id={`${id}-tab-${key}`}
            aria-selected={key === current.key}
            aria-controls={`${id}-panel`}
            tabIndex={key === current.key ? 0 : -1}
            onClick={() => show(key)}
          >
            {title}
          </button>
        ))}
      </div>
      <div
        class="tab-panel"
        role="tabpanel"
        id={`${id}-panel`}
        aria-labelledby={`${id}-tab-${current.key}`}
        tabIndex={0}
        key={current.key}
      >
        {current.content()}
      </div>
    </div>
  );
}
