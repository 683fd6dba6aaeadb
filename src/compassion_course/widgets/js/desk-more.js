// What is behind the tabs of the coding desk: codebook, extracts, memos, search, numbers, log.
import { codebookEditor } from "./desk/codebook-editor.js";
import { extractsPanel } from "./desk/extracts-panel.js";
import { logPanel } from "./desk/log-panel.js";
import { memoPanel } from "./desk/memo-panel.js";
import { searchPanel } from "./desk/search-panel.js";
import { tablesPanel } from "./desk/tables-panel.js";
import { register } from "./desk/parts.js";

export const part = { codebookEditor, extractsPanel, logPanel, memoPanel, searchPanel, tablesPanel };
register("more", part);
