export const run = async () => {
  throw new TypeError('the feed is older than the house');
};
