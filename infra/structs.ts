/**
 * What the SDK sends of a resource, made and read in one go. google-protobuf walks through everything below a value again at each level above it,
 * and a definition of a custom resource is twenty levels deep.
 */
import structs from "google-protobuf/google/protobuf/struct_pb.js";

/** A message as google-protobuf keeps it: its fields in the order of struct.proto, each at its number less one. */
type Fields = unknown[];

/** From now on, for everybody in this process. */
export function makeStructsAtOnce(): void {
  const Struct = structs.Struct as unknown as new (fields: Fields) => structs.Struct;
  structs.Struct.fromJavaScript = (object) => new Struct(structOf(object));
  structs.Struct.prototype.toJavaScript = function () {
    // The fields as they are now: maps that were read from the wire, or changed, are written back to them.
    return objectOf(this.toArray());
  };
}

function structOf(object: object): Fields {
  return [Object.entries(object).map(([key, value]) => [key, fieldsOf(value)])];
}

function fieldsOf(value: unknown): Fields {
  if (value === null) return [structs.NullValue.NULL_VALUE];
  switch (typeof value) {
    case "number":
      return [undefined, value];
    case "string":
      return [undefined, undefined, value];
    case "boolean":
      return [undefined, undefined, undefined, value];
    case "object":
      return Array.isArray(value)
        ? [undefined, undefined, undefined, undefined, undefined, [value.map(fieldsOf)]]
        : [undefined, undefined, undefined, undefined, structOf(value)];
    default:
      throw new TypeError(`${typeof value} cannot be sent to Pulumi's engine`);
  }
}

function objectOf([entries = []]: Fields): { [key: string]: structs.JavaScriptValue } {
  const object: { [key: string]: structs.JavaScriptValue } = {};
  for (const [key, value] of entries as [string, Fields][]) object[key] = scriptOf(value);
  return object;
}

function scriptOf([none, number, text, truth, struct, list]: Fields): structs.JavaScriptValue {
  if (text !== undefined && text !== null) return text as string;
  if (struct) return objectOf(struct as Fields);
  if (list) return ((list as [Fields[]?])[0] ?? []).map(scriptOf);
  if (number !== undefined && number !== null) return number as number;
  if (truth !== undefined && truth !== null) return Boolean(truth);
  if (none !== undefined && none !== null) return null;
  throw new TypeError("a value without a kind came from Pulumi's engine");
}
