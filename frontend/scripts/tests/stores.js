// The browser's stores of answers, as far as the worker asks them.

/** One store: answers by their address, in the order in which they came. */
class Store {
  #kept = new Map();
  #address = (what) => what.url ?? what;
  async put(address, answer) { this.#kept.set(address, answer); }
  async match(what) { return this.#kept.get(this.#address(what))?.clone(); }
  async delete(what) { return this.#kept.delete(this.#address(what)); }
  async keys() { return [...this.#kept.keys()].map((url) => ({ url })); }
}

/** All stores by their names. */
export class Stores {
  #stores = new Map();
  async open(name) {
    if (!this.#stores.has(name)) this.#stores.set(name, new Store());
    return this.#stores.get(name);
  }
  async has(name) { return this.#stores.has(name); }
  async delete(name) { return this.#stores.delete(name); }
  async match(what, { cacheName }) { return this.#stores.get(cacheName)?.match(what); }
}
