// The board's and the map's rules: what can be put where, what goes with what is removed, and what is still missing.
import assert from "node:assert/strict";
import { test } from "node:test";
import { codesUnder, extractsOf, spansUnder } from "../../src/compassion_course/widgets/js/desk/extracts.js";
import * as relations from "../../src/compassion_course/widgets/js/desk/relations.js";
import * as questions from "../../src/compassion_course/widgets/js/desk/theme-questions.js";
import * as changes from "../../src/compassion_course/widgets/js/desk/themes.js";

const themes = { ...changes, ...questions };
const code = (id, parent = null) => ({ code: id, parent, name: id.toUpperCase(), definition: "", include: "", exclude: "", example: "", properties: null, colour: "", letter: "" });
const span = (id, doc, number, codes = []) => ({ id, doc, turn: `${doc}-${String(number).padStart(3, "0")}`, start: 0, end: 4, quote: `words of ${id}`, codes, notes: {}, why: "" });
const theme = (id, kind, members = [], more = {}) => ({ id, kind, doc: null, name: id, statement: `says ${id}`, parent: null, members, convergence: "", divergence: "", why: "", ...more });
const transcript = (doc, study = "s") => ({ doc, digest: "", label: doc, turns: [1, 2, 3, 12].map((number) => ({ turn: `${doc}-${String(number).padStart(3, "0")}`, speaker: doc, text: "…" })), info: { study } });

const transcripts = ["A", "B", "C"].map((doc) => transcript(doc));
const work = (more = {}) => ({
  reader: { id: "me", name: "", stance: "", codebooks: [] },
  codes: [code("wait"), code("sit", "wait"), code("run"), code("hide")],
  spans: [span("a1", "A", 1, ["wait"]), span("a2", "A", 12, ["run"]), span("b1", "B", 2, ["sit", "run"]), span("c1", "C", 3, ["hide"])],
  statements: [{ id: "S1", doc: "A", text: "One.", spans: ["a1"] }, { id: "S2", doc: "A", text: "Two.", spans: ["a2"] }, { id: "S3", doc: "B", text: "Three.", spans: ["b1"] }],
  themes: [],
  relations: [],
  memos: [],
  storyline: "",
  ...more,
});
const known = (one) => ({ work: one, codes: one.codes, transcripts });
const after = (one, change) => ({ ...one, ...change });
const named = (id) => `N-${id}`;

test("a theme holds what its kind allows, and nothing else", () => {
  const one = work({ themes: [theme("p", "PET", [], { doc: "A" }), theme("g", "GET"), theme("k", "category"), theme("core", "core")] });
  const may = (into, member) => themes.putInto(one, one.codes, member, into) !== null;
  const table = { p: ["S1", "S2"], g: ["p"], k: ["wait", "sit", "run", "hide"], core: ["k"] };
  for (const [into, allowed] of Object.entries(table)) {
    for (const member of ["S1", "S2", "S3", "p", "g", "k", "core", "wait", "sit", "run", "hide", "nothing"]) {
      assert.equal(may(into, member), allowed.includes(member), `${member} in ${into}`);
    }
  }
});

test("what is put into a theme leaves the one it was in, or stays in both where that is asked", () => {
  const one = work({ themes: [theme("k", "category", ["wait"]), theme("l", "category", ["run"])] });
  const members = (change) => change.themes.map((each) => each.members.join());
  assert.deepEqual(members(themes.putInto(one, one.codes, "wait", "l", "k")), ["", "run,wait"]);
  assert.deepEqual(members(themes.putInto(one, one.codes, "wait", "l")), ["wait", "run,wait"]);
  assert.equal(themes.putInto(one, one.codes, "wait", "k"), null);
  assert.deepEqual(members(themes.takenOut(one, "wait", "k")), ["", "run"]);
  assert.deepEqual(one.themes[0].members, ["wait"]);
});

test("a theme stands under another of its kind and case, never under itself", () => {
  const one = work({ themes: [theme("a", "category"), theme("b", "category", [], { parent: "a" }), theme("c", "category", [], { parent: "b" }), theme("p", "PET", [], { doc: "A" }), theme("q", "PET", [], { doc: "B" })] });
  assert.equal(themes.standsUnder(one, "a", "c"), null);
  assert.equal(themes.standsUnder(one, "a", "a"), null);
  assert.equal(themes.standsUnder(one, "a", "p"), null);
  assert.equal(themes.standsUnder(one, "p", "q"), null);
  assert.equal(themes.standsUnder(one, "c", "a").themes[2].parent, "a");
  assert.equal(themes.standsUnder(one, "c", null).themes[2].parent, null);
  assert.deepEqual(themes.inTree(one.themes.slice(0, 3)).map(({ theme: { id }, depth }) => `${id}${depth}`), ["a0", "b1", "c2"]);
  const circle = [theme("x", "category", [], { parent: "y" }), theme("y", "category", [], { parent: "x" })];
  assert.deepEqual(themes.inTree(circle).map(({ theme: { id } }) => id), ["x", "y"]);
});

