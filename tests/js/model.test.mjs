// The model of a page without a kernel behaves as anywidget's does, as far as our widgets use it.
import assert from "node:assert/strict";
import { test } from "node:test";
import { localModel } from "../../src/compassion_course/widgets/js/model.js";

test("a change is heard by name and in general, once, and not when nothing changed", () => {
  const model = localModel({ shown: "a", other: 1 });
  const heard = [];
  model.on("change:shown", () => heard.push(`shown ${model.get("shown")}`));
  model.on("change", () => heard.push("any"));
  model.set("shown", "b");
  model.set("shown", "b");
  model.set("other", 2);
  model.save_changes();
  assert.deepEqual(heard, ["shown b", "any", "any"]);
});

test("what is off is not heard", () => {
  const model = localModel({ shown: "a" });
  const heard = [];
  const hear = () => heard.push("x");
  model.on("change:shown", hear);
  model.off("change:shown", hear);
  model.set("shown", "b");
  model.on("change:shown", hear);
  model.off();
  model.set("shown", "c");
  assert.deepEqual(heard, []);
});
