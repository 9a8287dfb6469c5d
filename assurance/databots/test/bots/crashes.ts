export const run = async () => {
  setImmediate(() => {
    throw new Error('nobody catches this');
  });
  await new Promise(() => undefined);
};
