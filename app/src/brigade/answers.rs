//! How answers of the knowledge base are shown, wherever they are.

use ::brigade::Message;
use domain::{conversation::Sender, ids::ConversationId};
use knowledge::{Entry, Knowledge, Wanted};
use leptos::prelude::*;

use super::{field_of, wording::Wording};
use crate::{address, env::Env};

/// Characters of an answer that are shown where it is only named.
const BEGIN: usize = 180;

/// How an answer begins.
pub fn excerpt(answer: &str) -> String {
    let line: Vec<&str> = answer.split_whitespace().collect();
    let line = line.join(" ");
    if line.chars().count() <= BEGIN {
        return line;
    }
    let cut: String = line.chars().take(BEGIN).collect();
    let whole = cut.rsplit_once(' ').map_or(cut.as_str(), |(whole, _)| whole);
    format!("{} …", whole.trim_end_matches([',', ';', ':', ' ']))
}

/// A text in which the words that were asked for are marked.
pub fn marked(wanted: &Wanted, text: &str) -> AnyView {
    let (mut parts, mut done) = (Vec::new(), 0);
    for range in wanted.marks(text) {
        parts.push(text[done..range.start].to_owned().into_any());
        done = range.end;
        parts.push(view! { <mark>{text[range].to_owned()}</mark> }.into_any());
    }
    parts.push(text[done..].to_owned().into_any());
    parts.into_any()
}

#[component]
pub fn Paragraphs(text: String) -> impl IntoView {
    text.split("\n\n")
        .map(str::trim)
        .filter(|paragraph| !paragraph.is_empty())
        .map(|paragraph| view! { <p>{paragraph.to_owned()}</p> })
        .collect_view()
}

/// The official page that says it.
#[component]
pub fn Source(address: String) -> impl IntoView {
    let host = address.strip_prefix("https://")?.split('/').next()?.trim_start_matches("www.").to_owned();
    Some(view! { <p class="detail">"Source : "<a href=address rel="external noopener">{host}</a></p> })
}

/// Entries that are proposed for a conversation, most, and messages of its citizen that they are chosen by.
const PROPOSED: usize = 3;
const LAST: usize = 3;

/// Entries that may answer what a citizen wrote last; none where nothing is likely to.
pub async fn proposed(knowledge: &Knowledge, messages: &[Message]) -> Vec<Entry> {
    let written = messages.iter().rev().filter(|message| message.from == Sender::Citizen);
    let mut last: Vec<&str> = written.take(LAST).map(|message| &*message.text).collect();
    last.reverse();
    let (found, is_sure) = found_for(knowledge, &last.join(" "), PROPOSED).await;
    if is_sure { found } else { Vec::new() }
}

/// Entries that an agent searches for, most.
pub const SEARCHED: usize = 6;

/// Entries that are near to some words, and whether one of them is likely to be meant.
pub async fn found_for(knowledge: &Knowledge, words: &str, most: usize) -> (Vec<Entry>, bool) {
    // A conversation goes on without them.
    let Ok(edition) = knowledge.edition().await else { return (Vec::new(), false) };
    let answer = knowledge.find(&edition, words, most).await;
    let found = answer.found.into_iter().map(|found| edition.entries()[found.at].clone());
    (found.collect(), answer.is_sure)
}

/// Read while one waits.
#[component]
pub fn Meanwhile(entries: Vec<Entry>, wording: &'static Wording) -> impl IntoView {
    let env = Env::current();
    let links = entries
        .into_iter()
        .map(|entry| {
            let to = env.href(address::FAQ_ENTRY.of(entry.id));
            view! { <li><a href=to target="_blank" rel="external"><span lang="fr">{entry.question}</span><span class="fr-sr-only">{format!(" ({})", wording.new_window)}</span></a></li> }
        })
        .collect_view();
    view! { <section aria-labelledby="meanwhile"><h2 id="meanwhile">{wording.meanwhile}</h2><ul>{links}</ul></section> }
}

/// What an agent may answer with: read here, put into the answer by a link. Other entries are searched for.
#[component]
pub fn Proposals(
    entries: Vec<Entry>,
    searched: String,
    is_sure: bool,
    conversation: ConversationId,
) -> impl IntoView {
    let env = Env::current();
    let unsure = match (searched.is_empty(), entries.is_empty()) {
        (false, true) => Some("Rien ne correspond à ces mots."),
        (false, false) if !is_sure => Some("Rien ne correspond vraiment à ces mots ; voici le plus proche."),
        _ => None,
    };
    let unsure = unsure.map(|sentence| view! { <p class="detail">{sentence}</p> });
    let title = match (searched.is_empty(), entries.is_empty()) {
        (false, _) => "Réponses trouvées",
        (true, false) => "Réponses proposées",
        (true, true) => "Réponses",
    };
    let lines = entries
        .into_iter()
        .map(|entry| {
            let question = format!("?conversation={conversation}&reponse={}", entry.id);
            let insert = env.href(address::DESK.at(&question, &field_of(conversation)));
            view! {
                <details>
                    <summary>{entry.question.clone()}</summary>
                    <Paragraphs text=entry.answer/>
                    <Source address=entry.source/>
                    <p><a href=insert>"Reprendre dans la réponse"<span class="fr-sr-only">{format!(" : {}", entry.question)}</span></a></p>
                </details>
            }
        })
        .collect_view();
    view! {
        <section class="proposals" aria-labelledby="proposals">
            <h3 id="proposals">{title}</h3>
            {unsure}
            {lines}
            <form method="get" action=env.href(address::DESK) role="search" aria-label="Réponses" class="seek">
                <input type="hidden" name="conversation" value=conversation.to_string()/>
                <label class="fr-label" for="chercher">"Chercher une réponse"</label>
                <input class="fr-input" id="chercher" name="q" type="search" value=searched maxlength="200" autocomplete="off"/>
                <button class="fr-btn fr-btn--tertiary" type="submit">"Chercher"</button>
            </form>
        </section>
    }
    .into_any()
}

/// What an entry begins an answer with: its words and its page.
pub fn begun(entry: &Entry) -> String {
    let env = Env::current();
    let page = env.href(address::FAQ_ENTRY.of(entry.id.clone()));
    format!("{}\n\n{}{page}", entry.answer, env.public_url)
}

/// Who found nothing asks somebody.
#[component]
pub fn AskGendarme() -> impl IntoView {
    let env = Env::current();
    env.brigade_open.then(|| {
        view! { <p>"Ce n’est pas votre question ? "<a href=env.href(address::CHAT) rel="external">"Écrire à un gendarme"</a></p> }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_cut_between_words() {
        assert_eq!(excerpt("Oui.\n\nVenez."), "Oui. Venez.");
        let long = excerpt(&"mot, ".repeat(60));
        assert!(long.ends_with("mot …") && long.chars().count() <= BEGIN + 2, "{long}");
        assert_eq!(excerpt(&"é".repeat(200)).chars().count(), BEGIN + 2);
    }
}
