// A concern: the programme's own steps, and a record of it.
import { h } from "./elements.js";

/** @typedef {import("./task.js").Task} Task */
/** @typedef {import("./keeping.js").Worry} Worry */

const KINDS = /** @type {Record<string, string>} */ ({
  risk: "Risk to self or to others",
  "client detail": "A client or patient can be recognised",
  wrongdoing: "Wrongdoing, or unsafe practice",
  other: "Something else that worries me",
});

/** What to do where the programme has said nothing. */
const FIRST_STEPS = [
  "If somebody may be in danger now, ring 999 or use your organisation's emergency route before anything else.",
  "Tell the programme lead today, by voice. Say which answer it is by the name that stands above it.",
  "Copy nothing of the text into an e-mail or a chat, and do not write to the trainee about it on your own.",
];

/** @param {string[] | undefined} steps */
function drawSteps(steps) {
  const own = steps && steps.length > 0;
  return h(
    "div",
    {},
    h("p", {}, own ? "What your programme asks you to do:" : "Your programme has set no steps for this in scheme.yml. What to do first:"),
    h("ol", {}, ...(own ? steps : FIRST_STEPS).map((step) => h("li", { class: "prose" }, step))),
  );
}

/**
 * Asks what the concern is; calls back with it, or not at all.
 * @param {Task} task @param {string} name @param {{ ref: string, item: string }} about @param {(worry: Worry) => void} record
 */
export function askConcern(task, name, about, record) {
  const steps = h("div", { class: "steps", "aria-live": "polite" });
  let kind = task.kinds[0];
  const show = () => steps.replaceChildren(drawSteps(task.steps[kind]));
  const kinds = task.kinds.map((one) =>
    h(
      "label",
      { class: "choice" },
      h("input", {
        type: "radio",
        name: "kind",
        checked: one === kind,
        onchange: () => {
          kind = one;
          show();
        },
      }),
      KINDS[one] ?? one,
    ),
  );
  const whole = h("input", { type: "checkbox" });
  const note = h("textarea", { id: "concern-note", rows: "3", maxlength: "20000" });
  const dialog = h(
    "dialog",
    { "aria-labelledby": "concern-title" },
    h("h2", { id: "concern-title" }, `A concern about ${name}`),
    h("fieldset", {}, h("legend", {}, "What is it?"), ...kinds),
    steps,
    h("label", { class: "choice" }, whole, "It is about the whole sheet, not this answer alone"),
    h("label", { for: "concern-note" }, "Note for the programme lead"),
    note,
    h("p", { class: "soft" }, "Once recorded, the text stays out of samples, exports and packs until the lead says otherwise. You can still mark it."),
    h(
      "p",
      { class: "buttons" },
      h(
        "button",
        {
          type: "button",
          class: "strong",
          onclick: () => {
            dialog.close();
            record({ ref: about.ref, item: whole.checked ? "" : about.item, kind, note: note.value });
          },
        },
        "Record it",
      ),
      h("button", { type: "button", onclick: () => dialog.close() }, "Cancel"),
    ),
  );
  show();
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}
