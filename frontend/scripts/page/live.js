// The screen "En direct": new loads come as events; charts, words and tables follow. A cut is said, and made good: the browser
// tells the last event it has, and the server sends those since. JavaScript, because a stream and a line of a list are not worth
// a wasm of their own.

/** @typedef {{ at: string, source: string, rows: number, simulated: boolean }} Load */

const time = new Intl.DateTimeFormat("fr-FR", { hour: "2-digit", minute: "2-digit", second: "2-digit", timeZone: "Europe/Paris" });
const number = new Intl.NumberFormat("fr-FR");

/** @param {Load} load */
function sentence({ at, source, rows, simulated }) {
  const s = rows > 1 ? "s" : "";
  return `${time.format(new Date(at))} – ${source} : ${number.format(rows)} ligne${s} nouvelle${s}${simulated ? ` (simulée${s})` : ""}`;
}

/**
 * The stream of a screen, as long as its list is on the page.
 * @param {HTMLElement} list
 * @param {HTMLElement} state
 */
function open(list, state) {
  const source = new EventSource(/** @type {string} */ (list.dataset.flux));
  /** @param {string} text */
  const say = (text) => { if (state.textContent !== text) state.textContent = text; };
  source.addEventListener("open", () => say("Connecté : ce qui arrive s’affiche ici."));
  source.addEventListener("error", () => say("Connexion coupée : reprise automatique…"));
  source.addEventListener("load", (event) => {
    say("Connecté : ce qui arrive s’affiche ici.");
    const line = document.createElement("li");
    line.textContent = sentence(JSON.parse(event.data));
    line.dataset.load = event.lastEventId;
    list.prepend(line);
    while (list.children.length > 12) list.lastChild?.remove();
    document.dispatchEvent(new Event("renew"));
  });
  return { list, source };
}

/** @type {{ list: HTMLElement, source: EventSource } | undefined} */
let live;
/** The page may have changed in place: a stream nobody sees is closed, a new screen has its own. */
function attend() {
  const list = /** @type {HTMLElement | null} */ (document.querySelector("#chargements"));
  const state = /** @type {HTMLElement | null} */ (document.querySelector("#etat-direct"));
  if (live && live.list !== list) {
    live.source.close();
    live = undefined;
  }
  if (!live && list && state) live = open(list, state);
}
attend();
document.addEventListener("arrived", attend);
