// Only the rules that need types; format and the rest of lint are Biome's.
import tseslint from "typescript-eslint";

export default tseslint.config({
  files: ["**/*.ts"],
  ignores: ["dist/**", "node_modules/**", ".tributary/**"],
  plugins: { "@typescript-eslint": tseslint.plugin },
  languageOptions: { parser: tseslint.parser, parserOptions: { project: "./tsconfig.json" } },
  linterOptions: { reportUnusedDisableDirectives: "error" },
  rules: {
    "@typescript-eslint/no-floating-promises": [
      "error",
      // node:test awaits its own tests and hooks.
      {
        allowForKnownSafeCalls: ["test", "it", "describe", "suite", "before", "after", "beforeEach", "afterEach"].map(
          (name) => ({ from: "package", name, package: "node:test" }),
        ),
      },
    ],
    "@typescript-eslint/no-misused-promises": ["error", { checksVoidReturn: false }],
    "@typescript-eslint/no-base-to-string": "error",
  },
});
