/**
 * With a kernel: the work goes to Python, which writes the project file beside the notebook, and comes back when Python
 * changes it or an earlier file was found. Several widgets on one desk all learn of it, and one of them writes.
 */

import { readProject } from "./exchange/project-reading.js";

/** @typedef {import("../model.js").Model} Model */
/** @typedef {import("./shared-desk.js").Shared} Shared */

/**
 * @param {Model} model
 * @param {Shared} shared
 * @param {{first: boolean, tell: (problem: string) => void}} options `first`: the desk was made for this widget
 * @returns {{leave: () => void} | null} null where there is no kernel
 */
export function joinKernel(model, shared, { first, tell }) {
  if (!model.get("kernel_session")) return null;
  const { desk, keeping, models } = shared;
  models.add(model);

  const take = () => {
    const project = model.get("project");
    if (!project?.format) return;
    const text = JSON.stringify(project);
    // What this page sent comes back as a change too, from each widget of the desk.
    if (text === shared.sent) return;
    shared.sent = text;
    const read = readProject(text, desk.shelf);
    if (!read.project) return tell(`What Python gave could not be opened, and your work was left as it is. ${read.problem}`);
    desk.load(read.project);
    keeping.restored(Date.parse(read.project.saved) || undefined);
    if (read.notices.length) tell(read.notices.join(" "));
  };
  const written = () => {
    const { revision, problem } = model.get("written") ?? {};
    if (problem) keeping.failedInNotebook(problem);
    else if (revision) keeping.savedInNotebook(revision);
  };

  if (first) {
    keeping.mode = "notebook";
    keeping.toNotebook = () => {
      desk.markSaved();
      const project = desk.kept();
      shared.sent = JSON.stringify(project);
      for (const [place, one] of [...models].entries()) {
        one.set("project", project);
        // Python writes the file where the count moves; one writer is enough.
        if (place === 0) one.set("revision", desk.revision);
        one.save_changes();
      }
    };
    take();
  }
  const { problem } = model.get("written") ?? {};
  if (problem) tell(problem);
  model.on("change:project", take);
  model.on("change:written", written);
  return {
    leave() {
      models.delete(model);
      model.off("change:project", take);
      model.off("change:written", written);
    },
  };
}
