/**
 * How the focus goes through the turns: one of them can be reached with Tab, the one last visited; its words are walked
 * through once it is opened.
 */

/** @typedef {{mark: HTMLButtonElement, text: HTMLElement}} TurnView */

/**
 * @param {Map<string, TurnView>} views
 * @param {(turn: string) => void} open Enter or a click on a turn's mark
 */
export function watchTurnFocus(views, open) {
  let reachable = [...views.values()][0]?.mark;
  for (const [turn, { mark, text }] of views) {
    const visited = () => {
      reachable.tabIndex = -1;
      mark.tabIndex = 0;
      reachable = mark;
    };
    mark.addEventListener("focus", visited);
    mark.addEventListener("click", () => open(turn));
    text.addEventListener("focus", () => {
      visited();
      // Only while words are walked through: elsewhere a screen reader should read the turn as plain text.
      text.setAttribute("role", "application");
      text.setAttribute("aria-label", `Words of turn ${turn}. Arrow keys move by word; Escape goes back.`);
    });
    text.addEventListener("blur", () => {
      text.removeAttribute("role");
      text.removeAttribute("aria-label");
    });
  }
}
