/**
 * Of Node, for a process that runs the program; Pulumi.yaml has the same for Pulumi. By itself Node lets 64 MB and more of what is garbage
 * already lie there before it looks, on machines that have much.
 */
export const programArguments = ["--max-semi-space-size=16"];
