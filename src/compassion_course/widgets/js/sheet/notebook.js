/**
 * With a kernel: the sheet goes to Python, which writes the file, and comes back when Python changes it.
 */

import { ownKeys } from "../own-keys.js";
import { toFile } from "./answers.js";

/** @typedef {import("../model.js").Model} Model */
/** @typedef {import("./session.js").Session} Session */
/** @typedef {import("./keeping.js").Keeping} Keeping */

/**
 * @param {Model} model
 * @param {HTMLElement} root
 * @param {Session} session
 * @param {Keeping} keeping
 * @param {(problem: string) => void} tell what stood in the way when the notebook looked for an earlier file
 * @returns {boolean} whether there is a kernel
 */
export function joinNotebook(model, root, session, keeping, tell) {
  if (!model.get("kernel")) return false;
  ownKeys(root);
  keeping.mode = "notebook";
  let sent = "";

  const take = () => {
    const sheet = model.get("sheet");
    const text = JSON.stringify(sheet ?? {});
    if (text === sent || !sheet?.format) return;
    sent = text;
    session.load(sheet);
    keeping.restored();
  };
  const written = () => {
    const { revision, problem } = model.get("written") ?? {};
    if (problem) keeping.failedInNotebook(problem);
    else if (revision) keeping.savedInNotebook(revision);
  };

  take();
  const { problem: atFirst } = model.get("written") ?? {};
  if (atFirst) tell(atFirst);
  if (session.trainee === "me" && model.get("trainee")) session.setTrainee(model.get("trainee"));
  keeping.toNotebook = () => {
    session.markSaved();
    const { sheet } = toFile(session.sheet, session.exercise);
    sent = JSON.stringify(sheet);
    model.set("sheet", sheet);
    model.set("trainee", sheet.trainee);
    model.set("revision", session.revision);
    model.save_changes();
  };
  model.on("change:sheet", take);
  model.on("change:written", written);
  return true;
}
