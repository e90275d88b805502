// What Pulumi takes for the pack: it asks for JavaScript by name, and Node itself takes the types off what that imports.
import "./pack.ts";
