// Pulumi's entry; the program is TypeScript that Node runs as it is.
export default async () => (await import("./index.ts")).default();
