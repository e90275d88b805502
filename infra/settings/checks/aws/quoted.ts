/** Values as they stand in a stack file. */
export const quoted = (value: string): string => JSON.stringify(value);
