// Makes built/ from js/. The output is committed, so it must be the same bytes on every machine:
// no time stamps, no absolute paths, no source maps, versions pinned in package-lock.json.
//
//   node build.mjs [FOLDER [NAME...]]   only the scripts and style sheets named, else all
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const outdir = process.argv[2] ?? join(here, "built");
const wanted = new Set(process.argv.slice(3));

/**
 * One line for each script: its source, the Python classes that it draws, and, where JupyterLab needs more in one module
 * than a page loads at once, the source of that.
 * @type {[string, string[], string?][]}
 */
const SCRIPTS = [
  ["anonymiser", ["Anonymiser"]],
  ["change-it", ["ChangeIt"]],
  ["check", ["Check"]],
  ["coding-desk", ["TranscriptCoder", "ThemeBoard", "AxialMap"], "coding-desk-whole"],
  ["evidence-reader", ["EvidenceReader"]],
  ["exercise-sheet", ["ExerciseSheet"]],
  ["flow-map", ["FlowMap"]],
  ["neighbours-sorter", ["NeighboursSorter"]],
  ["question-clinic", ["QuestionClinic"]],
  ["reflection-card", ["ReflectionCard"]],
  ["resilience-walk", ["ResilienceWalk"]],
  ["service-conditions", ["ServiceConditions"]],
  ["three-circles", ["ThreeCircles"]],
  ["working-day", ["WorkingDay"]],
];

/** What only a page draws: not for a notebook, so there is no module of it. @type {[string, string][]} */
const PAGE_ONLY = [["cpd-record", "CpdRecord"]];

/** Parts of the coding desk that a page loads where it needs them; js/desk/parts.js says how. */
const PARTS = ["desk-board", "desk-coder", "desk-files", "desk-map", "desk-more"];

/** What every widget looks like, then what only some need; widgets/files.py says which. */
const STYLES = [
  "widgets",
  "anonymiser",
  "coding",
  "coding-desk",
  "cpd-record",
  "evidence-reader",
  "flow-map",
  "neighbours-sorter",
  "question-clinic",
  "reflection-card",
  "resilience-walk",
  "service-conditions",
  "three-circles",
];

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

/**
 * A page opened by double-click may not load module files, so the site gets a classic script.
 * @param {string} name @param {string} source @param {string[]} classes
 */
async function makeForPage(name, source, classes) {
  const registrations = classes.map((one) => `page.compassionWidgets[${JSON.stringify(one)}] = widget.render;`);
  const register = `import widget from "./${source}";
    const page = window; page.compassionWidgets ??= {}; ${registrations.join(" ")}`;
  await make(`${name}.page.js`, {
    stdin: { contents: register, resolveDir: here, sourcefile: `${name}.page-entry.js` },
    format: "iife",
  });
}

/** @param {string} name */
const asked = (name) => wanted.size === 0 || wanted.has(name);

await mkdir(outdir, { recursive: true });
for (const [name, classes, whole = name] of SCRIPTS) {
  if (!asked(name)) continue;
  const source = `js/${name}.js`;
  await make(`${name}.mjs`, { entryPoints: [`js/${whole}.js`], format: "esm" });
  await makeForPage(name, source, classes);
}
for (const [name, one] of PAGE_ONLY) {
  if (asked(name)) await makeForPage(name, `js/${name}.js`, [one]);
}
for (const name of PARTS) {
  if (asked(name)) await make(`${name}.page.js`, { entryPoints: [`js/${name}.js`], format: "iife" });
}
// On every page, widgets or none: asks for leave to remember, and remembers.
if (asked("progress")) await make("progress.page.js", { entryPoints: ["js/progress.js"], format: "iife" });
if (asked("host")) await make("host.page.js", { entryPoints: ["js/host.js"], format: "iife" });
for (const name of STYLES) {
  if (asked(name)) await make(`${name}.css`, { entryPoints: [`js/${name}.css`] });
}
