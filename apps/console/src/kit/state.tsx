/** What stands in a view's place while there is nothing to show: asking, nothing there, refused, no domain. */

import type { ComponentChildren } from 'preact';
import { type CallError, DISCONNECTED } from '../api/call-error.ts';
import type { Query } from '../api/query.ts';
import { t } from '../i18n/index.ts';
import { refusalText } from '../i18n/refusals/index.ts';
import { Button } from './button.tsx';

export interface StateProps<Answer> {
  readonly of: Query<Answer>;
  /** Whether the answer holds nothing to show. */
  readonly isEmpty?: (answer: Answer) => boolean;
  /** What is said then, and what can be done about it. */
  readonly empty?: ComponentChildren;
  /** What is drawn of an answer. */
  readonly children: (answer: Answer) => ComponentChildren;
}

/** An answer once there stays while it is asked again; that a newer one failed is said above it. */
export function State<Answer>({ of: query, isEmpty, empty, children }: StateProps<Answer>) {
  const { answer, error } = query;
  if (answer === undefined) return error === undefined ? <Loading /> : <Failure error={error} again={query.again} />;
  return (
    <>
      {error === undefined || error.code === DISCONNECTED ? null : <Failure error={error} again={query.again} />}
      {isEmpty?.(answer) === true ? <Empty>{empty ?? t('kit.empty')}</Empty> : children(answer)}
    </>
  );
}

/** Shown only after a moment, by style: an answer that comes at once brings no flicker. */
export function Loading() {
  return (
    <div class="state state-loading" role="status">
      <span class="unseen">{t('kit.loading')}</span>
      <span class="bone" />
      <span class="bone" />
      <span class="bone" />
    </div>
  );
}

export function Empty({ children }: { readonly children: ComponentChildren }) {
  return (
    <div class="state state-empty">
      <EmptyDoor />
      <div class="state-text">{children}</div>
    </div>
  );
}

function EmptyDoor() {
  return (
    <svg class="state-picture" viewBox="0 0 48 48" aria-hidden="true">
      <path d="M8 42V21a16 16 0 0 1 32 0v21" />
      <path d="M17 42V22a7 7 0 0 1 14 0v20" />
      <path d="M4 42h40" />
    </svg>
  );
}

function Failure({ error, again }: { readonly error: CallError; readonly again: () => void }) {
  return (
    <div class="state state-failure">
      <Refusal error={error} />
      <Button onClick={again}>{t('kit.again')}</Button>
    </div>
  );
}

/** Why the domain refused: a sentence in the person's language, and beneath it what the domain says itself. */
export function Refusal({ error }: { readonly error: CallError }) {
  if (error.code === DISCONNECTED) {
    return (
      <p class="refusal" role="alert">
        {t('kit.disconnected')}
      </p>
    );
  }
  const { code, detail, hint } = error;
  return (
    <div class="refusal" role="alert">
      <RefusalText code={code} detail={detail} {...(hint === undefined ? {} : { hint })} />
      <p class="refusal-code">
        <code>{code}</code>
      </p>
    </div>
  );
}

export interface RefusalTextProps {
  readonly code: string | null;
  /** The domain's own words, in English. */
  readonly detail: string;
  readonly hint?: string;
}

/** Where this page has no words for a code, those of the domain stand alone. */
export function RefusalText({ code, detail, hint }: RefusalTextProps) {
  const text = code === null ? undefined : refusalText(code);
  if (text !== undefined) {
    return (
      <>
        <p>{text}</p>
        <p class="refusal-hint" lang="en">
          {detail}
        </p>
      </>
    );
  }
  return (
    <>
      <p lang="en">{detail}</p>
      {hint === undefined ? null : (
        <p class="refusal-hint" lang="en">
          {hint}
        </p>
      )}
    </>
  );
}
