// The part of the coding desk in which transcripts are coded.
import { coderPanel } from "./desk/coder/coder-panel.js";
import { register } from "./desk/parts.js";

export const part = { coderPanel };
register("coder", part);
