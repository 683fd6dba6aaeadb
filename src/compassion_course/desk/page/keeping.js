// Where decisions go: to the desk's server at once, or, in a pack, into this page until the file is saved.

/** @typedef {import("./task.js").Task} Task */
/** @typedef {import("./task.js").Mark} Mark */
/** `again` where trying once more may help. @typedef {{ ok: boolean, words: string, again?: boolean }} Kept */
/** @typedef {{ ref: string, item: string, kind: string, note: string }} Worry */
/**
 * @typedef {{
 *   save: (ref: string, item: string, mark: Mark) => Promise<Kept>,
 *   worry: (worry: Worry) => Promise<Kept>,
 *   unsent: () => boolean,
 * }} Keeper
 */

/** @param {string} place @param {unknown} content @returns {Promise<Kept>} */
async function send(place, content) {
  try {
    const answer = await fetch(place, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(content),
      // Goes out also when the page is being closed.
      keepalive: true,
    });
    if (!answer.ok) return { ok: false, words: `Not saved: ${(await answer.text()).trim()}` };
    const said = /** @type {{ refused?: string }} */ (await answer.json());
    return said.refused ? { ok: false, words: `Not saved: ${said.refused}` } : { ok: true, words: "Saved" };
  } catch {
    return { ok: false, words: "Not saved: the desk does not answer. Is the command still running? What you wrote stays here.", again: true };
  }
}

/** Sends each decision to the server that this page came from. @returns {Keeper} */
export function serverKeeper() {
  return {
    save: (ref, item, mark) => send("save", { ref, item, ...mark }),
    worry: (worry) => send("concern", worry),
    unsent: () => false,
  };
}

/** @typedef {{ ref: string, item: string, at: string } & Mark} KeptMark */
/** @typedef {{ marks: Record<string, KeptMark>, worries: (Worry & { at: string })[] }} PackState */

/** Keeps decisions in this page and, if the marker wishes, in this browser; gives them out as a file. */
export class PackKeeper {
  /** @param {Task} task */
  constructor(task) {
    this.task = task;
    this.key = `compassion-course/pack/${task.pack}`;
    this.isSaved = true;
    /** @type {PackState} */
    this.state = { marks: {}, worries: [] };
    this.keeps = false;
    try {
      const kept = localStorage.getItem(this.key);
      if (kept !== null) {
        this.state = /** @type {PackState} */ (JSON.parse(kept));
        this.keeps = true;
      }
    } catch {
      // A browser that lets nothing be kept: the file is then the only way, and the page says so.
    }
  }

  /** Puts what was kept back into the task. */
  restore() {
    for (const script of this.task.scripts) {
      for (const [item, answer] of Object.entries(script.answers)) {
        const kept = this.state.marks[`${script.ref}/${item}`];
        if (kept) answer.mark = { marks: kept.marks, level: kept.level, why: kept.why, comment: kept.comment };
        if (this.state.worries.some((one) => one.ref === script.ref && (one.item === item || one.item === ""))) answer.concern = true;
      }
    }
  }

  /** @param {string} ref @param {string} item @param {Mark} mark @returns {Promise<Kept>} */
  async save(ref, item, mark) {
    this.state.marks[`${ref}/${item}`] = { ref, item, ...mark, at: timeNow() };
    return this.changed();
  }

  /** @param {Worry} worry @returns {Promise<Kept>} */
  async worry(worry) {
    this.state.worries.push({ ...worry, at: timeNow() });
    return this.changed();
  }

  /** @returns {Kept} */
  changed() {
    this.isSaved = false;
    if (!this.keeps) return { ok: true, words: "Held in this page until you save the file of marks" };
    return this.store();
  }

  /** @returns {Kept} */
  store() {
    try {
      localStorage.setItem(this.key, JSON.stringify(this.state));
      return { ok: true, words: "Kept in this browser" };
    } catch {
      this.keeps = false;
      return { ok: false, words: "This browser keeps nothing: save the file of marks before you close the page" };
    }
  }

  /** @param {boolean} wanted @returns {Kept} */
  keep(wanted) {
    this.keeps = wanted;
    if (wanted) return this.store();
    try {
      localStorage.removeItem(this.key);
    } catch {
      // Nothing was kept there then.
    }
    return { ok: true, words: "Deleted from this browser; it is still in this page" };
  }

  unsent() {
    return !this.isSaved && !this.keeps;
  }

  /** The file that goes back, with its name. @returns {{ name: string, content: string }} */
  file() {
    const { marker, role, pack } = this.task;
    const marks = Object.values(this.state.marks);
    const content = { format: "compassion-course/marks", format_version: 1, pack, marker, role, marks, concerns: this.state.worries };
    const who = marker.toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "") || "marker";
    this.isSaved = true;
    return { name: `marks-${who}-${role}.json`, content: `${JSON.stringify(content, null, 1)}\n` };
  }
}

function timeNow() {
  return new Date().toISOString();
}

/** @param {string} name @param {string} content */
export function download(name, content) {
  const address = URL.createObjectURL(new Blob([content], { type: "application/json" }));
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  // The browser may still be reading it when click() returns.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
