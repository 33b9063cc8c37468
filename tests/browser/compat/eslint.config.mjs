// The scripts against the browsers of package.json: syntax by the parser, methods by es-x,
// what a browser offers by compat.
import { readFileSync } from "node:fs";
import compat from "eslint-plugin-compat";
import es from "eslint-plugin-es-x";

const { browserslist } = JSON.parse(readFileSync(new URL("package.json", import.meta.url), "utf8"));
const newer = Object.assign(
  {},
  ...["es2023", "es2024", "es2025", "esnext"].map((year) => es.configs[`flat/no-new-in-${year}`].rules),
);
// Methods of elements are known to neither plugin: those younger than the browsers.
const YOUNG = "checkVisibility|showPopover|hidePopover|togglePopover|getHTML|setHTML|setHTMLUnsafe|moveBefore|startViewTransition";

export default [
  { ignores: ["**/polyfills.js"] },
  {
    files: ["**/*.js"],
    linterOptions: { reportUnusedDisableDirectives: "error" },
    languageOptions: { ecmaVersion: 2022, sourceType: "script" },
    plugins: { compat, "es-x": es },
    settings: { targets: browserslist, "es-x": { aggressive: true } },
    rules: {
      ...newer,
      // Every list has these names; an iterator that is asked for them stands before us as one.
      ...Object.fromEntries(
        Object.keys(newer).filter((rule) => rule.startsWith("es-x/no-iterator-prototype-")).map((rule) => [rule, "off"]),
      ),
      "compat/compat": "error",
      "no-restricted-syntax": ["error", {
        selector: `MemberExpression[property.name=/^(${YOUNG})$/]`,
        message: "Younger than the browsers of package.json.",
      }],
    },
  },
  { files: ["pages/ui/parts/client/*.js"], languageOptions: { sourceType: "module" } },
  {
    // It speaks to browsers of every age.
    files: ["pages/ui/server/assets/boot.js"],
    languageOptions: { ecmaVersion: 5 },
    settings: { targets: ["chrome >= 60"] },
    rules: { "es-x/no-regexp-v-flag": "off" },
  },
];
