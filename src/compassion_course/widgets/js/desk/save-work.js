/**
 * The one file that holds everything. It is in the desk's first script, so that saving never has to wait for another.
 */

import { saveFile } from "../save-file.js";
import { projectFile } from "./exchange/project-file.js";

/**
 * @param {import("./desk.js").Desk} desk
 * @param {import("../sheet/keeping.js").Keeping} keeping
 * @returns {{name: string, notices: string[]}} what the file is called, and what was left out of it
 */
export function saveWork(desk, keeping) {
  desk.markSaved();
  const { text, notices } = projectFile(desk.project);
  const name = `${desk.key}.project.json`;
  saveFile(name, "application/json", text);
  keeping.savedToFile();
  return { name, notices };
}
