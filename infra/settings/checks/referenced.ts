/** `backend: referenced`: what it needs of the other stack's namespace. */
import type { Problem } from "../problem.ts";
import type { View } from "../view.ts";

export function referencedProblems({ referenced, kubernetes }: View): Problem[] {
  const mode = kubernetes?.keys?.namespaceMode;
  if (!referenced || mode === undefined || mode === "shared") return [];
  return [
    {
      path: "kubernetes.namespaceMode",
      given: JSON.stringify(mode),
      allowed:
        "shared, with kubernetes.namespace of the stack that kafka.stack names: the passwords of its users are Secrets there, and no pod reads those of another namespace",
    },
  ];
}
