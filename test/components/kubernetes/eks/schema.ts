/** Just enough of a definition's schema to judge an object without an API server: types, enums, patterns, required and unknown fields. */
export function schemaProblems(schema: any, value: any, path = "spec"): string[] {
  if (schema["x-kubernetes-int-or-string"])
    return ["string", "number"].includes(typeof value) ? [] : [`${path}: no number`];
  const problems: string[] = [];
  if (schema.enum && !schema.enum.includes(value)) problems.push(`${path}: ${value} is none of ${schema.enum}`);
  if (schema.pattern && !new RegExp(schema.pattern).test(value))
    problems.push(`${path}: ${value} is not ${schema.pattern}`);
  switch (schema.type) {
    case "object": {
      if (typeof value !== "object" || Array.isArray(value)) return [`${path}: no object`];
      const { properties, additionalProperties, required = [] } = schema;
      for (const key of required) if (!(key in value)) problems.push(`${path}.${key}: missing`);
      for (const [key, inner] of Object.entries(value)) {
        const of = properties?.[key] ?? additionalProperties;
        if (of === undefined) problems.push(`${path}.${key}: unknown`);
        else problems.push(...schemaProblems(of, inner, `${path}.${key}`));
      }
      return problems;
    }
    case "array":
      if (!Array.isArray(value)) return [`${path}: no list`];
      return value.flatMap((inner, index) => schemaProblems(schema.items, inner, `${path}[${index}]`));
    case "integer":
      return Number.isInteger(value) ? problems : [`${path}: no whole number`];
    default:
      return typeof value === schema.type ? problems : [`${path}: no ${schema.type}`];
  }
}
