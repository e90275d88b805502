/** Painless, where no processor does it: what moves a line's parts to where the schema has them. Parameters are data of fields.ts. */

/**
 * `line` holds what a line said. Each move takes a name out of it, also one in which dots are letters, as in ECS' own JSON; what is there
 * already stays, and only text goes where text belongs. What nobody asked for becomes `labels`.
 */
export const MOVE = `
def take(Map at, String path) {
  if (at.containsKey(path)) return at.remove(path);
  int dot = path.indexOf('.');
  if (dot < 0) return null;
  def inner = at.get(path.substring(0, dot));
  return inner instanceof Map ? take(inner, path.substring(dot + 1)) : null;
}
boolean put(Map at, String path, def value) {
  int dot = path.indexOf('.');
  if (dot < 0) {
    if (at.containsKey(path)) return false;
    at.put(path, value);
    return true;
  }
  String first = path.substring(0, dot);
  def inner = at.get(first);
  if (inner == null) {
    inner = new HashMap();
    at.put(first, inner);
  }
  return inner instanceof Map ? put(inner, path.substring(dot + 1), value) : false;
}
Map line = ctx.remove('line');
def time = null;
for (String name : params.times) {
  def found = take(line, name);
  if (time == null) time = found;
}
if (time != null) ctx.put('line_time', time.toString());
boolean said = false;
for (Map move : params.moves) {
  def value = take(line, move.from);
  if (value == null || value == '') continue;
  if (value instanceof Map || value instanceof List) {
    line.put(move.from, value);
    continue;
  }
  if (move.to == 'message') {
    if (!said) ctx.message = value.toString();
    said = true;
    continue;
  }
  if (!put(ctx, move.to, value)) line.put(move.from, value);
}
line.entrySet().removeIf(entry -> entry.getValue() == null || (entry.getValue() instanceof Map && entry.getValue().isEmpty()));
if (!line.isEmpty()) ctx.put('labels', line);
`;

/** One word for each level: trace, debug, info, warn, error, fatal. */
export const LEVEL = `
String level = ctx.log.level.toString().toLowerCase();
def known = params.levels.get(level);
ctx.log.level = known == null ? level : known;
`;

/** What others call the levels. */
export const levels: Record<string, string> = {
  warning: "warn",
  notice: "info",
  informational: "info",
  information: "info",
  default: "info",
  err: "error",
  severe: "error",
  critical: "fatal",
  emergency: "fatal",
  alert: "fatal",
  panic: "fatal",
  dpanic: "fatal",
};
