/** When what is only valid for some days is made anew. */

/** Days before its end: a month, or a third of a short life, as what is always near its end would be renewed without end. */
export const renewalDays = (validDays: number): number => Math.min(30, Math.floor(validDays / 3));
