/** A module of this package, as it lies there: sources in development, JavaScript where they were built. */
export function ownModule(stem: string, besides: string): URL {
  return new URL(`${stem}${besides.endsWith('.ts') ? '.ts' : '.js'}`, besides);
}
