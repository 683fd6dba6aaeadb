// The part of the coding desk with the axial map.
import { mapPanel } from "./desk/map/map-panel.js";
import { register } from "./desk/parts.js";

export const part = { mapPanel };
register("map", part);
