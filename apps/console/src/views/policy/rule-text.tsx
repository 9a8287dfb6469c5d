/** The text of a rule, line by line with numbers, and the lines marked in which something is wrong. */

import { t } from '../../i18n/index.ts';
import './policy.css';

export interface RuleTextProps {
  readonly rule: string;
  readonly source: string;
  readonly wrongLines?: readonly number[];
}

/** Opened by who wants to read it: what a rule does is said beside it in a sentence. */
export function RuleText({ rule, source, wrongLines = [] }: RuleTextProps) {
  const lines = source.replace(/\n$/, '').split('\n');
  return (
    <details open={wrongLines.length > 0}>
      <summary>{t('policy.rule.lines', { count: lines.length })}</summary>
      <Lines rule={rule} wrongLines={wrongLines} lines={lines} />
    </details>
  );
}

interface LinesProps extends Pick<RuleTextProps, 'rule' | 'wrongLines'> {
  readonly lines: readonly string[];
}

function Lines({ rule, lines, wrongLines = [] }: LinesProps) {
  return (
    <ol class="rule-text" aria-label={t('policy.rule.text', { rule })}>
      {lines.map((line, index) => (
        // Lines have no other name than their place.
        <li key={`${index + 1}`} class={wrongLines.includes(index + 1) ? 'rule-line rule-line-wrong' : 'rule-line'}>
          <code>{line}</code>
        </li>
      ))}
    </ol>
  );
}
