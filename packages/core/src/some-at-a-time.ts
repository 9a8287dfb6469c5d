/** Does the work with all of these, at most `most` of them at the same time. The results, in their order; rejects as the work does. */
export async function someAtATime<In, Out>(
  all: readonly In[],
  most: number,
  work: (one: In) => Promise<Out>,
): Promise<readonly Out[]> {
  const results: Out[] = new Array(all.length);
  const left = all.entries();
  const next = async (): Promise<void> => {
    for (const [index, one] of left) results[index] = await work(one);
  };
  await Promise.all(Array.from({ length: Math.min(most, all.length) }, next));
  return results;
}