test("things in a theme, and themes beside each other, change places one by one", () => {
  const one = work({ themes: [theme("a", "category", ["wait", "run", "hide"]), theme("sub", "category", [], { parent: "a" }), theme("p", "PET"), theme("b", "category", [], { parent: "core" })] });
  assert.deepEqual(themes.memberShifted(one, "a", "run", -1).themes[0].members, ["run", "wait", "hide"]);
  assert.equal(themes.memberShifted(one, "a", "hide", 1), null);
  assert.equal(themes.memberShifted(one, "a", "none", 1), null);
  assert.deepEqual(themes.themeShifted(one, "b", -1).themes.map(({ id }) => id), ["b", "sub", "p", "a"]);
  assert.equal(themes.themeShifted(one, "sub", 1), null);
});

test("a new theme's id is no theme's and no code's", () => {
  const one = work({ codes: [code("category1")], themes: [theme("category2", "category")] });
  assert.equal(themes.made(one, "category").theme.id, "category3");
});

test("a merge keeps every member, every word, link and memo", () => {
  const one = work({
    themes: [
      theme("a", "category", ["wait"], { why: "why a" }),
      theme("b", "category", ["wait", "run"], { why: "why b" }),
      theme("under", "category", [], { parent: "b" }),
      theme("core", "core", ["a", "b"]),
    ],
    relations: [
      { id: "r1", from: "b", to: "a", slot: "causal", evidence: [], why: "" },
      { id: "r2", from: "run", to: "b", slot: "causal", evidence: ["a2"], why: "" },
    ],
    memos: [{ id: "m1", on: "theme:b", text: "note", kind: "", compares: [] }],
  });
  const next = after(one, themes.themesMerged(one, "b", "a"));
  const [a, under, core] = next.themes;
  assert.deepEqual(a.members, ["wait", "run"]);
  assert.equal(a.statement, "says a From “b”: says b");
  assert.equal(a.why, "why a why b");
  assert.equal(under.parent, "a");
  assert.deepEqual(core.members, ["a"]);
  assert.deepEqual(next.relations.map(({ id, to }) => [id, to]), [["r2", "a"]]);
  assert.equal(next.memos[0].on, "theme:a");
});

test("a theme merged into what stands below it leaves no circle", () => {
  const one = work({ themes: [theme("top", "category"), theme("a", "category", ["wait"], { parent: "top" }), theme("b", "category", [], { parent: "a" }), theme("c", "category", [], { parent: "b" })] });
  for (const into of ["b", "c"]) {
    const next = after(one, themes.themesMerged(one, "a", into));
    const parents = new Map(next.themes.map(({ id, parent }) => [id, parent]));
    for (const { id } of next.themes) {
      const seen = new Set();
      for (let at = id; at; at = parents.get(at)) {
        assert.ok(!seen.has(at), `${into}: ${id} stands in a circle`);
        seen.add(at);
      }
    }
    assert.ok(next.themes.find(({ id }) => id === into).members.includes("wait"));
  }
});

test("a split moves the chosen members into a theme beside the old one", () => {
  const one = work({ themes: [theme("k", "category", ["wait", "run", "hide"], { parent: "up" }), theme("up", "category")] });
  const { theme: fresh, change } = themes.themeSplit(one, "k", ["hide", "wait"], "New");
  assert.deepEqual([fresh.members, fresh.parent, fresh.kind, fresh.name], [["wait", "hide"], "up", "category", "New"]);
  assert.deepEqual(change.themes[0].members, ["run"]);
  assert.equal(themes.themeSplit(one, "k", [], "New"), null);
});

test("a removed theme gives its members back, and takes nothing along unsaid", () => {
  const one = work({
    themes: [theme("k", "category", ["run"]), theme("below", "category", [], { parent: "k" }), theme("core", "core", ["k"])],
    relations: [{ id: "r", from: "k", to: "core", slot: "causal", evidence: [], why: "" }],
    memos: [{ id: "m", on: "theme:k", text: "keep me", kind: "", compares: [] }],
  });
  const words = themes.lostWithTheme(one, "k");
  for (const part of ["1 code in it stays.", "What stood under it moved up.", "1 link of the axial map went with it.", "1 memo on it is now on the project.", "What you wrote in it went with it."]) assert.ok(words.includes(part), words);
  const next = after(one, themes.themeRemoved(one, "k"));
  assert.deepEqual(next.themes.map(({ id, parent, members }) => [id, parent, members]), [["below", null, []], ["core", null, []]]);
  assert.deepEqual(next.relations, []);
  assert.deepEqual([next.memos[0].on, next.memos[0].text], ["project", "On the removed category “k”: keep me"]);
  assert.ok(themes.notPlaced(known(next), "category", null).includes("run"));
});

