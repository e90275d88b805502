/** A service's model as botocore has it, as far as requests need it. */
export interface Shape {
  type:
    | "structure"
    | "list"
    | "map"
    | "string"
    | "integer"
    | "long"
    | "float"
    | "double"
    | "boolean"
    | "timestamp"
    | "blob";
  members?: Record<string, { shape: string }>;
  required?: string[];
  /** One member of it, and no more. */
  union?: boolean;
  /** Any JSON. */
  document?: boolean;
  member?: { shape: string };
  key?: { shape: string };
  value?: { shape: string };
  enum?: string[];
  pattern?: string;
  min?: number;
  max?: number;
}

export interface Model {
  metadata: { endpointPrefix: string; serviceId: string };
  operations: Record<string, { input?: { shape: string } }>;
  shapes: Record<string, Shape>;
}

/** A request's members, named as the API names them. */
export type Request = Record<string, unknown>;

/** @throws Error when the service has no such operation, so that a wrong mapping is not taken as a right one */
export function inputOf(model: Model, operation: string): string {
  const found = model.operations[operation];
  if (!found) throw new Error(`${model.metadata.serviceId} has no operation ${operation}`);
  if (!found.input) throw new Error(`${model.metadata.serviceId} ${operation} takes nothing`);
  return found.input.shape;
}
