// Makes built/ from js/. The output is committed, so it must be the same bytes on every machine:
// no time stamps, no absolute paths, no source maps, versions pinned in package-lock.json.
import { mkdir, writeFile } from "node:fs/promises";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const outdir = process.argv[2] ?? join(here, "built");

/** One line for each widget: its Python class and its source. A source that is not there yet is left out. */
const WIDGETS = [
  ["Check", "check"],
  ["ChangeIt", "change-it"],
  ["ThreeCircles", "three-circles"],
  ["WorkingDay", "working-day"],
  ["ExerciseSheet", "exercise-sheet"],
];

/** The CSS of every widget, in one file; a page links it once. */
const STYLES = ["widgets.css", "exercise-sheet.css"];

/** @type {import("esbuild").BuildOptions} */
const common = {
  absWorkingDir: here,
  bundle: true,
  minify: true,
  charset: "utf8",
  target: ["es2022"],
  legalComments: "none",
  write: false,
  logLevel: "warning",
};

/** @param {string} name @param {import("esbuild").BuildOptions} options */
async function make(name, options) {
  const result = await build({ ...common, ...options });
  for (const file of result.outputFiles ?? []) {
    await writeFile(join(outdir, name), file.contents);
    console.log(`${name}  ${file.contents.length} bytes`);
  }
}

await mkdir(outdir, { recursive: true });
for (const [widget, name] of WIDGETS) {
  const source = `js/${name}.js`;
  if (!existsSync(join(here, source))) continue;
  await make(`${name}.mjs`, { entryPoints: [source], format: "esm" });
  // A page opened by double-click may not load module files, so the site gets a classic script.
  const register = `import widget from "./${source}";
    const page = window; (page.compassionWidgets ??= {})[${JSON.stringify(widget)}] = widget.render;`;
  await make(`${name}.page.js`, {
    stdin: { contents: register, resolveDir: here, sourcefile: `${name}.page-entry.js` },
    format: "iife",
  });
}
await make("host.page.js", { entryPoints: ["js/host.js"], format: "iife" });
const sheets = STYLES.filter((name) => existsSync(join(here, "js", name)));
await make("widgets.css", {
  stdin: {
    contents: sheets.map((name) => `@import "./js/${name}";`).join("\n"),
    resolveDir: here,
    loader: "css",
    sourcefile: "all.css",
  },
});