test("a category taken out of the core no longer names it as its parent", () => {
  const one = work({ themes: [theme("k", "category", [], { parent: "core" }), theme("core", "core", ["k"])] });
  assert.equal(themes.takenOut(one, "k", "core").themes[0].parent, null);
});

test("a removed statement goes from its themes, and its spans stay", () => {
  const one = work({ themes: [theme("p", "PET", ["S1", "S2"], { doc: "A" })] });
  const next = after(one, themes.statementRemoved(one, "S1"));
  assert.deepEqual(next.themes[0].members, ["S2"]);
  assert.equal(next.spans, one.spans);
  assert.equal(themes.statementMade(one, "A", ["a1"]).statement.id, "A-s1");
});

test("a code is placed with the code above it", () => {
  const one = work({ themes: [theme("k", "category", ["wait"])] });
  assert.deepEqual(themes.notPlaced(known(one), "category", null), ["run", "hide"]);
  assert.deepEqual(themes.notPlaced(known(one), "PET", "A"), ["S1", "S2"]);
});

test("who carries a group theme, case by case, and what that asks", () => {
  const pets = [theme("pa", "PET", ["S1"], { doc: "A" }), theme("pb", "PET", ["S3"], { doc: "B" })];
  const one = work({ themes: [...pets, theme("g", "GET", ["pa"])] });
  assert.deepEqual(themes.carriers(known(one), "g"), [{ doc: "A", through: ["pa"], spans: 1 }, { doc: "B", through: [], spans: 0 }, { doc: "C", through: [], spans: 0 }]);
  assert.deepEqual(themes.lookAgain(known(one), one.themes[2]), ["One case alone is not a group theme yet."]);
  const two = work({ themes: [...pets, theme("g", "GET", ["pa", "pb"], { convergence: "here" })] });
  assert.deepEqual(themes.lookAgain(known(two), two.themes[2]), ["It draws on 2 of 3 cases; here a group theme draws on 3 or more.", "Where does a case go another way? Say it in divergence."]);
  const parts = work({ themes: [...pets, theme("g", "GET", ["pa"]), theme("h", "GET", ["pb"], { parent: "g" })] });
  assert.deepEqual(themes.carriers(known(parts), "g").map(({ through }) => through.join()), ["pa", "pb", ""]);
});

test("a study without personal themes is no case of a group theme", () => {
  const one = work({ themes: [theme("pa", "PET", ["S1"], { doc: "A" }), theme("g", "GET", ["pa"])] });
  const others = { ...known(one), transcripts: [transcript("A"), transcript("B", "other"), transcript("C")] };
  assert.deepEqual(themes.casesRead(others), ["A", "C"]);
});

test("a category asks to look again where no case has its codes", () => {
  const one = work({ themes: [theme("k", "category", ["wait", "run"])] });
  assert.match(themes.lookAgain(known(one), one.themes[0])[0], /^C has no span of any of its codes\. Look again there/);
  const all = work({ themes: [theme("k", "category", ["wait", "run", "hide"])] });
  assert.deepEqual(themes.lookAgain(known(all), all.themes[0]), []);
});

test("what a theme still needs", () => {
  const needs = (one) => themes.themeNeeds(known(work({ themes: [one] })), one).join(" | ");
  assert.equal(needs(theme("k", "category", [], { name: "", statement: " " })), "a name | a statement: what does it say? | two codes");
  assert.equal(needs(theme("k", "category", ["run"])), "a second code, or your reason why one is enough");
  assert.equal(needs(theme("k", "category", ["run"], { why: "telling" })), "");
  assert.equal(needs(theme("k", "category", ["run", "gone"])), "a second code, or your reason why one is enough");
  assert.equal(needs(theme("p", "PET", ["S1", "S2"], { doc: "A" })), "");
  const same = work({ statements: [{ id: "S1", doc: "A", text: "x", spans: ["a1"] }, { id: "S2", doc: "A", text: "y", spans: ["a1", "lost"] }], themes: [theme("p", "PET", ["S1", "S2"], { doc: "A" })] });
  assert.deepEqual(themes.themeNeeds(known(same), same.themes[0]), ["a second extract, or your reason why one is enough"]);
  assert.deepEqual(themes.statementNeeds(same, { id: "", doc: "A", text: " ", spans: ["lost"] }), ["words of its own", "a span to rest on"]);
});

