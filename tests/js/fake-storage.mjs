// A browser's storage that can be made full.

export class Fake {
  map = new Map();
  full = false;
  get length() {
    return this.map.size;
  }
  key(index) {
    return [...this.map.keys()][index] ?? null;
  }
  getItem(key) {
    return this.map.get(key) ?? null;
  }
  setItem(key, value) {
    if (this.full) throw Object.assign(new Error("full"), { name: "QuotaExceededError" });
    this.map.set(key, value);
  }
  removeItem(key) {
    this.map.delete(key);
  }
}
