/** What the names of types of instances say. */

/** m7g.large, c8gd.xlarge: the letter g after the generation is Graviton (EC2 User Guide, "Instance type naming conventions"). */
export const isArm = (instanceType: string): boolean =>
  /^[a-z]+\d+[a-z]*g[a-z]*\./.test(instanceType) || instanceType.startsWith("a1.");
