/**
 * "Stop here": the work is saved first, and what follows is quiet: who to turn to, and how to come back.
 */

import { button, fill, h, paragraphs } from "../dom.js";

/** @typedef {{intro?: string, lines?: {who: string, how: string, when?: string}[], conflict?: string}} Support */

/** @param {Support} support */
export function supportLines(support) {
  return [
    h("dl", { class: "cw-support-lines" }, (support.lines ?? []).map(({ who, how, when }) => h("div", null, h("dt", null, who), h("dd", null, how, when ? ` ${when}` : "")))),
    support.conflict ? paragraphs(support.conflict) : null,
  ].flat();
}

/**
 * The support box at the end of the sheet, with the way out beside it.
 * @param {Support | null} support
 * @param {() => void} stop
 */
export function supportBox(support, stop) {
  return h(
    "section",
    { class: "cw-panel cw-stop", "aria-label": "Stopping and support" },
    h("h3", null, "If this is enough for now"),
    h("p", null, "You can stop at any point, for any reason; a half-done exercise can be taken up again."),
    h("div", { class: "cw-buttons" }, button("Stop here: save and leave", stop, { class: "cw-button cw-button-quiet" })),
    support ? h("details", null, h("summary", null, "People to turn to"), support.intro ? paragraphs(support.intro) : null, supportLines(support)) : null,
  );
}

/**
 * The calm page.
 * @param {HTMLElement} place
 * @param {{saved: string, beside: boolean, kept: boolean, support: Support | null, back: () => void}} parts
 *   `saved` is the name of the file that was downloaded, if one was; `beside`: a kernel keeps it beside the notebook
 */
export function calmPage(place, { saved, beside, kept, support, back }) {
  const heading = h("h2", { tabindex: "-1" }, saved || beside ? "You have stopped, and your work was saved." : "You have stopped.");
  fill(
    place,
    heading,
    saved ? h("p", null, "It went to the browser's download folder as ", h("strong", null, saved), kept ? ", and it is also kept on this computer." : ".") : null,
    saved ? h("p", null, `To go on, open this page again${kept ? "; on this computer your work will be there. Anywhere else," : " and"} choose “Open a file” and that file. There is no hurry.`) : null,
    beside ? h("p", null, "It is in the file beside the notebook. To go on, open the notebook and run its cell again. There is no hurry.") : null,
    saved || beside ? null : h("p", null, "Nothing was answered yet, so there was nothing to save. The exercise will be here when you come back."),
    h("p", null, "You can close this page now."),
    support ? [h("h3", null, "People to turn to"), ...supportLines(support)] : null,
    h("div", { class: "cw-buttons" }, button("Come back to the exercise", back, { class: "cw-button cw-button-quiet" })),
  );
  heading.focus();
}
