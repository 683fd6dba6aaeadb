// The part of anywidget's model that our widgets use, and a local one for pages without a kernel.

/**
 * @typedef {object} Model
 * @property {(name: string) => any} get
 * @property {(name: string, value: unknown) => void} set
 * @property {() => void} save_changes
 * @property {(event: string, callback: (...args: any[]) => void) => void} on
 * @property {(event?: string | null, callback?: ((...args: any[]) => void) | null) => void} off
 */
/** @typedef {{ model: Model, el: HTMLElement }} RenderProps */
/** @typedef {(props: RenderProps) => void | (() => void) | Promise<void | (() => void)>} Render */

/** A model that lives in the page alone. @param {Record<string, unknown>} traits @returns {Model} */
export function localModel(traits) {
  const values = new Map(Object.entries(traits));
  /** @type {Map<string, Set<(...args: any[]) => void>>} */
  const listeners = new Map();
  /** @type {Model} */
  const model = {
    get: (name) => values.get(name),
    set(name, value) {
      if (Object.is(values.get(name), value)) return;
      values.set(name, value);
      for (const event of [`change:${name}`, "change"]) {
        for (const callback of [...(listeners.get(event) ?? [])]) callback(model, value);
      }
    },
    save_changes() {},
    on(event, callback) {
      for (const name of event.split(/\s+/)) {
        const known = listeners.get(name) ?? new Set();
        listeners.set(name, known.add(callback));
      }
    },
    off(event, callback) {
      for (const name of event ? event.split(/\s+/) : [...listeners.keys()]) {
        if (callback) listeners.get(name)?.delete(callback);
        else listeners.delete(name);
      }
    },
  };
  return model;
}
