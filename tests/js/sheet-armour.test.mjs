// The block to paste, and what word processors and mail do to it.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { fromArmour, holdsArmour, toArmour } from "../../src/compassion_course/widgets/js/sheet/armour.js";
import { sha256 } from "../../src/compassion_course/widgets/js/sheet/sha256.js";

// Enough of every letter that "-" and "--" stand in the base64url text as well.
const sheet = { words: "é👍🏽 ~~~ ÿþ>>>???".repeat(40), more: Array.from({ length: 300 }, (_, i) => String.fromCodePoint(0xf8 + (i % 8), 0x3e + (i % 3))) };
const block = toArmour(sheet);

test("sha256 is the one that everybody has", () => {
  for (const length of [0, 1, 55, 56, 63, 64, 65, 119, 1000, 70000]) {
    const bytes = new Uint8Array(length).map((_, i) => i * 31);
    assert.equal(sha256(bytes), createHash("sha256").update(bytes).digest("hex"));
  }
});

test("a block has lines of 64 characters and comes back", () => {
  const lines = block.trimEnd().split("\n");
  assert.equal(lines[0], "-----BEGIN COMPASSION COURSE ANSWERS-----");
  assert.equal(lines.at(-1), "-----END COMPASSION COURSE ANSWERS-----");
  assert.match(lines.at(-2), /^=[0-9a-f]{16}$/);
  assert.ok(lines.slice(1, -3).every((line) => /^[\w-]{64}$/.test(line)));
  assert.deepEqual(JSON.parse(fromArmour(block)), sheet);
});

const DAMAGE = {
  "quoted in an e-mail": (text) => text.split("\n").map((line) => `> > ${line}`).join("\r\n"),
  "indented with no-break spaces": (text) => text.replaceAll("\n", "\n\u00a0\u00a0"),
  "joined into one line": (text) => text.replaceAll("\n", " "),
  "wrapped anew": (text) => text.replace(/[\w-]{40}/g, "$&\n"),
  "with one long dash for two hyphens": (text) => text.replaceAll("--", "–"),
  "with em dashes": (text) => text.replaceAll("--", "—"),
  "with soft and non-breaking hyphens": (text) => text.replaceAll("-", "\u2011"),
  "with words around it": (text) => `Dear tutor,\n\nmy answers:\n${text}\n-- \nSent from my phone`,
  "with zero-width spaces": (text) => text.replace(/[\w-]{30}/g, "$&\u200b"),
};
for (const [what, change] of Object.entries(DAMAGE)) {
  test(`a block ${what} is read`, () => {
    assert.ok(holdsArmour(change(block)));
    assert.deepEqual(JSON.parse(fromArmour(change(block))), sheet);
  });
}

test("what was lost is told", () => {
  assert.throws(() => fromArmour("no block"), /no line that says BEGIN/);
  assert.throws(() => fromArmour(block.slice(0, 400)), /end of the block was cut off/);
  assert.throws(() => fromArmour(block.replace(/\n=.*\n/, "\n")), /checksum line/);
  assert.throws(() => fromArmour(block.replace(/[a-m](?=[\w-]{20}\n)/, "")), /changed or lost/);
});
