/**
 * Keeps a notebook's single-key commands away from a widget.
 *
 * JupyterLab's A, B, C, D D, X would act on the notebook while somebody answers: X on a button cuts the cell. It looks for
 * this mark on the element that has the focus before it looks at any around it, so a mark on the widget would not do.
 *
 * @param {HTMLElement} el the widget
 */
export function ownKeys(el) {
  el.addEventListener("focusin", (event) => /** @type {Element} */ (event.target).setAttribute("data-lm-suppress-shortcuts", "true"));
}
