// Build the polyfills that the app serves; with --check, only say whether they are up to date.
import { readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = new URL("../../../", import.meta.url);
const target = new URL("pages/ui/server/assets/polyfills.js", root);
const { version } = JSON.parse(
  await readFile(new URL("node_modules/core-js/package.json", import.meta.url), "utf8"),
);
const { outputFiles } = await build({
  entryPoints: [fileURLToPath(new URL("polyfills.js", import.meta.url))],
  banner: {
    js: `/* core-js ${version}, MIT (see NOTICE), and tests/browser/compat/unicode-sets.js. Built by \`make polyfills\`. */`,
  },
  bundle: true,
  charset: "ascii",
  format: "iife",
  legalComments: "none",
  minify: true,
  target: "chrome61",
  write: false,
});
const built = outputFiles[0].text;
if (!process.argv.includes("--check")) {
  await writeFile(target, built);
} else if ((await readFile(target, "utf8")) !== built) {
  console.error("pages/ui/server/assets/polyfills.js is not what `make polyfills` builds");
  process.exit(1);
}
