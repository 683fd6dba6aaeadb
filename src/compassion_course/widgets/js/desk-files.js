// Saving and sharing at the coding desk: other programs' formats, opening files, the report.
import { filesPanel } from "./desk/files-panel.js";
import { register } from "./desk/parts.js";

export const part = { filesPanel };
register("files", part);
