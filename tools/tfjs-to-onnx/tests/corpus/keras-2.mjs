export const keras2Cases = []
