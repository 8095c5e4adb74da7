// What the scripts of a page find in it, besides what browsers bring.

/** Folder of the bundled files, written before `islands.js` by `app/src/components/islands.rs`. */
declare const pkg: string;

/** An island, as Leptos writes it: `data-component` is the name of what wakes it. */
interface Island extends HTMLElement {
  readonly dataset: DOMStringMap & { component: string };
}

interface HTMLElementTagNameMap {
  "leptos-island": Island;
}