test("codes and spans under a category are those of its parts too, and a circle ends", () => {
  const one = work({ themes: [theme("k", "category", ["wait"]), theme("l", "category", ["run"], { parent: "k" }), theme("core", "core", ["k", "core"])] });
  assert.deepEqual([...codesUnder("core", one.codes, one.themes)].sort(), ["run", "sit", "wait"]);
  assert.deepEqual([...spansUnder("core", one, one.codes)].sort(), ["a1", "a2", "b1"]);
});

test("a span over two turns is one extract, and extracts stand in the order of the transcripts", () => {
  const long = [{ ...span("x", "A", 2), quote: "first" }, { ...span("x", "A", 3), quote: "second" }];
  const one = work({ spans: [...long, span("a1", "A", 1)] });
  assert.deepEqual(extractsOf(["x", "a1", "none"], one, transcripts).map(({ where, quote }) => `${where}: ${quote}`), ["A-001: words of a1", "A-002 to A-003: first … second"]);
});

test("a link needs words at both ends and a reason; one span can show both", () => {
  const one = work({ themes: [theme("k", "category", ["wait"])], relations: [{ id: "r", from: "run", to: "k", slot: "causal", evidence: [], why: "" }] });
  const needs = (change) => relations.relationNeeds(known(after(one, change)), { ...one.relations[0], ...change.relations?.[0] }, named).join(" | ");
  assert.equal(needs({}), "words that show “N-run” | words that show “N-k” | your reason: what shows the link?");
  const withOne = relations.evidenceChanged(one, "r", "a2", true);
  assert.equal(needs(withOne), "words that show “N-k” | your reason: what shows the link?");
  const both = relations.evidenceChanged(one, "r", "b1", true);
  assert.equal(needs(both), "your reason: what shows the link?");
  assert.deepEqual([...relations.evidenceAtEnds(known(one), both.relations[0]).both], ["b1"]);
  assert.deepEqual(relations.evidenceChanged(after(one, both), "r", "b1", false).relations[0].evidence, []);
  assert.equal(relations.evidenceAtEnds(known(one), { ...one.relations[0], evidence: ["c1"] }).neither.length, 1);
});

test("a link is written as a sentence with its places and its reason", () => {
  const one = work({ themes: [theme("k", "category", ["wait"])] });
  const link = { id: "r", from: "run", to: "k", slot: "causal", evidence: ["b1", "a2", "a1"], why: "They say so." };
  assert.equal(relations.written(known(one), link, named), "Causal condition: “N-run” leads into “N-k”. Evidence: A turns 1 and 12; B turn 2. Why: They say so.");
  assert.equal(relations.written(known(one), { ...link, evidence: [], why: "" }, named), "Causal condition: “N-run” leads into “N-k”. No evidence yet. No reason yet.");
  for (const { id } of relations.SLOTS) assert.match(relations.sentence({ ...link, slot: id }, named), /“N-run” .*“N-k”.*\.$/);
});

test("there is one core category, begun from a category that it then holds", () => {
  const one = work({ themes: [theme("k", "category", ["wait"])] });
  const { theme: core, change } = relations.coreFrom(one, "k", one.codes);
  assert.deepEqual([core.kind, core.name, core.members], ["core", "k", ["k"]]);
  assert.equal(relations.coreFrom(after(one, change), "k", one.codes), null);
  assert.equal(relations.coreFrom(one, "wait", one.codes), null);
  assert.ok(!relations.fillers(known(after(one, change)), "k").categories.length);
});

test("a storyline names a category whatever its quotes, capitals and halves", () => {
  const all = [theme("k", "category", [], { name: "'It was a rota'" }), theme("l", "category", [], { name: "Then it's next: going on" }), theme("m", "category", [], { name: "Rot" })];
  const missing = (text) => relations.notNamed(text, all).map(({ id }) => id).join();
  assert.equal(missing(""), "k,l,m");
  assert.equal(missing("She said it WAS a rota, and then its next."), "m");
  assert.equal(missing("“Rot”."), "k,l");
});

test("a map opens on the category with most links, else on the core", () => {
  const one = work({ themes: [theme("k", "category"), theme("core", "core")] });
  assert.equal(relations.mostLinked(one).id, "core");
  assert.equal(relations.mostLinked({ ...one, relations: [{ id: "r", from: "run", to: "k", slot: "causal", evidence: [], why: "" }] }).id, "k");
  assert.equal(relations.mostLinked(work()), undefined);
});
