// The coding desk in one module, for JupyterLab.
import "./desk-board.js";
import "./desk-coder.js";
import "./desk-files.js";
import "./desk-map.js";
import "./desk-more.js";

export { default } from "./coding-desk.js";
