// The screen "En direct": new loads come as events; charts, words and tables follow. A cut is said, and made good: the browser
// tells the last event it has, and the server sends those since.
const list = document.querySelector("#chargements");
const state = document.querySelector("#etat-direct");
const time = new Intl.DateTimeFormat("fr-FR", { hour: "2-digit", minute: "2-digit", second: "2-digit", timeZone: "Europe/Paris" });
const number = new Intl.NumberFormat("fr-FR");
const source = new EventSource(list.dataset.flux);
const say = (text) => { if (state.textContent !== text) state.textContent = text; };
source.addEventListener("open", () => say("Connecté : ce qui arrive s’affiche ici."));
source.addEventListener("error", () => say("Connexion coupée : reprise automatique…"));
source.addEventListener("load", (event) => {
  say("Connecté : ce qui arrive s’affiche ici.");
  const load = JSON.parse(event.data);
  const line = document.createElement("li");
  line.textContent = `${time.format(new Date(load.at))} – ${load.source} : ${number.format(load.rows)} ligne${load.rows > 1 ? "s" : ""} nouvelle${load.rows > 1 ? "s" : ""}${load.simulated ? ` (simulée${load.rows > 1 ? "s" : ""})` : ""}`;
  line.dataset.load = event.lastEventId;
  list.prepend(line);
  while (list.children.length > 12) list.lastChild.remove();
  document.dispatchEvent(new Event("renew"));
});
