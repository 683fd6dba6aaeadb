/**
 * Small parts that the theme board and the axial map are built of: a field that is work from its first letter, a fold
 * that is filled when it is opened, extracts to read, and a small form that opens in its place.
 */

import { button, fill, freshId, h } from "../../dom.js";

/** @typedef {import("../extracts.js").Extract} Extract */
/** @typedef {((doc: string, span: string) => void) | undefined} Show opens a place in the transcript, where a coder stands on the page */

/**
 * A field whose letters are work at once: there is nothing to press and nothing to lose.
 * @param {string} label
 * @param {{rows?: number, limit: number, hint?: string, write: (text: string) => void, settle: () => void}} settings `rows`: a box of so many lines
 */
export function liveField(label, { rows, limit, hint, write, settle }) {
  const id = freshId("cw-live");
  const hintId = hint ? freshId("cw-live-hint") : null;
  const props = { id, maxlength: limit, "aria-describedby": hintId, oninput: () => write(box.value), onblur: settle };
  /** @type {HTMLInputElement | HTMLTextAreaElement} */
  const box = rows ? h("textarea", { ...props, rows }) : h("input", { type: "text", autocomplete: "off", ...props });
  return {
    el: h("div", { class: "cw-field" }, h("label", { for: id }, label), box, hint && h("p", { class: "cw-hint", id: hintId }, hint)),
    box,
    /** @param {string} text */
    put(text) {
      if (box.value !== text) box.value = text;
    },
  };
}

/**
 * A fold whose content is made when it is opened, and made again when it changes while open. Its button can stand in a
 * row with others.
 * @param {string} words
 * @param {() => import("../../dom.js").Children} content
 * @param {{keeps?: boolean}} [settings] `keeps`: the content changes by itself and is made once
 */
export function fold(words, content, { keeps = false } = {}) {
  const place = h("div", { class: "cw-fold-in", id: freshId("cw-fold"), hidden: true });
  const opener = h("button", { type: "button", class: "cw-button cw-button-small cw-unfold", "aria-expanded": "false", "aria-controls": place.id, onclick: () => turn(place.hidden !== false) }, words);
  let filled = false;

  /** @param {boolean} open */
  function turn(open) {
    place.hidden = !open;
    opener.setAttribute("aria-expanded", String(open));
    if (open) refill();
  }

  function refill() {
    if (!filled || !keeps) fill(place, content());
    filled = true;
  }

  return {
    button: opener,
    place,
    turn,
    get open() {
      return !place.hidden;
    },
    /** @param {string} [now] @param {string} [about] */
    draw(now = words, about = "") {
      if (opener.textContent !== now) opener.textContent = now;
      if (about) opener.setAttribute("aria-label", `${now}: ${about}`);
      if (!place.hidden && !keeps) refill();
    },
  };
}

/** @param {Extract[]} extracts @param {Show} show */
export function extractList(extracts, show) {
  if (!extracts.length) return h("p", { class: "cw-hint" }, "No extract yet.");
  return h(
    "ul",
    { class: "cw-quoted" },
    extracts.map((one) => h("li", { class: "cw-quoted-one" }, extractWords(one), show && showButton(one, show))),
  );
}

/** @param {Extract} extract */
export function extractWords({ quote, where, speaker }) {
  const who = speaker === "I" ? ", interviewer" : "";
  return [h("q", null, quote), " ", h("cite", null, `${where}${who}`)];
}

/** @param {Extract} extract @param {NonNullable<Show>} show */
function showButton({ doc, id, where }, show) {
  return button("Show", () => show(doc, id), { class: "cw-button cw-button-small", "aria-label": `Show ${where} in the transcript` });
}

/**
 * Opens one small form at a time in the card that it is about, and gives the focus back when it is closed.
 */
export function formPlace() {
  /** @type {{el: HTMLElement, back: HTMLElement} | null} */
  let open = null;

  /** @param {{focus?: boolean}} [options] */
  function close({ focus = true } = {}) {
    if (!open) return;
    const { el, back } = open;
    open = null;
    el.remove();
    back.setAttribute("aria-expanded", "false");
    if (focus && back.isConnected) back.focus();
  }

  return {
    close,
    /**
     * @param {HTMLElement} holder
     * @param {HTMLElement} back the button that opens it, which closes it again too
     * @param {string} label
     * @param {import("../../dom.js").Children} fields
     * @param {{does: string, act: () => void}} go
     */
    open(holder, back, label, fields, { does, act }) {
      const again = open?.back === back;
      close({ focus: again });
      if (again) return;
      const el = h(
        "div",
        {
          class: "cw-small-form",
          role: "group",
          "aria-label": label,
          onkeydown: (/** @type {KeyboardEvent} */ event) => {
            if (event.key !== "Escape") return;
            event.stopPropagation();
            close();
          },
        },
        fields,
        h("div", { class: "cw-buttons" }, button(does, act), button("Cancel", () => close(), { class: "cw-button cw-button-quiet" })),
      );
      open = { el, back };
      back.setAttribute("aria-expanded", "true");
      holder.append(el);
      /** @type {HTMLElement | null} */ (el.querySelector("select, input, textarea"))?.focus();
    },
  };
}

/** The first words of a text, for a name that is read out. @param {string} text @param {number} [most] */
export function short(text, most = 60) {
  const words = text.trim();
  return words.length <= most ? words : `${words.slice(0, words.lastIndexOf(" ", most) > 20 ? words.lastIndexOf(" ", most) : most)} …`;
}

/** Headings one level below these. @param {import("../../dom.js").Heading} heading @returns {import("../../dom.js").Heading} */
export function below(heading) {
  const level = Math.min(6, Number(heading("").tagName[1]) + 1);
  const tag = /** @type {"h3" | "h4" | "h5" | "h6"} */ (`h${level}`);
  return (text, props) => h(tag, { class: "cw-heading", ...props }, text);
}

/** A small button about something that is named for the ears. @param {string} label @param {string} about @param {() => void} onclick */
export function small(label, about, onclick) {
  return button(label, onclick, { class: "cw-button cw-button-small", "aria-label": about ? `${label}: ${about}` : null });
}
