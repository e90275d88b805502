/** URNs as Pulumi makes them: urn:pulumi:STACK::PROJECT::PARENT'S TYPES$TYPE::NAME */

export const stackType = "pulumi:pulumi:Stack";

/** @param parent URN of the parent; the root stack's type is left out of the chain, as Pulumi does. */
export function makeUrn(stack: string, project: string, parent: string, type: string, name: string): string {
  const chain = parent === "" ? "" : qualifiedType(parent);
  const qualified = chain === "" || chain === stackType ? type : `${chain}$${type}`;
  return `urn:pulumi:${stack}::${project}::${qualified}::${name}`;
}

function qualifiedType(urn: string): string {
  return urn.split("::")[2] ?? "";
}

export function typeOfUrn(urn: string): string {
  return qualifiedType(urn).split("$").at(-1) ?? "";
}

/** A name may itself hold "::". */
export function nameOfUrn(urn: string): string {
  return urn.split("::").slice(3).join("::");
}
