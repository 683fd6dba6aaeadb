/**
 * The levels of a board: the personal themes of each case and the themes across cases, or categories and the core. Each
 * has what is not placed yet on one side and its themes on the other.
 */

/** @typedef {import("../types.js").ThemeKind} ThemeKind */
/** @typedef {import("../types.js").Transcript} Transcript */
/** @typedef {import("../theme-questions.js").Known} Known */
/**
 * @typedef {{id: string, kind: ThemeKind, doc: string | null, name: string, left: string, right: string, adds: string,
 *   none: string, all: string}} Level
 *   `adds` is on the button that makes a theme; `none` is said where there is nothing to place, `all` where all is placed.
 */

/** @param {ThemeKind[]} kinds @param {Transcript[]} transcripts @returns {Level[]} */
export function levelsOf(kinds, transcripts) {
  return kinds.flatMap((kind) => (kind === "PET" ? transcripts.map(({ doc }) => level(kind, doc)) : [level(kind, null)]));
}

/** @param {ThemeKind} kind @param {string | null} doc @returns {Level} */
function level(kind, doc) {
  switch (kind) {
    case "PET":
      return {
        id: `PET-${doc}`,
        kind,
        doc,
        name: String(doc),
        left: `Statements of ${doc} in no theme yet`,
        right: `Personal themes of ${doc} (PETs)`,
        adds: "New personal theme",
        none: "There is no statement yet. Make one from spans of this case, below.",
        all: "Every statement is in a theme.",
      };
    case "GET":
      return {
        id: kind,
        kind,
        doc,
        name: "Across cases",
        left: "Personal themes in no group theme yet",
        right: "Group themes (GETs)",
        adds: "New group theme",
        none: "There is no personal theme yet. Finish one case before the next, then come back here.",
        all: "Every personal theme is in a group theme.",
      };
    case "category":
      return {
        id: kind,
        kind,
        doc,
        name: "Categories",
        left: "Codes in no category yet",
        right: "Categories",
        adds: "New category",
        none: "There is no code yet. Codes are made where you code the transcripts.",
        all: "Every code is in a category.",
      };
    default:
      return {
        id: kind,
        kind,
        doc,
        name: "Core category",
        left: "Categories not gathered yet",
        right: "Core category",
        adds: "New core category",
        none: "There is no category yet.",
        all: "Every category is gathered in the core.",
      };
  }
}
