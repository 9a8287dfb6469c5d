export const walk = async () => [];
