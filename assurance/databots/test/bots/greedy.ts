const kept: string[][] = [];
export const run = async () => {
  for (;;) kept.push(new Array<string>(100_000).fill('x').map((x, i) => x + i));
};
