export const run = async () => process.exit(0);
