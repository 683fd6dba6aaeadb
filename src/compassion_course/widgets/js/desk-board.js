// The part of the coding desk with the theme board.
import { boardPanel } from "./desk/board/board-panel.js";
import { register } from "./desk/parts.js";

export const part = { boardPanel };
register("board", part);
