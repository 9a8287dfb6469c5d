export const run = async () => {
  for (;;);
};
