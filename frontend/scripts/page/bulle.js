// The bubble of the Brigade numérique for other sites: a button and, once it is pressed, a frame of ours. It touches nothing of the page
// that it is on, and needs no inline style or script there: <script src="https://…/bulle.js" data-sujet="…" data-langue="…" defer></script>
(() => {
  const script = document.currentScript;
  if (!(script instanceof HTMLScriptElement) || window !== window.top) return;
  const ours = new URL(".", script.src);
  const { sujet, langue, cote } = script.dataset;

  /** @typedef {[string, string, string, string, string]} Words Write, close, in a page of its own, one message, several. */
  /** @type {Words} */
  const FRENCH = ["Écrire à un gendarme", "Réduire", "Ouvrir dans une page", "1 nouveau message", "nouveaux messages"];
  /** @type {Record<string, Words>} */
  const WORDS = {
    fr: FRENCH,
    "fr-x-falc": ["Écrire à un gendarme", "Fermer", "Ouvrir dans une page", "1 nouveau message", "nouveaux messages"],
    en: ["Write to a gendarme", "Minimise", "Open in a page", "1 new message", "new messages"],
    de: ["Einem Gendarmen schreiben", "Verkleinern", "Auf einer Seite öffnen", "1 neue Nachricht", "neue Nachrichten"],
    es: ["Escribir a un gendarme", "Reducir", "Abrir en una página", "1 mensaje nuevo", "mensajes nuevos"],
    it: ["Scrivere a un gendarme", "Riduci", "Apri in una pagina", "1 nuovo messaggio", "nuovi messaggi"],
  };
  const wanted = langue ?? document.documentElement.lang.slice(0, 2).toLowerCase();
  const language = Object.hasOwn(WORDS, wanted) ? wanted : "fr";
  const [write, reduce, alone, one, several] = WORDS[language] ?? FRENCH;

  const question = new URLSearchParams({ langue: language });
  if (sujet) question.set("sujet", sujet.slice(0, 80));
  const address = `${ours}brigade/bulle?${question}`;

  const host = document.createElement("div");
  host.lang = language;
  // A shadow of its own: neither style reaches the other.
  const root = host.attachShadow({ mode: "open" });
  const style = new CSSStyleSheet();
  style.replaceSync(`
    :host{all:initial;position:fixed;inset:auto 1rem 1rem auto;z-index:2147483000;font:1rem/1.5 Marianne,system-ui,sans-serif;color-scheme:light dark}
    :host(.gauche){inset:auto auto 1rem 1rem}
    button,a{font:inherit;min-height:2.75rem;padding:.5rem 1rem;border:0;cursor:pointer;box-sizing:border-box}
    #ouvrir{background:#000091;color:#fff;border:2px solid #fff;border-radius:1.5rem;font-weight:500;box-shadow:0 2px 8px #0006}
    :focus-visible{outline:3px solid #0a76f6;outline-offset:2px}
    section{display:flex;flex-direction:column;width:min(26rem,calc(100vw - 2rem));height:min(42rem,calc(100vh - 2rem));height:min(42rem,calc(100dvh - 2rem));background:#fff;color:#161616;border:1px solid #666;box-shadow:0 2px 12px #0006}
    [hidden]{display:none!important}
    span{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
    p{display:flex;justify-content:space-between;align-items:center;margin:0;border-bottom:1px solid #ddd}
    p button{background:none;color:#000091;font-weight:500}
    a{color:#000091;display:inline-flex;align-items:center}
    iframe{flex:1;border:0;width:100%;min-height:0}
    @media(max-width:30rem),(max-height:30rem){:host(.ouverte){inset:0}section{width:100vw;height:100vh;height:100dvh;border:0}}
    @media(prefers-color-scheme:dark){section{background:#161616;color:#fff;border-color:#888}p{border-color:#444}p button,a{color:#8585f6}}
    @media print{:host{display:none}}`);
  root.adoptedStyleSheets = [style];
  if (cote === "gauche") host.classList.add("gauche");

  const open = document.createElement("button");
  open.id = "ouvrir";
  open.type = "button";
  open.textContent = write;
  open.setAttribute("aria-expanded", "false");
  const panel = document.createElement("section");
  panel.hidden = true;
  panel.setAttribute("aria-label", write);
  const bar = document.createElement("p");
  const close = document.createElement("button");
  close.type = "button";
  close.textContent = reduce;
  const page = document.createElement("a");
  page.href = `${ours}brigade/discuter?langue=${language}`;
  page.target = "_blank";
  page.rel = "noopener";
  page.textContent = alone;
  bar.append(close, page);
  panel.append(bar);
  // News while it is small are read out.
  const status = document.createElement("span");
  status.role = "status";
  root.append(panel, open, status);

  /** @type {HTMLIFrameElement | undefined} Nothing is asked for before the bubble is opened. */
  let frame;
  let read = 0;
  let there = 0;

  /** @param {boolean} isOpen */
  function show(isOpen) {
    panel.hidden = !isOpen;
    open.hidden = isOpen;
    host.classList.toggle("ouverte", isOpen);
    open.setAttribute("aria-expanded", String(isOpen));
    if (!isOpen) {
      open.focus();
      return;
    }
    read = there;
    open.textContent = write;
    status.textContent = "";
    if (!frame) {
      frame = document.createElement("iframe");
      frame.title = write;
      frame.src = address;
      frame.addEventListener("load", () => { if (!panel.hidden) frame?.focus(); });
      panel.append(frame);
    }
    frame.focus();
  }

  open.addEventListener("click", () => show(true));
  close.addEventListener("click", () => show(false));
  panel.addEventListener("keydown", (event) => { if (event.key === "Escape") show(false); });
  addEventListener("message", (event) => {
    if (!frame || event.source !== frame.contentWindow || event.origin !== ours.origin) return;
    if (event.data === "quitter") location.replace(`${ours}brigade/quitter`);
    const answers = Number(event.data?.reponses);
    if (!Number.isInteger(answers)) return;
    there = answers;
    if (!panel.hidden) read = there;
    const unread = there - read;
    const told = unread === 1 ? one : `${unread} ${several}`;
    open.textContent = unread > 0 ? `${write} (${told})` : write;
    status.textContent = unread > 0 ? told : "";
    // A page of its own would begin another conversation: this one is kept for this site alone.
    page.hidden = event.data.commencee === true;
  });

  const put = () => document.body.append(host);
  if (document.body) put();
  else addEventListener("DOMContentLoaded", put);
})();
