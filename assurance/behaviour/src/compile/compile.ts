import type { Obligation } from '@sallyport/onboarding';
import { compileFilterRules } from './filter-rules.ts';
import { compileNftables, type NftablesRules } from './nftables.ts';
import type { CompileOptions, Unexpressed } from './plan.ts';

export interface CompiledMud {
  /** For `nft -f`. */
  readonly nftables: string;
  /** The rest of what {@link compileNftables} gives. */
  readonly nftablesRules: NftablesRules;
  /** RFC 4849 NAS-Filter-Rules in order. */
  readonly filterRules: readonly string[];
  /** What the filter rules say otherwise than the policy. */
  readonly filterRulesUnexpressed: readonly Unexpressed[];
}

/** A policy for one device, for a router with nftables and for a NAS that is told by RADIUS. @throws E_BEHAVIOUR_ARGUMENT */
export function compileMud(options: CompileOptions): CompiledMud {
  const nftablesRules = compileNftables(options);
  const { rules, unexpressed } = compileFilterRules(options);
  return { nftables: nftablesRules.script, nftablesRules, filterRules: rules, filterRulesUnexpressed: unexpressed };
}

/** Filter rules as obligations of a permission, in order. */
export function filterRuleObligations(rules: readonly string[]): readonly Obligation[] {
  return rules.map((value) => ({ type: 'filter-rule', value }));
}
