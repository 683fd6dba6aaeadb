// A class's pictures together, for a seminar: files in, sums out, something to talk about. Nothing is kept or sent.
import { countPictures } from "./group.js";
import { marksOf } from "./marks.js";
import { named } from "./change.js";
import { button, fill, freshId, h, table } from "../dom.js";
import { choose, radios } from "../fields.js";

/** @typedef {import("../three-circles.js").Circles} Circles */
/** @typedef {import("./group.js").ClassPictures} ClassPictures */

/** @param {Circles} circles @param {import("../three-circles.js").Tools} tools */
export function groupView(circles, { key, say, heading }) {
  const { group, systems, cases } = circles;
  const result = h("div", { class: "cw-result" });
  const name = `${key}-group`;
  const which = choose(
    "Which moment did the class draw?",
    cases.map(({ id, name: who, moment }) => ({ id, text: `${who}: ${moment}` })),
    { value: cases[0].id, name, onchange: () => gone("The pictures are cleared: choose the files of this moment.") },
  );
  which.select.options[0].remove();
  which.el.hidden = cases.length < 2;
  const guess = radios(
    "Before you open them: on which system will the class use the most different words?",
    [...systems.map(({ id, name: text }) => ({ id, text })), { id: "none", text: "We cannot say" }],
    { name: `${name}-guess`, inline: true, onchange: () => draw() },
  );
  /** The sums alone: what the files held is let go as soon as they are counted. @type {ClassPictures | null} */
  let sums = null;
  const input = h("input", {
    type: "file",
    id: freshId(name),
    multiple: true,
    accept: ".json,application/json",
    onchange: async () => {
      const chosen = [...(input.files ?? [])];
      if (chosen.length === 0) return;
      try {
        const files = await Promise.all(
          chosen.map(async (file) => ({ name: file.name, bytes: new Uint8Array(await file.arrayBuffer()) })),
        );
        sums = countPictures(circles, which.select.value, files);
      } catch {
        gone("A file could not be opened. Choose the files again.");
        fill(result, h("p", null, "A file could not be opened. Choose the files again."));
        return;
      }
      draw();
      say(result.querySelector("p")?.textContent ?? "");
    },
  });
  /** @param {string} said */
  const gone = (said) => {
    sums = null;
    input.value = "";
    fill(result);
    say(said);
  };
  const draw = () => {
    if (!sums) return;
    fill(
      result,
      told(circles, sums),
      sums.missing === 0 ? together(circles, sums, guess.value, heading) : null,
      problems(sums),
      h(
        "div",
        { class: "cw-buttons" },
        button(
          "Clear the class's pictures",
          () => {
            gone("The class's pictures are cleared.");
            input.focus();
          },
          { class: "cw-button cw-button-quiet" },
        ),
      ),
    );
  };
  return h(
    "div",
    { class: "cw-class" },
    heading("The class's pictures together"),
    h("p", null, group.intro),
    h("p", { class: "cw-fine" }, group.kept),
    which.el,
    guess.el,
    h(
      "div",
      { class: "cw-files" },
      h("label", { for: input.id }, `Files of \u201cSave as data\u201d, ${group.least} or more at once`),
      input,
    ),
    result,
  );
}

/** What was read and what was left out. @param {Circles} circles @param {ClassPictures} sums */
function told({ cases }, sums) {
  const one = cases.find(({ id }) => id === sums.case);
  const moment = `${one?.name}: ${one?.moment}`;
  const read = `${sums.counted} ${sums.counted === 1 ? "picture" : "pictures"} of \u201c${moment}\u201d`;
  const left = [
    sums.twice ? `${files(sums.twice)} the same as another, byte for byte, and counted once` : "",
    sums.elsewhere ? `${files(sums.elsewhere)} of another moment and left out` : "",
    sums.unread.length ? `${files(sums.unread.length)} not readable; see below` : "",
  ].filter((words) => words !== "");
  const what = sums.missing
    ? `${read}: ${sums.missing} more ${sums.missing === 1 ? "is" : "are"} needed. Nothing is shown below ${sums.counted + sums.missing}, so that nobody can be told apart.`
    : `${read}, together.`;
  return h("p", null, h("strong", null, what), left.length ? ` ${left.join(". ")}.` : "");
}

/** @param {number} count */
function files(count) {
  return count === 1 ? "1 file was" : `${count} files were`;
}

/** @param {ClassPictures} sums */
function problems({ unread }) {
  if (unread.length === 0) return null;
  return table(
    "Files that could not be read",
    ["File", "Why", "What to do"],
    unread.map(({ file, problem, remedy }) => [file, problem, remedy]),
  );
}

/** @param {Circles} circles @param {ClassPictures} sums @param {string} guess @param {import("../dom.js").Heading} heading */
function together(circles, sums, guess, heading) {
  const { systems, sizes: words, group } = circles;
  const cues = circles.cases.find(({ id }) => id === sums.case)?.cues ?? [];
  const head = [...words, "not sized"];
  return [
    heading("How large the class drew each system"),
    h("p", null, spread(circles, sums, guess)),
    h(
      "div",
      { class: "cw-readers" },
      systems.map((system, place) => marksOf(system, place, words, sums.sizes[system.id])),
    ),
    table(
      `How many of ${sums.counted} drew each size`,
      ["System", ...head],
      systems.map(({ id, name }) => [name, ...sums.sizes[id]]),
    ),
    heading("Which cue the class put where"),
    table(
      `How many of ${sums.counted} put each cue there; one cue may feed several systems`,
      ["Cue", ...systems.map(({ name }) => name), "No system"],
      cues.map(({ id, text }) => [text, ...systems.map((system) => sums.cues[id][system.id]), sums.cues[id].none]),
    ),
    heading("To talk about"),
    h(
      "ol",
      { class: "cw-prompts" },
      group.prompts.map((prompt) => h("li", null, prompt)),
    ),
  ];
}

/** @param {Circles} circles @param {ClassPictures} sums @param {string} guess */
function spread({ systems, sizes: words }, sums, guess) {
  const used = systems.map(({ id }) => sums.sizes[id].slice(0, words.length).filter((count) => count > 0).length);
  const most = Math.max(...used);
  const widest = systems.filter((_, place) => used[place] === most).map(({ id }) => id);
  const expected = systems.some(({ id }) => id === guess) ? `You expected ${named(systems, [guess])}. ` : "";
  const counts = systems.map(
    ({ name }, place) => `${used[place]} ${used[place] === 1 ? "word" : "different words"} for ${name.toLowerCase()}`,
  );
  const which = widest.length === systems.length ? "all alike" : `most for ${named(systems, widest)}`;
  return `${expected}The class used ${counts.slice(0, -1).join(", ")} and ${counts.at(-1)}: ${which}.`;
}
