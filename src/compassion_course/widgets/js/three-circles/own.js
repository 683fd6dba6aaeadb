// A picture of one's own: by choice, behind a button, told to nobody. It lives in this closure alone and never
// reaches the model.
import { circlesForm } from "./form.js";
import { button, fill, h, paragraphs } from "../dom.js";

/** @typedef {ReturnType<typeof circlesForm>} Form */

const QUIET = { class: "cw-button cw-button-quiet" };

/**
 * @param {import("../three-circles.js").Circles} circles
 * @param {import("../three-circles.js").Tools} tools
 */
export function ownCircles({ systems, sizes: words, self }, { key, say, heading }) {
  /** @type {Form | null} */
  let form = null;
  /** @type {((open: boolean) => void)[]} */
  const watchers = [];
  /** @param {boolean} open */
  const tell = (open) => watchers.forEach((watcher) => watcher(open));
  const stage = h("div");
  const close = () => {
    form = null;
    fill(stage);
    begin.hidden = false;
    begin.focus();
    tell(false);
    say("Your picture is cleared.");
  };
  const begin = button(
    "Draw one for yourself, if you choose to",
    () => {
      form = circlesForm({
        systems,
        words,
        cues: [],
        of: "In your own picture",
        name: `${key}-own`,
        onchange: (_, said) => say(said),
      });
      const title = heading("One for yourself", { tabindex: "-1" });
      fill(
        stage,
        title,
        paragraphs(self.intro),
        form.sizing,
        form.feeding,
        form.view,
        paragraphs(self.stop),
        button("Clear my picture and close it", close, QUIET),
      );
      begin.hidden = true;
      tell(true);
      title.focus();
    },
    QUIET,
  );
  return {
    el: h("div", { class: "cw-own" }, begin, stage),
    picture: () => form?.picture() ?? null,
    /** @param {(open: boolean) => void} callback called now, and whenever it is opened or closed */
    onopen(callback) {
      watchers.push(callback);
      callback(form !== null);
    },
  };
}
